import EvidenceModel
import Yams

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

  mutating func rules(_ text: String) -> [Rule] {
    guard let list = compose(text) else { return [] }
    guard let sequence = list.sequence else {
      fail(list, "the file must be a list of rules")
      return []
    }
    return sequence.compactMap { rule($0) }
  }

  mutating func compose(_ text: String) -> Node? {
    do {
      return try Yams.compose(yaml: text, .basic)
    } catch {
      faults.append("\(file): \(error)")
      return nil
    }
  }

  mutating func rule(_ node: Node) -> Rule? {
    let before = faults.count
    var fields = fields(node, "a rule")
    let id = fields.text("id", &self, node) ?? ""
    if !id.allSatisfy({ $0.isLowercase || $0.isNumber || $0 == "-" }) {
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
      policies: fields.texts("policies", &self),
      examples: [])
    if let examples = fields.take("examples") {
      for example in examples.sequence ?? [] {
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

  private mutating func subject(_ fields: inout Fields, _ node: Node) -> Rule.Subject {
    if let evidence = fields.take("evidence") { return .evidence(texts(evidence, "evidence")) }
    if let codes = fields.take("diagnostic") { return .diagnostic(texts(codes, "diagnostic")) }
    return .image
  }

  private mutating func example(_ node: Node) -> Rule.Example? {
    guard let mapping = node.mapping else {
      fail(node, "an example must be a mapping")
      return nil
    }
    var example = Rule.Example(facts: [:], fires: true)
    for (key, value) in mapping {
      let name = key.string ?? ""
      if name == "fires" {
        guard let flag = value.bool else {
          fail(value, "fires must be true or false")
          continue
        }
        example.fires = flag
      } else {
        example.facts[name] = value.string ?? ""
      }
    }
    return example
  }

  mutating func references(_ node: Node?) -> [Reference] {
    guard let node else { return [] }
    return (node.sequence ?? []).map { entry in
      if let title = entry.string { return Reference(title: title) }
      return Reference(
        title: entry.mapping?["title"]?.string ?? "", url: entry.mapping?["url"]?.string,
        date: entry.mapping?["date"]?.string, certainty: entry.mapping?["certainty"]?.string)
    }
  }

  // MARK: - Predicates

  mutating func predicate(_ node: Node, depth: Int = 0) -> Predicate {
    guard depth < 16, let mapping = node.mapping else {
      fail(node, "a condition must be a mapping of path and test")
      return .any([])
    }
    var conditions: [Predicate] = []
    for (keyNode, value) in mapping {
      let key = keyNode.string ?? ""
      switch key {
      case "all", "any":
        guard let list = value.sequence else {
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

  private mutating func tests(_ node: Node) -> [Predicate.Test] {
    if let text = node.string { return [.oneOf([text.lowercased()])] }
    if let list = node.sequence {
      return [.oneOf(Set(list.compactMap { $0.string?.lowercased() }))]
    }
    var tests: [Predicate.Test] = []
    for (keyNode, value) in node.mapping ?? [:] {
      let list =
        value.sequence.map { $0.compactMap { $0.string?.lowercased() } }
        ?? value.string.map { [$0.lowercased()] } ?? []
      switch keyNode.string ?? "" {
      case "exists": tests.append(.exists(value.bool ?? true))
      case "equals", "oneOf": tests.append(.oneOf(Set(list)))
      case "contains": tests.append(.contains(list))
      case "startsWith": tests.append(.startsWith(list))
      case "atLeast": tests.append(.atLeast(value.float ?? .infinity))
      case "below": tests.append(.below(value.float ?? -.infinity))
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

  mutating func fail(_ node: Node, _ message: String) {
    faults.append("\(file):\(node.mark?.line ?? 0): \(message)")
  }

  mutating func texts(_ node: Node, _ key: String) -> [String] {
    if let text = node.string { return [text] }
    if let list = node.sequence { return list.compactMap(\.string) }
    fail(node, "\(key) must be a text or a list of texts")
    return []
  }

  /// The keys of a mapping; what is left at the end is unknown.
  struct Fields {
    var values: [String: Node]

    mutating func take(_ key: String) -> Node? { values.removeValue(forKey: key) }

    mutating func optionalText(_ key: String) -> String? { take(key)?.string }

    mutating func text(_ key: String, _ reader: inout RuleReader, _ node: Node) -> String? {
      if let text = take(key)?.string, !text.isEmpty { return text }
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
      _ key: String, _ type: Choice.Type, _ reader: inout RuleReader, _ node: Node
    ) -> Choice? {
      guard values[key] != nil else {
        reader.fail(node, "'\(key)' is missing")
        return nil
      }
      return optionalChoice(key, type, &reader)
    }

    mutating func optionalChoice<Choice: RawRepresentable<String> & CaseIterable>(
      _ key: String, _ type: Choice.Type, _ reader: inout RuleReader
    ) -> Choice? {
      guard let node = take(key) else { return nil }
      if let choice = node.string.flatMap(Choice.init(rawValue:)) { return choice }
      reader.fail(
        node, "'\(key)' must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
      return nil
    }

    func reportUnknown(_ reader: inout RuleReader) {
      for (key, node) in values.sorted(by: { $0.key < $1.key }) {
        reader.fail(node, "there is no field '\(key)'")
      }
    }
  }

  mutating func fields(_ node: Node, _ what: String) -> Fields {
    guard let mapping = node.mapping else {
      fail(node, "\(what) must be a mapping")
      return Fields(values: [:])
    }
    var values: [String: Node] = [:]
    for (key, value) in mapping { values[key.string ?? ""] = value }
    return Fields(values: values)
  }
}
