import DataTree
import EvidenceModel

/// What is wrong with a file of rules or policies: every fault at once, with its line.
public struct PolicyFaults: Error, Sendable, Hashable, CustomStringConvertible {
  /// One line a fault: `file:line: message`.
  public var faults: [String]

  /// The faults, one a line.
  public var description: String { faults.joined(separator: "\n") }
}

/// Reads YAML into rules and policies, and collects faults instead of stopping at the first.
struct RuleReader {
  let file: String
  private(set) var faults: [String] = []

  /// Whether rules must show examples; embedded ones are proved by tests.
  let readsExamples: Bool

  init(file: String, readsExamples: Bool = true) {
    self.file = file
    self.readsExamples = readsExamples
  }

  // MARK: - Rules

  mutating func rules(_ tree: DataTree) -> [Rule] {
    guard let nodes = tree.list else {
      fail(tree, "the file must be a list of rules")
      return []
    }
    return nodes.compactMap { rule($0) }
  }

  mutating func tree(_ text: String) -> DataTree? {
    do {
      return try DataTree.document(yaml: text)
    } catch {
      faults.append("\(file): \(error)")
      return nil
    }
  }

  mutating func rule(_ node: DataTree) -> Rule? {
    let before = faults.count
    var fields = fields(node, "a rule")
    let id = fields.text("id", &self, node) ?? ""
    // What Unicode says of a character takes long to look up, and our own ids are ASCII.
    if !id.utf8.allSatisfy(Self.isPlain),
      !id.allSatisfy({ $0.isLowercase || $0.isNumber || $0 == "-" })
    {
      fail(node, "the id '\(id)' must be in kebab case")
    }
    let kind = fields.choice("kind", FindingKind.self, &self, node) ?? .evaluation
    let silent = fields.flag("silent", &self) ?? false
    let subject = subject(&fields, node)
    var rule = Rule(
      id: id,
      aliases: fields.texts("aliases", &self),
      title: fields.text("title", &self, node) ?? "",
      rationale: fields.optionalText("rationale") ?? "",
      kind: kind,
      severity: fields.choice("severity", Severity.self, &self, node) ?? .note,
      confidence: fields.choice("confidence", Confidence.self, &self, node) ?? .medium,
      subject: subject,
      match: fields.take("match").map { predicate($0) } ?? .all([]),
      asserts: fields.optionalChoice("asserts", Rule.Assertion.self, &self),
      discloses: fields.optionalText("discloses"),
      asksForReview: fields.flag("review", &self) ?? false,
      isSilent: silent,
      message: (silent ? fields.optionalText("message") : fields.text("message", &self, node))
        ?? "",
      fix: fields.optionalText("fix"),
      references: references(fields.take("references")),
      since: fields.optionalText("since") ?? "0.1.0",
      policies: fields.texts("policies", &self), platform: nil,
      examples: [])
    if let examples = fields.take("examples") {
      for example in examples.list ?? [] {
        self.example(example).map { rule.examples.append($0) }
      }
    }
    if readsExamples, !rule.examples.contains(where: \.fires) {
      fail(node, "\(id): no example that fires")
    }
    if readsExamples, !rule.examples.contains(where: { !$0.fires }) {
      fail(node, "\(id): no example that does not fire")
    }
    fields.reportUnknown(&self)
    return faults.count == before ? rule : nil
  }

  /// A small letter of ASCII, a digit or a hyphen.
  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
  }

  private mutating func subject(_ fields: inout Fields, _ node: DataTree) -> Rule.Subject {
    if let evidence = fields.take("evidence") { return .evidence(texts(evidence, "evidence")) }
    if let codes = fields.take("diagnostic") { return .diagnostic(texts(codes, "diagnostic")) }
    return .image
  }

  private mutating func example(_ node: DataTree) -> Rule.Example? {
    guard let mapping = node.mapping else {
      fail(node, "an example must be a mapping")
      return nil
    }
    var example = Rule.Example(facts: [:], fires: true)
    for member in mapping {
      if member.name == "fires" {
        guard let flag = member.value.bool else {
          fail(member.value, "fires must be true or false")
          continue
        }
        example.fires = flag
      } else {
        example.facts[member.name] = member.value.text ?? ""
      }
    }
    return example
  }

  mutating func references(_ node: DataTree?) -> [Reference] {
    guard let node else { return [] }
    return (node.list ?? []).map { entry in
      if let title = entry.text { return Reference(title: title) }
      return Reference(
        title: entry["title"]?.text ?? "", url: entry["url"]?.text,
        date: entry["date"]?.text, certainty: entry["certainty"]?.text)
    }
  }

  // MARK: - Predicates

  mutating func predicate(_ node: DataTree, depth: Int = 0) -> Predicate {
    guard depth < 16, let mapping = node.mapping else {
      fail(node, "a condition must be a mapping of path and test")
      return .any([])
    }
    var conditions: [Predicate] = []
    for member in mapping {
      let (key, value) = (member.name, member.value)
      switch key {
      case "all", "any":
        guard let list = value.list else {
          fail(value, "\(key) needs a list of conditions")
          continue
        }
        let inner = list.map { predicate($0, depth: depth + 1) }
        conditions.append(key == "all" ? .all(inner) : .any(inner))
      case "not": conditions.append(.not(predicate(value, depth: depth + 1)))
      default: conditions.append(contentsOf: tests(value).map { .fact(path: key, $0) })
      }
    }
    return conditions.count == 1 ? conditions[0] : .all(conditions)
  }

  private mutating func tests(_ node: DataTree) -> [Predicate.Test] {
    if let text = node.text { return [.oneOf([text.lowercased()])] }
    if let list = node.list {
      return [.oneOf(Set(list.compactMap { $0.text?.lowercased() }))]
    }
    var tests: [Predicate.Test] = []
    for member in node.mapping ?? [] {
      let value = member.value
      let list =
        value.list.map { $0.compactMap { $0.text?.lowercased() } }
        ?? value.text.map { [$0.lowercased()] } ?? []
      switch member.name {
      case "exists": tests.append(.exists(value.bool ?? true))
      case "equals", "oneOf": tests.append(.oneOf(Set(list)))
      case "contains": tests.append(.contains(list))
      case "startsWith": tests.append(.startsWith(list))
      case "atLeast": tests.append(.atLeast(value.number ?? .infinity))
      case "below": tests.append(.below(value.number ?? -.infinity))
      case let other:
        fail(
          value,
          "there is no test '\(other)'; known: exists, equals, oneOf, contains, startsWith, atLeast, below"
        )
      }
    }
    return tests
  }

  // MARK: - Fields

  mutating func fail(_ node: DataTree, _ message: String) {
    faults.append("\(file):\(node.line): \(message)")
  }

  mutating func texts(_ node: DataTree, _ key: String) -> [String] {
    if let text = node.text { return [text] }
    if let list = node.list { return list.compactMap(\.text) }
    fail(node, "\(key) must be a text or a list of texts")
    return []
  }

  /// The keys of a mapping; what is left at the end is unknown.
  struct Fields {
    var members: [DataTree.Member]

    mutating func take(_ key: String) -> DataTree? {
      members.firstIndex { $0.name == key }.map { members.remove(at: $0).value }
    }

    mutating func optionalText(_ key: String) -> String? { take(key)?.text }

    mutating func text(_ key: String, _ reader: inout RuleReader, _ node: DataTree) -> String? {
      if let text = take(key)?.text, !text.isEmpty { return text }
      reader.fail(node, "'\(key)' is missing")
      return nil
    }

    mutating func texts(_ key: String, _ reader: inout RuleReader) -> [String] {
      take(key).map { reader.texts($0, key) } ?? []
    }

    mutating func flag(_ key: String, _ reader: inout RuleReader) -> Bool? {
      guard let node = take(key) else { return nil }
      if node.bool == nil { reader.fail(node, "'\(key)' must be true or false") }
      return node.bool
    }

    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
      _ key: String, _ type: Choice.Type, _ reader: inout RuleReader, _ node: DataTree
    ) -> Choice? {
      guard members.contains(where: { $0.name == key }) else {
        reader.fail(node, "'\(key)' is missing")
        return nil
      }
      return optionalChoice(key, type, &reader)
    }

    mutating func optionalChoice<Choice: RawRepresentable<String> & CaseIterable>(
      _ key: String, _ type: Choice.Type, _ reader: inout RuleReader
    ) -> Choice? {
      guard let node = take(key) else { return nil }
      if let choice = node.text.flatMap(Choice.init(rawValue:)) { return choice }
      reader.fail(
        node, "'\(key)' must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
      return nil
    }

    func reportUnknown(_ reader: inout RuleReader) {
      for member in members.sorted(by: { $0.name < $1.name }) {
        reader.fail(member.value, "there is no field '\(member.name)'")
      }
    }
  }

  mutating func fields(_ node: DataTree, _ what: String) -> Fields {
    guard let mapping = node.mapping else {
      fail(node, "\(what) must be a mapping")
      return Fields(members: [])
    }
    return Fields(members: mapping)
  }
}
