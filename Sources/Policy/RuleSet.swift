import DataTree
public import EvidenceModel

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
    /// The law, code or terms that it rests on, with date and how sure we are of it.
    public var references: [Reference]
    /// Which labels of an AI image count, any of these: types of ``Disclosure/Label``, or several
    /// joined by `+` that have to be there together (`aigc+visible`).
    public var accepts: [String]
    /// Whether the policy concerns posts at all; platforms only concern posts that go there.
    public var platform: String?
    /// Which images with AI it asks a disclosure of; nil for all.
    public var concerns: Predicate?
  }

  /// The rules, in the order of their ids.
  public private(set) var rules: [Rule]
  /// The policies in force for every image.
  public private(set) var definitions: [Definition]
  /// The policies of platforms, in force for the posts that say that they go there.
  public private(set) var platformDefinitions: [Definition] = []

  /// The rules on evidence by the names they look at.
  private var onEvidence = NameIndex()
  /// The rules on diagnostics by the codes they look at.
  private var onDiagnostics = NameIndex()
  /// The rules on the image as a whole.
  private(set) var onImage: [Int] = []

  /// The embedded files of rules; `policies` and `wordings` lie beside them.
  private static let ruleFiles = [
    "credentials", "declared", "disclosure", "evaluation", "pixels", "privacy",
  ]

  /// The files of the folder `Resources`, compiled.
  static let embeddedTree = CompactTree(PackageResources.rules_tree)

  /// The one document of an embedded file.
  private static func document(_ name: String) -> CompactTree? {
    embeddedTree?[name]?.elements.first
  }

  /// Whether there is a rule of that id, or one that once had it: in force, or of a policy that is
  /// built in.
  public func knows(_ rule: String) -> Bool {
    if rules.contains(where: { $0.id == rule || $0.aliases.contains(rule) }) { return true }
    return Self.embeddedRuleNames.contains(rule)
  }

  /// The ids and aliases of all rules that are built in; read when first asked for.
  private static let embeddedRuleNames: Set<String> = {
    var names: Set<String> = []
    func add(_ rule: CompactTree) {
      if let id = rule["id"]?.text { names.insert(id) }
      names.formUnion(rule["aliases"]?.elements.compactMap(\.text) ?? [])
    }
    for file in ruleFiles { document(file)?.elements.forEach(add) }
    for policy in document("policies")?.elements ?? [] { policy["rules"]?.elements.forEach(add) }
    return names
  }()

  /// The rule set of the default policy; read once, whoever asks first.
  ///
  /// - Throws: ``PolicyFaults``; a test keeps the embedded files free of them.
  public static func standard() throws -> RuleSet { try read.get() }

  private static let read = Result { try RuleSet() }

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
    let omitted = includesExamples ? nil : "examples"
    for file in Self.ruleFiles {
      var reader = RuleReader(file: file + ".yml", readsExamples: includesExamples)
      if let tree = Self.document(file)?.tree(omitting: omitted) { rules += reader.rules(tree) }
      faults += reader.faults
    }
    let policyNodes = Self.document("policies")?.elements ?? []
    for name in names {
      var reader = RuleReader(file: "policies.yml", readsExamples: includesExamples)
      guard let node = policyNodes.first(where: { $0["policy"]?.text == name }) else {
        faults.append(
          "there is no policy '\(name)'; known: "
            + policyNodes.compactMap { $0["policy"]?.text }.joined(separator: ", "))
        continue
      }
      if let policy = reader.policy(node.tree(omitting: omitted)) {
        definitions.append(policy.definition)
        rules += policy.rules
      }
      faults += reader.faults
    }
    for node in policyNodes
    where node["platform"] != nil && !names.contains(node["policy"]?.text ?? "") {
      var reader = RuleReader(file: "policies.yml", readsExamples: includesExamples)
      if let policy = reader.policy(node.tree(omitting: omitted)) {
        platformDefinitions.append(policy.definition)
        rules += policy.rules.map { rule in
          var rule = rule
          rule.platform = policy.definition.platform
          return rule
        }
      }
      faults += reader.faults
    }
    for file in files {
      var reader = RuleReader(file: file.path)
      let own = reader.policies(file.text)
      faults += reader.faults
      definitions += own.map(\.definition)
      rules += own.flatMap(\.rules)
    }
    let ids = rules.flatMap { [$0.id] + $0.aliases }
    var known: Set<String> = []
    for id in Set(ids.filter { !known.insert($0).inserted }).sorted() {
      faults.append("the id '\(id)' is used more than once")
    }
    for id in disabled where !known.contains(id) {
      faults.append("there is no rule '\(id)' to switch off; see 'assay rules'")
    }
    guard faults.isEmpty else { throw PolicyFaults(faults: faults) }
    self.rules = rules.filter { rule in
      !disabled.contains(rule.id) && !rule.aliases.contains { disabled.contains($0) }
    }.sorted { $0.id < $1.id }
    self.definitions = definitions
    index()
  }

  /// The names of all embedded policies with their titles.
  public static func knownPolicies() -> [Definition] {
    var reader = RuleReader(file: "policies.yml", readsExamples: false)
    return (document("policies")?.elements ?? []).compactMap { node in
      reader.policy(node.tree(omitting: "examples"))?.definition
    }
  }

  private mutating func index() {
    for (position, rule) in rules.enumerated() {
      switch rule.subject {
      case .image: onImage.append(position)
      case .evidence(let names): onEvidence.add(position, names)
      case .diagnostic(let codes): onDiagnostics.add(position, codes)
      }
    }
  }

  /// The rule of an id or an alias.
  public func rule(_ id: String) -> Rule? {
    rules.first { $0.id == id || $0.aliases.contains(id) }
  }

  /// The positions of the rules on evidence of `name`.
  func positions(onEvidence name: String) -> [Int] { onEvidence.positions(name) }

  /// The positions of the rules on diagnostics of `code`.
  func positions(onDiagnostic code: String) -> [Int] { onDiagnostics.positions(code) }

  /// Rules by the names they look at, of which some are prefixes.
  private struct NameIndex {
    private var byName: [String: [Int]] = [:]
    private var byPrefix: [(prefix: String, position: Int)] = []

    mutating func add(_ position: Int, _ names: [String]) {
      for name in names {
        if name.hasSuffix("*") {
          byPrefix.append((String(name.dropLast()), position))
        } else {
          byName[name, default: []].append(position)
        }
      }
    }

    func positions(_ name: String) -> [Int] {
      var positions = byName[name] ?? []
      for (prefix, position) in byPrefix where name.hasPrefix(prefix) {
        positions.append(position)
      }
      return positions
    }
  }
}

extension RuleReader {
  /// Reads policies with their rules.
  mutating func policies(_ text: String) -> [(definition: RuleSet.Definition, rules: [Rule])] {
    (tree(text)?.elements ?? []).compactMap { policy($0) }
  }

  /// Reads one policy with its rules.
  mutating func policy(_ node: DataTree) -> (definition: RuleSet.Definition, rules: [Rule])? {
    var fields = fields(node, "a policy")
    let name = fields.text("policy", &self, node) ?? ""
    var definition = RuleSet.Definition(
      name: name, title: fields.text("title", &self, node) ?? "",
      summary: fields.optionalText("summary") ?? "",
      references: references(fields.take("references")),
      accepts: fields.texts("accepts", &self), platform: fields.optionalText("platform"),
      concerns: fields.take("concerns").map { predicate($0) })
    if definition.accepts.isEmpty { definition.accepts = ["machineReadable"] }
    // An empty part, as in `caption+`, is no type either.
    for type in definition.accepts.flatMap({
      $0.split(separator: "+", omittingEmptySubsequences: false)
    })
    where !Disclosure.Label.types.contains(String(type)) {
      fail(
        node,
        "accepts: '\(type)' is no type of label; known: "
          + Disclosure.Label.types.joined(separator: ", "))
    }
    let rules = (fields.take("rules")?.list ?? []).compactMap { node -> Rule? in
      guard var rule = rule(node) else { return nil }
      rule.policies = [name]
      if rule.references.isEmpty { rule.references = definition.references }
      return rule
    }
    fields.reportUnknown(&self)
    return name.isEmpty ? nil : (definition, rules)
  }
}
