public import EvidenceModel
import Yams

/// The rules in force, from the embedded files and from files of the user.
public struct RuleSet: Sendable {
  /// A policy: a named set of rules that rests on a law, a standard or the terms of a platform.
  public struct Definition: Sendable, Hashable {
    /// The name, as `--policy` takes it.
    public var name: String
    /// The policy in one line.
    public var title: String
    /// What it demands, and of whom.
    public var summary: String
    /// Whether it asks for labels that people see; machine-readable metadata alone does not do.
    public var references: [Reference]
    /// Whether an AI image needs a disclosure under it, and which labels count: any of these types.
    public var accepts: [String]
    /// Whether the policy concerns posts at all; platforms only concern posts that go there.
    public var platform: String?
  }

  /// The rules, in the order of their ids.
  public private(set) var rules: [Rule]
  /// The policies that are known.
  public private(set) var definitions: [Definition]

  /// The rules on evidence and diagnostics by the names they look at, without patterns.
  private(set) var byName: [String: [Int]] = [:]
  /// The rules whose names end in `*`.
  private(set) var byPrefix: [(prefix: String, rule: Int)] = []
  /// The rules on the image as a whole.
  private(set) var onImage: [Int] = []

  /// The embedded files of rules: name and content.
  private static let ruleFiles: [(String, [UInt8])] = [
    ("credentials.yml", PackageResources.credentials_yml),
    ("declared.yml", PackageResources.declared_yml),
    ("disclosure.yml", PackageResources.disclosure_yml),
    ("evaluation.yml", PackageResources.evaluation_yml),
    ("pixels.yml", PackageResources.pixels_yml),
    ("privacy.yml", PackageResources.privacy_yml),
  ]

  /// Creates the rule set of `policies`.
  ///
  /// - Parameters:
  ///   - policies: Names of embedded policies; empty for `default`.
  ///   - files: Files of policies of the user: path and text.
  ///   - disabled: Ids of rules that are switched off.
  ///   - includesExamples: Whether the examples of embedded rules are read, too. Only tests and
  ///     documents need them, and reading them costs time at every start.
  /// - Throws: ``PolicyFaults`` with every fault at once.
  public init(
    policies: [String] = [], files: [(path: String, text: String)] = [], disabled: [String] = [],
    includesExamples: Bool = false
  ) throws {
    var seen: Set<String> = []
    let names = (policies.isEmpty && files.isEmpty ? ["default"] : policies).filter {
      seen.insert($0).inserted
    }
    var rules: [Rule] = []
    var definitions: [Definition] = []
    var faults: [String] = []
    for (file, bytes) in Self.ruleFiles {
      var reader = RuleReader(file: file, readsExamples: includesExamples)
      rules += reader.rules(Self.text(bytes, withExamples: includesExamples))
      faults += reader.faults
    }
    let sections = Self.policySections(withExamples: includesExamples)
    for name in names {
      var reader = RuleReader(file: "policies.yml", readsExamples: includesExamples)
      guard let section = sections.first(where: { $0.name == name })?.text,
        let policy = reader.policies(section).first
      else {
        faults += reader.faults
        faults.append(
          "there is no policy '\(name)'; known: "
            + sections.map(\.name).joined(separator: ", "))
        continue
      }
      faults += reader.faults
      definitions.append(policy.definition)
      rules += policy.rules
    }
    for file in files {
      var reader = RuleReader(file: file.path)
      let own = reader.policies(file.text)
      faults += reader.faults
      definitions += own.map(\.definition)
      rules += own.flatMap(\.rules)
    }
    let ids = rules.flatMap { [$0.id] + $0.aliases }
    for id in Set(ids.filter { id in ids.count { $0 == id } > 1 }).sorted() {
      faults.append("the id '\(id)' is used more than once")
    }
    for id in disabled where !ids.contains(id) {
      faults.append("there is no rule '\(id)' to switch off; see 'assay rules'")
    }
    guard faults.isEmpty else { throw PolicyFaults(faults: faults) }
    self.rules = rules.filter { rule in
      !disabled.contains(rule.id) && !rule.aliases.contains { disabled.contains($0) }
    }.sorted { $0.id < $1.id }
    self.definitions = definitions
    index()
  }

  /// The text of an embedded file; without its examples, which are half of it, on request.
  ///
  /// The files are ours and regular: a block of examples ends where the indentation does.
  private static func text(_ bytes: [UInt8], withExamples: Bool) -> String {
    guard !withExamples else { return String(decoding: bytes, as: UTF8.self) }
    var kept: [UInt8] = []
    kept.reserveCapacity(bytes.count)
    var skipped: Int?
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let indent = line.prefix { $0 == UInt8(ascii: " ") }.count
      if let limit = skipped, indent > limit || line.isEmpty { continue }
      skipped = nil
      if line.dropFirst(indent).elementsEqual("examples:".utf8) {
        skipped = indent
        continue
      }
      kept.append(contentsOf: line)
      kept.append(UInt8(ascii: "\n"))
    }
    return String(decoding: kept, as: UTF8.self)
  }

  /// The embedded policies as text, so that only those in force are parsed.
  private static func policySections(withExamples: Bool) -> [(name: String, text: String)] {
    let mark = "- policy: "
    var sections: [(name: String, text: String)] = []
    let text = text(PackageResources.policies_yml, withExamples: withExamples)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix(mark) { sections.append((String(line.dropFirst(mark.count)), "")) }
      if !sections.isEmpty { sections[sections.count - 1].text += line + "\n" }
    }
    return sections
  }

  /// The names of all embedded policies with their titles.
  public static func knownPolicies() -> [Definition] {
    var reader = RuleReader(file: "policies.yml")
    return reader.policies(String(decoding: PackageResources.policies_yml, as: UTF8.self))
      .map(\.definition)
  }

  private mutating func index() {
    for (position, rule) in rules.enumerated() {
      switch rule.subject {
      case .image: onImage.append(position)
      case .evidence(let names), .diagnostic(let names):
        for name in names {
          if name.hasSuffix("*") {
            byPrefix.append((String(name.dropLast()), position))
          } else {
            byName[name, default: []].append(position)
          }
        }
      }
    }
  }

  /// The rule of an id or an alias.
  public func rule(_ id: String) -> Rule? {
    rules.first { $0.id == id || $0.aliases.contains(id) }
  }

  /// The rules on evidence of `name`, or on diagnostics when `isDiagnostic`.
  func rules(on name: String, isDiagnostic: Bool) -> [Rule] {
    var positions = byName[name] ?? []
    for (prefix, rule) in byPrefix where name.hasPrefix(prefix) { positions.append(rule) }
    return positions.map { rules[$0] }.filter {
      if case .diagnostic = $0.subject { return isDiagnostic }
      return !isDiagnostic
    }
  }
}

extension RuleReader {
  /// Reads policies with their rules.
  mutating func policies(_ text: String) -> [(definition: RuleSet.Definition, rules: [Rule])] {
    guard let list = compose(text) else { return [] }
    let nodes = list.sequence.map(Array.init) ?? [list]
    return nodes.compactMap { node in
      var fields = fields(node, "a policy")
      let name = fields.text("policy", &self, node) ?? ""
      var definition = RuleSet.Definition(
        name: name, title: fields.text("title", &self, node) ?? "",
        summary: fields.optionalText("summary") ?? "",
        references: references(fields.take("references")),
        accepts: fields.texts("accepts", &self), platform: fields.optionalText("platform"))
      if definition.accepts.isEmpty { definition.accepts = ["machineReadable"] }
      let rules = (fields.take("rules")?.sequence ?? []).compactMap { node -> Rule? in
        guard var rule = rule(node) else { return nil }
        rule.policies = [name]
        if rule.references.isEmpty { rule.references = definition.references }
        return rule
      }
      fields.reportUnknown(&self)
      return name.isEmpty ? nil : (definition, rules)
    }
  }
}
