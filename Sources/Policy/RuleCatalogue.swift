import EvidenceModel

/// The embedded rules and policies as documentation: what each means, why, and what would fix it.
public struct RuleCatalogue: Sendable {
  /// Every embedded rule, of all policies, in the order of the ids; silent ones included.
  public let rules: [Rule]
  /// Every embedded policy, in the order of the file.
  public let policies: [RuleSet.Definition]

  /// Reads the embedded rules.
  ///
  /// - Throws: ``PolicyFaults``; a test keeps the embedded files free of them.
  public init() throws {
    let set = try RuleSet(policies: RuleSet.knownPolicies().map(\.name))
    rules = set.rules
    policies = set.definitions
  }

  /// The rule of an id or an alias; nil when there is none.
  public func rule(_ id: String) -> Rule? {
    rules.first { $0.id == id || $0.aliases.contains(id) }
  }

  /// The names of the policies under which a rule applies.
  public func policies(using rule: Rule) -> [String] {
    rule.policies.isEmpty ? policies.map(\.name) : rule.policies
  }

  // MARK: - Pages

  /// The pages of `docs/rules`: file name and Markdown; equal rules give equal pages.
  public func pages() -> [(name: String, text: String)] {
    var pages = [(name: "README.md", text: overview())]
    for kind in FindingKind.allCases {
      let some = rules.filter { $0.kind == kind }
      if !some.isEmpty { pages.append((kind.rawValue + ".md", page(kind, some))) }
    }
    pages.append(("policies.md", policyPage()))
    return pages
  }

  private static let notice =
    "<!-- Generated from the rule files in Sources/Policy/Resources; edit those. -->\n"

  private func overview() -> String {
    var text = Self.notice + "\n# Rules\n\n"
    text += "`assay explain RULE` prints the same. A rule that is silent makes no finding: "
    text += "it only tells what is known of the origin.\n"
    for kind in FindingKind.allCases {
      let some = rules.filter { $0.kind == kind }
      if some.isEmpty { continue }
      text += "\n## [\(kind.rawValue)](\(kind.rawValue).md)\n\n| Rule | Severity | What it is |\n"
      text += "| --- | --- | --- |\n"
      for rule in some {
        let severity = rule.isSilent ? "silent" : rule.severity.rawValue
        text += "| [\(rule.id)](\(kind.rawValue).md#\(rule.id)) | \(severity) "
        text += "| \(Self.cell(rule.title)) |\n"
      }
    }
    return text
  }

  private func page(_ kind: FindingKind, _ rules: [Rule]) -> String {
    Self.notice + "\n# Rules: \(kind.rawValue)\n"
      + rules.map { "\n## \($0.id)\n\n" + explanation(of: $0) }.joined()
  }

  private func policyPage() -> String {
    var text = Self.notice + "\n# Policies\n\n"
    text += "Policies test properties of files and posts; this is not legal advice.\n"
    for policy in policies {
      text += "\n## \(policy.name)\n\n**\(policy.title)**\n\n\(policy.summary)\n\n"
      text += "A disclosure counts when one of these is there: "
      text +=
        policy.accepts.map { "`" + $0.split(separator: "+").joined(separator: "` and `") + "`" }
        .joined(separator: ", ") + ".\n"
      let own = rules.filter { $0.policies.contains(policy.name) }
      if !own.isEmpty { text += "\n" }
      for rule in own {
        text += "- [\(rule.id)](\(rule.kind.rawValue).md#\(rule.id)): \(rule.rationale)\n"
      }
      text += Self.list(policy.references)
    }
    return text
  }

  /// What there is to say about one rule, as Markdown without a heading.
  public func explanation(of rule: Rule) -> String {
    var text = "**\(rule.title)**\n\n"
    if !rule.rationale.isEmpty { text += rule.rationale + "\n\n" }
    text += "- Severity: \(rule.isSilent ? "silent" : rule.severity.rawValue)\n"
    text += "- Confidence: \(rule.confidence.rawValue)\n"
    text += "- Policies: \(rule.policies.isEmpty ? "all" : rule.policies.joined(separator: ", "))\n"
    switch rule.subject {
    case .evidence(let names): text += "- Looks at: " + Self.code(names) + "\n"
    case .diagnostic(let codes): text += "- Looks at diagnostics: " + Self.code(codes) + "\n"
    case .image: text += "- Looks at: the image and its post as a whole\n"
    }
    if let asserts = rule.asserts { text += "- Says of the origin: `\(asserts.rawValue)`\n" }
    if let discloses = rule.discloses { text += "- Is a disclosure: `\(discloses)`\n" }
    if !rule.aliases.isEmpty { text += "- Earlier ids: " + Self.code(rule.aliases) + "\n" }
    text += "- Since: \(rule.since)\n"
    if let fix = rule.fix {
      text += "\nWhat to do: " + fix.replacing("{file}", with: "FILE") + "\n"
    }
    return text + Self.list(rule.references)
  }

  private static func code(_ names: [String]) -> String {
    names.map { "`\($0)`" }.joined(separator: ", ")
  }

  private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

  private static func list(_ references: [Reference]) -> String {
    if references.isEmpty { return "" }
    return "\nRests on:\n\n"
      + references.map { reference in
        let title = reference.url.map { "[\(reference.title)](\($0))" } ?? reference.title
        let facts = [reference.date, reference.certainty.map { "read as \($0)" }].compactMap(\.self)
        return "- \(title)" + (facts.isEmpty ? "" : " (\(facts.joined(separator: "; ")))") + "\n"
      }.joined()
  }
}
