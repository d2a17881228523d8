import EvidenceModel
import Policy
import Testing

/// What posts and files of decisions state, and what of it counts.
struct StatementTests {
  private func verdict(
    _ policies: [String], _ evidence: [Evidence], _ change: ((inout PostContext) -> Void)? = nil
  ) throws -> Verdict {
    var report = InspectionReport(path: "a.png", sha256: String(repeating: "a", count: 64))
    report.format = "png"
    for fact in evidence { report.evidence.add(fact) }
    var context = PostContext()
    change?(&context)
    return PolicyEvaluator(ruleSet: try RuleSet(policies: policies))
      .evaluate(report, context: change == nil ? nil : context)
  }

  @Test(arguments: [
    ("background only", "M. Jansen", "2026-11-01", true),
    ("background only", "M. Jansen", "soon", false),
    ("background only", "M. Jansen", "2026-02-30", false),
    ("background only", "M. Jansen", "", false), ("background only", " ", "2026-11-01", false),
    ("background only", "12", "2026-11-01", false), (" ", "M. Jansen", "2026-11-01", false),
  ])
  func `an exemption counts with a reason, a name and a day`(
    _ reason: String, _ reviewer: String, _ date: String, _ counts: Bool
  ) throws {
    let verdict = try verdict(["eu-ai-act-50"], [VerdictTests.trace]) {
      $0.exemption = PostContext.Exemption(reason: reason, reviewer: reviewer, date: date)
    }
    #expect((verdict.decision == .pass) == counts)
    #expect(verdict.findings.contains { $0.rule == "exemption-incomplete" } != counts)
  }

  @Test func `a waiver for a rule that no policy has is told`() throws {
    func unknown(_ rule: String) throws -> [String] {
      let text = """
        - sha256: \(String(repeating: "a", count: 64))
          rule: \(rule)
          reason: r
          approver: a
          expires: 2027-01-31
        """
      return try Waivers(text: text, path: "w.yml", today: "2026-11-23")
        .unknownRules(in: try RuleSet())
    }
    #expect(try unknown("ai-not-disclosd") == ["ai-not-disclosd"])
    #expect(try unknown("ai-not-disclosed").isEmpty)
    // A rule of a policy that is not in force may be waived for the day when it is.
    #expect(try unknown("cn-visible-size").isEmpty)
  }

  @Test func `a waiver with a blank reason is refused`() {
    let text =
      "- {sha256: \(String(repeating: "a", count: 64)), rule: r, reason: \"  \", approver: a, "
      + "expires: \"2027-01-31\"}"
    #expect(throws: PolicyFaults.self) {
      try Waivers(text: text, path: "w.yml", today: "2026-11-23")
    }
  }

  private static let aigc = VerdictTests.fact(
    .declared, "declared.aigcLabel", "1", ["class": "aiGenerated", "isValid": "true"])

  @Test func `China's labels count only together`() throws {
    #expect(try verdict(["cn-gb45438"], [Self.aigc]).disclosure.status == .missing)
    #expect(
      try verdict(["cn-gb45438"], [VerdictTests.declaredAI]) {
        $0.visibleLabel = .init(text: "AI生成")
      }.disclosure.status == .missing)
    let both = try verdict(["cn-gb45438"], [Self.aigc]) {
      $0.visibleLabel = .init(text: "AI生成", heightFraction: 0.06)
    }
    #expect(both.disclosure.status == .present && both.decision == .pass)
  }

  @Test func `policies for some posts require nothing of the others`() throws {
    for policy in ["us-ny-synthetic-performer", "fr-influencer"] {
      let alone = try verdict([policy], [VerdictTests.trace]).disclosure
      #expect(alone.isRequired == nil && alone.status == .unknown)
      let other = try verdict([policy], [VerdictTests.trace]) { $0.caption = "a coat" }.disclosure
      #expect(other.isRequired == false && other.status == .notRequired)
    }
    let performer = try verdict(["us-ny-synthetic-performer"], [VerdictTests.trace]) {
      $0.hasSyntheticPerformer = true
    }
    #expect(performer.disclosure.isRequired == true && performer.disclosure.status == .missing)
    #expect(performer.decision == .block)
  }

  @Test(arguments: [("mastodon", true), ("instagram", false), ("google-merchant", false)])
  func `a platform that no policy belongs to is told`(_ name: String, _ isUnknown: Bool) throws {
    let verdict = try verdict(["default"], [VerdictTests.declaredAI]) { $0.platform = name }
    let note = verdict.findings.first { $0.rule == "platform-without-policy" }
    #expect((note != nil) == isUnknown)
    #expect(note?.message.contains(name) ?? true)
    #expect(verdict.decision == .pass)
  }

  @Test func `a policy that accepts an unknown type of label is refused`() throws {
    func set(_ accepts: String) throws -> RuleSet {
      try RuleSet(
        policies: ["default"],
        files: [("own.yml", "- {policy: own, title: Own, accepts: [\(accepts)], rules: []}")])
    }
    #expect(throws: PolicyFaults.self) { try set("visble") }
    #expect(throws: PolicyFaults.self) { try set("aigc+visble") }
    #expect(throws: PolicyFaults.self) { try set("'+'") }
    #expect(throws: PolicyFaults.self) { try set("caption+") }
    #expect(try set("aigc+visible").definitions.count == 2)
  }

  @Test func `signs of a camera are named and called weak`() throws {
    let camera = VerdictTests.fact(
      .declared, "declared.camera", "Canon EOS 40D",
      ["hasMakerNote": "true", "datesAgree": "true", "thumbnail": "equal"])
    let clean = try verdict([], [camera]).origin
    #expect(clean.classification == .noEvidence)
    #expect(clean.summary.contains("Canon EOS 40D, maker note, dates that agree, thumbnail equal"))
    #expect(clean.summary.contains("weak"))
    let bare = VerdictTests.fact(.declared, "declared.camera", "X", ["hasMakerNote": "false"])
    #expect(try !verdict([], [bare]).origin.summary.contains("X"))
    #expect(try verdict([], [camera, VerdictTests.trace]).origin.classification == .aiGenerated)
  }

  @Test func `an AI system that edited makes an edited picture`() throws {
    let system = VerdictTests.fact(.declared, "declared.aiSystem", "F", ["class": "aiEdited"])
    #expect(
      try verdict([], [system, VerdictTests.declaredEdit]).origin.classification == .aiEdited)
    let alone = VerdictTests.fact(.declared, "declared.aiSystem", "F", ["class": "aiGenerated"])
    #expect(try verdict([], [alone]).origin.classification == .aiGenerated)
  }
}
