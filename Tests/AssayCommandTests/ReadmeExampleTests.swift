import Assay
import Foundation
import Testing
import _TestSupport

struct ReadmeExampleTests {
  /// The example of the README, word for word; the next test compares them.
  @Test func `the library example runs`() async throws {
    let url = SharedMaterial.packageRoot.appending(path: "TestImages/a1111.png")
    // README example begins
    let report = try await Inspector().inspect(contentsOf: url)
    let verdict = PolicyEvaluator(ruleSet: try RuleSet()).evaluate(report)

    print(verdict.origin.summary, verdict.decision)
    for evidence in report.evidence.items {
      print(evidence.kind, evidence.name, evidence.value.text, evidence.source.container)
    }
    // README example ends
    #expect(verdict.decision == .block)
    #expect(verdict.origin.classification == .aiGenerated)
  }

  @Test func `the README shows the example as it is`() throws {
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    let begin = try #require(lines.firstIndex { $0.hasSuffix("// README example begins") })
    let end = try #require(lines.firstIndex { $0.hasSuffix("// README example ends") })
    let example = lines[(begin + 1)..<end].map { $0.hasPrefix("    ") ? $0.dropFirst(4) : $0[...] }
    let readme = try String(
      contentsOf: SharedMaterial.packageRoot.appending(path: "README.md"), encoding: .utf8)
    #expect(readme.contains(example.joined(separator: "\n")))
  }
}
