import ArgumentParser
import EvidenceModel
import Foundation
import Policy

struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "List the rules and policies.",
    discussion: """
      Shows the rules that are in force under the policies named, by kind. 'assay explain RULE' \
      tells what one means, why it exists and what to do about it.
      """)

  @Option(
    help: ArgumentHelp("A policy, or the file of one of your own; repeatable.", valueName: "name"))
  var policy: [String] = []

  @Flag(help: "List the policies instead.")
  var policies = false

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    if policies {
      let known = RuleSet.knownPolicies()
      let width = known.map(\.name.count).max() ?? 0
      print("Policies test properties of files and posts; this is no legal advice.\n")
      for policy in known {
        print(policy.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + policy.title)
      }
      return
    }
    let set: RuleSet
    do { set = try RunPlan.ruleSet(policy) } catch let faults as PolicyFaults {
      throw Failure(faults.description)
    }
    let rules = set.rules.filter { !$0.isSilent }
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(rules.map(RuleListing.init)), as: UTF8.self))
      return
    }
    let width = rules.map(\.id.count).max() ?? 0
    for kind in FindingKind.allCases {
      let some = rules.filter { $0.kind == kind }
      if some.isEmpty { continue }
      print("\(kind.rawValue)")
      for rule in some {
        print(
          "  " + rule.id.padding(toLength: width + 2, withPad: " ", startingAt: 0)
            + rule.severity.rawValue.padding(toLength: 9, withPad: " ", startingAt: 0) + rule.title)
      }
    }
  }
}

/// A rule as `rules --json` writes it.
private struct RuleListing: Encodable {
  var id: String
  var title: String
  var kind: String
  var severity: String
  var confidence: String
  var description: String
  var fix: String?
  var policies: [String]
  var references: [String]
  var sources: [Source]

  /// A reference with what is known of it.
  struct Source: Encodable {
    var title: String
    var date: String?
    var certainty: String?
    var url: String?
  }

  init(_ rule: Rule) {
    id = rule.id
    title = rule.title
    kind = rule.kind.rawValue
    severity = rule.severity.rawValue
    confidence = rule.confidence.rawValue
    description = rule.rationale
    fix = rule.fix
    policies = rule.policies
    references = rule.references.map(\.title)
    sources = rule.references.map {
      Source(title: $0.title, date: $0.date, certainty: $0.certainty, url: $0.url)
    }
  }
}

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain a rule or a policy: what it means, why, and what would fix it.")

  @Argument(help: ArgumentHelp("The id of a rule, or the name of a policy.", valueName: "rule"))
  var name: String

  @Option(help: ArgumentHelp("The file of a policy of your own; repeatable.", valueName: "file"))
  var policy: [String] = []

  func run() throws {
    let set: RuleSet
    do {
      let names = RuleSet.knownPolicies().map(\.name)
      set = try RunPlan.ruleSet(names + policy.filter { !names.contains($0) })
    } catch let faults as PolicyFaults {
      throw Failure(faults.description)
    }
    let known = set.definitions
    if let policy = known.first(where: { $0.name == name }) {
      print("\(policy.name): \(policy.title)\n\n\(policy.summary)\n")
      let accepted = policy.accepts.map { $0.replacingOccurrences(of: "+", with: " and ") }
        .joined(separator: ", ")
      print(
        "A disclosure counts when one of these is there: \(accepted)."
      )
      for rule in set.rules where rule.policies.contains(name) {
        print("\n  \(rule.id) (\(rule.severity.rawValue))\n    \(rule.rationale)")
      }
      printReferences(policy.references)
      return
    }
    guard let rule = set.rule(name) else {
      let near = set.rules.filter { $0.id.contains(name) || name.contains($0.id) }.map(\.id)
      throw Failure(
        "there is no rule '\(name)'"
          + (near.isEmpty
            ? "; 'assay rules' lists them" : "; did you mean \(near.joined(separator: ", "))?"))
    }
    print("\(rule.id): \(rule.title)\n")
    print("\(rule.rationale)\n")
    print("Kind        \(rule.kind.rawValue)")
    print("Severity    \(rule.severity.rawValue)")
    print("Confidence  \(rule.confidence.rawValue)")
    if !rule.policies.isEmpty { print("Policies    \(rule.policies.joined(separator: ", "))") }
    if let asserts = rule.asserts { print("Says        \(asserts.rawValue)") }
    if let discloses = rule.discloses { print("Discloses   \(discloses)") }
    if let fix = rule.fix {
      print("\nWhat to do: \(fix.replacingOccurrences(of: "{file}", with: "FILE"))")
    }
    printReferences(rule.references)
  }

  private func printReferences(_ references: [Reference]) {
    guard !references.isEmpty else { return }
    print("\nRests on:")
    for reference in references {
      let facts = [reference.date, reference.certainty.map { "read as \($0)" }].compactMap(\.self)
      print("  \(reference.title)" + (facts.isEmpty ? "" : " (\(facts.joined(separator: "; ")))"))
      if let url = reference.url { print("    \(url)") }
    }
  }
}
