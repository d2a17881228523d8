import EvidenceModel
import Testing

struct EvidenceListTests {
  private func fact(_ name: String) -> Evidence {
    Evidence(.declared, name, value: "x", source: EvidenceSource(container: "test"))
  }

  @Test func `equal names get ids of their own, in order`() {
    var list = EvidenceList()
    #expect(list.add(fact("a")) == "a")
    #expect(list.add(fact("a")) == "a#2")
    #expect(list.add(fact("b")) == "b")
    #expect(list.items.map(\.id) == ["a", "a#2", "b"])
  }

  @Test func `a fingerprint is of rule and content, not of a path`() {
    let sha = String(repeating: "ab", count: 32)
    #expect(Finding.fingerprint(rule: "r", sha256: sha) == "v1:r:abababababababab")
  }

  @Test func `severities and confidences are ordered`() {
    #expect(Severity.note < .warning && Severity.warning < .error)
    #expect(Confidence.low < .medium && Confidence.medium < .high)
  }

  @Test func `the strictest decision of several posts counts, and no finding is lost`() {
    func verdict(_ decision: Decision, _ rule: String) -> Verdict {
      Verdict(
        findings: [
          Finding(
            rule: rule, kind: .disclosure, severity: .error, confidence: .high, message: "m",
            fingerprint: "f")
        ],
        origin: Origin(.aiGenerated, basis: .declared, summary: "s."),
        disclosure: Disclosure(isRequired: true, status: decision == .block ? .missing : .present),
        decision: decision, policies: ["default"])
    }
    var merged = verdict(.pass, "a")
    merged.merge(verdict(.block, "b"))
    #expect(merged.decision == .block)
    #expect(merged.disclosure.status == .missing)
    #expect(merged.findings.map(\.rule) == ["a", "b"])
    merged.merge(verdict(.pass, "a"))
    #expect(merged.decision == .block)
    #expect(merged.findings.count == 2)
  }

  @Test func `a summary counts decisions, origins and findings that count`() {
    func finding(_ severity: Severity, suppression: String? = nil) -> Finding {
      Finding(
        rule: "a", kind: .privacy, severity: severity, confidence: .high, message: "m",
        fingerprint: "f", suppression: suppression)
    }
    func report(_ findings: [Finding], _ origin: OriginClass, _ decision: Decision) -> ImageReport {
      ImageReport(
        inspection: InspectionReport(path: "a"),
        verdict: Verdict(
          findings: findings, origin: Origin(origin, basis: .none, summary: "s."),
          disclosure: Disclosure(isRequired: false, status: .notRequired), decision: decision,
          policies: []))
    }
    var summary = RunSummary()
    summary.add(report([finding(.warning, suppression: "waived")], .noEvidence, .pass))
    #expect(summary.imageCount == 1)
    #expect(Severity.allCases.allSatisfy { summary.count(of: $0) == 0 })
    summary.add(report([finding(.error), finding(.note)], .aiGenerated, .block))
    summary.add(report([finding(.error)], .aiGenerated, .review))
    #expect(summary.imageCount == 3)
    #expect(Decision.allCases.map { summary.count(of: $0) }.reduce(0, +) == 3)
    #expect(summary.count(of: Decision.pass) == 1 && summary.count(of: Decision.block) == 1)
    #expect(summary.count(of: OriginClass.aiGenerated) == 2)
    #expect(summary.count(of: OriginClass.noEvidence) == 1)
    #expect(summary.count(of: Severity.error) == 2 && summary.count(of: Severity.note) == 1)
    #expect(summary.count(of: Severity.warning) == 0)
  }
}
