import DataTree
import EvidenceModel
import Policy
import Testing
import _TestSupport

struct RuleExampleTests {
  private static func everyRule() throws -> [Rule] {
    try RuleSet(policies: RuleSet.knownPolicies().map(\.name), includesExamples: true).rules
  }

  @Test func `every rule does on its examples what they say`() throws {
    for rule in try Self.everyRule() {
      for example in rule.examples {
        #expect(rule.fires(on: example) == example.fires, "\(rule.id): \(example.facts)")
      }
    }
  }

  @Test func `every rule shows a case that fires and one that does not`() throws {
    for rule in try Self.everyRule() {
      #expect(
        rule.examples.contains { $0.fires } && rule.examples.contains { !$0.fires }, "\(rule.id)")
    }
  }

  @Test func `every rule says why it exists, and policy rules cite a text`() throws {
    for rule in try Self.everyRule() {
      #expect(!rule.rationale.isEmpty, "\(rule.id)")
      #expect(rule.policies.isEmpty || !rule.references.isEmpty, "\(rule.id)")
      #expect(
        rule.isSilent || rule.kind == .privacy || rule.severity == .note || rule.fix != nil
          || rule.kind == .signed || rule.kind == .declared || rule.kind == .evaluation,
        "\(rule.id)")
    }
  }

  @Test func `all policies together load without a fault`() throws {
    #expect(try Self.everyRule().count > 60)
    #expect(RuleSet.knownPolicies().count == 16)
  }

  @Test func `every fault of a file is told at once, with its line`() {
    let text = """
      - policy: own
        title: T
        rules:
          - id: Bad_Id
            title: T
            kind: nonsense
            severity: error
            confidence: high
            match: {ai: {almost: 1}}
            message: M
            colour: red
      """
    let error = #expect(throws: PolicyFaults.self) {
      try RuleSet(files: [(path: "own.yml", text: text)])
    }
    let faults = error?.faults ?? []
    for part in [
      "kebab", "'kind' must be one of", "no test 'almost'", "no field 'colour'",
      "no example that fires",
    ] {
      #expect(faults.contains { $0.contains(part) }, "\(part) in \(faults)")
    }
    #expect(faults.allSatisfy { $0.hasPrefix("own.yml:") })
  }

  @Test func `without examples the rules are the same`() throws {
    let bare = try RuleSet(policies: RuleSet.knownPolicies().map(\.name)).rules
    let whole = try Self.everyRule().map { rule in
      var rule = rule
      rule.examples = []
      return rule
    }
    #expect(bare == whole)
  }

  @Test func `the built-in rules are those of the folder`() throws {
    let sources = try SourceFolder.texts(in: "Sources/Policy/Resources", suffix: ".yml")
    let embedded = try SourceFolder.bytes(of: "Sources/Policy/Compiled/rules.tree")
    #expect(try CompactTree.bytes(ofFiles: sources) == embedded, "run 'make rules'")
  }

  @Test func `an unknown policy names those that are known`() {
    let error = #expect(throws: PolicyFaults.self) { try RuleSet(policies: ["eu"]) }
    #expect(error?.description.contains("eu-ai-act-50") == true)
  }

  @Test func `a rule can be switched off, and only one that exists`() throws {
    #expect(try RuleSet(disabled: ["privacy-gps"]).rule("privacy-gps") == nil)
    #expect(throws: PolicyFaults.self) { try RuleSet(disabled: ["no-such-rule"]) }
  }
}
