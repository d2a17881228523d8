import EvidenceModel
import Foundation
import Policy
import Testing

/// Prints timings when asked to (`ASSAY_TIMINGS=1`, release); asserts none, machines differ.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["ASSAY_TIMINGS"] == "1"))
struct EvaluationSpeed {
  @Test func `time to load the rules and to judge one image`() throws {
    let clock = ContinuousClock()
    var load: [Duration] = []
    for _ in 0..<15 { load.append(try clock.measure { _ = try RuleSet() }) }
    var report = InspectionReport(path: "c.jpg", sha256: String(repeating: "c", count: 64))
    for fact in [
      VerdictTests.trace, VerdictTests.declaredAI, VerdictTests.gps, VerdictTests.bits,
      VerdictTests.score, VerdictTests.declaredCapture,
    ] { report.evidence.add(fact) }
    let evaluator = PolicyEvaluator(ruleSet: try RuleSet())
    var findings = 0
    let runs = 5000
    let time = clock.measure {
      for _ in 0..<runs { findings += evaluator.evaluate(report).findings.count }
    }
    load.sort()
    print("load: first to last of 15, sorted: \(load[0]) … \(load[7]) … \(load[14])")
    print("evaluate: \(time / runs) an image with 6 facts (\(findings / runs) findings)")
    #expect(findings > 0)
  }
}
