import EvidenceModel
import Policy
import Testing

/// What is believed of claims, denials, flags and waivers.
struct BeliefTests {
  private static let sha256 = String(repeating: "b", count: 64)

  private func report(
    _ evidence: [Evidence], integrity: CredentialSummary.Integrity = .intact,
    signature: CredentialSummary.Signature = .verified,
    state: CredentialSummary.State = .valid
  ) -> InspectionReport {
    var report = InspectionReport(path: "b.jpg", sha256: Self.sha256)
    for fact in evidence { report.evidence.add(fact) }
    report.credentials.integrity = integrity
    report.credentials.signature = signature
    report.credentials.state = state
    return report
  }

  private func judge(
    _ report: InspectionReport, _ policies: [String] = [], _ context: PostContext? = nil
  ) throws -> Verdict {
    try PolicyEvaluator(ruleSet: RuleSet(policies: policies)).evaluate(report, context: context)
  }

  private static func claim(_ kind: EvidenceKind, _ value: String) -> Evidence {
    VerdictTests.fact(
      kind, kind == .signed ? "c2pa.digitalSourceType" : "declared.digitalSourceType", "u",
      ["class": value, "code": value])
  }

  @Test(arguments: ["capture", "human"])
  func `breaking a signature never makes its claim stronger`(claim: String) throws {
    let facts = [Self.claim(.signed, claim)]
    let trusted = try judge(report(facts, state: .trusted)).origin.classification
    #expect(trusted == (claim == "capture" ? .captured : .humanMade))
    let valid = try judge(report(facts)).origin
    #expect(valid.classification == .noEvidence)
    #expect(valid.summary.contains("no trust list"))
    let altered = try judge(report(facts, integrity: .altered, state: .invalid)).origin
    #expect(altered.classification == .noEvidence)
    #expect(altered.summary.contains("do not hold"))
  }

  @Test(arguments: ["capture", "human"])
  func `trust in the whole is none in an ingredient that it does not reach`(claim: String) throws {
    var fact = Self.claim(.signed, claim)
    fact.attributes["isVouched"] = .boolean(false)
    let origin = try judge(report([fact], state: .trusted)).origin
    #expect(origin.classification == .noEvidence && origin.basis == .none)
    // It stands in the way of no other claim.
    for facts in [[fact, Self.claim(.signed, claim)], [Self.claim(.signed, claim), fact]] {
      #expect(
        try judge(report(facts, state: .trusted)).origin.classification
          == (claim == "capture" ? .captured : .humanMade))
    }
  }

  @Test func `adding an untrusted claim of capture takes nothing away`() throws {
    let signed = Self.claim(.signed, "capture")
    for (other, expected) in [
      (Self.claim(.declared, "ambiguous"), OriginClass.undetermined),
      (Self.claim(.declared, "capture"), .humanMade),
    ] {
      #expect(try judge(report([other])).origin.classification == expected)
      #expect(try judge(report([signed, other])).origin.classification == expected)
    }
  }

  /// How much a verdict claims, in either direction.
  private func claims(_ verdict: Verdict) -> Int {
    switch verdict.origin.classification {
    case .aiGenerated, .aiEdited, .captured: 3
    case .likelyAI, .humanMade: 2
    case .undetermined: 1
    case .noEvidence: 0
    }
  }

  @Test func `everything at once contradicts itself, and is blocked as AI`() throws {
    let all = [
      VerdictTests.trace, VerdictTests.declaredAI, VerdictTests.declaredCapture,
      VerdictTests.signedAI, VerdictTests.signedCapture, VerdictTests.watermark,
      VerdictTests.score, VerdictTests.alignment, VerdictTests.ambiguous, VerdictTests.gps,
    ]
    let verdict = try judge(report(all, state: .trusted))
    #expect(verdict.origin.classification == .aiGenerated)
    #expect(verdict.disclosure.status == .contradicted)
    #expect(verdict.decision == .block)
  }

  @Test func `no single fact can be removed to make a verdict on AI surer`() throws {
    let facts = [
      VerdictTests.trace, VerdictTests.declaredAI, VerdictTests.signedAI, VerdictTests.watermark,
      VerdictTests.score, VerdictTests.alignment, VerdictTests.ambiguous,
      VerdictTests.signedCapture,
    ]
    let evaluator = PolicyEvaluator(ruleSet: try RuleSet())
    for mask in 1..<(1 << facts.count) {
      let some = facts.indices.filter { mask & (1 << $0) != 0 }
      let whole = evaluator.evaluate(report(some.map { facts[$0] }))
      for removed in some {
        let rest = evaluator.evaluate(report(some.filter { $0 != removed }.map { facts[$0] }))
        #expect(claims(rest) <= claims(whole), "\(some.map { facts[$0].name }) - \(removed)")
      }
    }
  }

  // MARK: - Captions

  @Test(arguments: [
    "This is not AI-generated", "No AI images were used", "Isn't AI generated",
    "Never made with AI", "Not an AI photo", "Niet gegenereerd met AI", "Geen AI beeld",
    "Nicht mit KI erstellt", "Keine KI generierten Bilder: kein KI Bild",
    "Cette photo n’est pas générée par IA", "Nie wygenerowano przez AI", "Non generato con IA",
    "Ikke lavet med AI", "本图并非由AI生成", "AI生成ではありません", "AI 이미지가 아닙니다",
  ])
  func `a denial is no disclosure`(caption: String) {
    #expect(DisclosureWording.standard.disclosure(in: caption) == nil)
  }

  @Test(arguments: [
    "No filter. AI-generated.", "Not a photo: made with AI", "AI生成です。実写ではありません",
    "Not AI generated? It is: AI generated!",
  ])
  func `a denial of something else leaves the disclosure`(caption: String) {
    #expect(DisclosureWording.standard.disclosure(in: caption) != nil)
  }

  // MARK: - Posts

  @Test(arguments: [
    ("meta", "is_ai_generated", true), ("meta", "is_aigc", false), ("meta", "ai_generated", true),
    ("tiktok", "is_aigc", true), ("tiktok", "is_ai_generated", false),
  ])
  func `the flag of another platform does not count`(policy: String, flag: String, passes: Bool)
    throws
  {
    var context = PostContext()
    context.platformFlags = [flag: true]
    let verdict = try judge(report([VerdictTests.trace]), [policy], context)
    #expect((verdict.decision == .pass) == passes)
    #expect((verdict.disclosure.status == .present) == passes)
  }

  @Test func `a post that names its platform is held to that platform's policy as well`() throws {
    let label = Evidence(
      .declared, "declared.digitalSourceType", value: "trainedAlgorithmicMedia",
      source: EvidenceSource(container: "XMP"),
      attributes: ["class": "aiGenerated", "code": "trainedAlgorithmicMedia"])
    func verdict(_ platform: String?, _ flags: [String: EvidenceValue] = [:]) throws -> Verdict {
      var context = PostContext()
      context.platform = platform
      context.platformFlags = flags
      return try judge(report([label]), [], context)
    }
    #expect(try verdict(nil).decision == .pass)
    #expect(try verdict("mastodon").decision == .pass)
    let bare = try verdict("TikTok")
    #expect(bare.decision == .block && bare.policies == ["default", "tiktok"])
    #expect(bare.findings.contains { $0.rule == "tiktok-flag-missing" })
    #expect(!bare.findings.contains { $0.rule.hasPrefix("pinterest") })
    #expect(bare.disclosure.status == .missing)
    #expect(try verdict("tiktok", ["is_aigc": true]).decision == .pass)
    #expect(throws: Never.self) { try RuleSet(disabled: ["tiktok-flag-missing"]) }
  }

  @Test func `an exemption needs a reason, and counts only where the policy knows one`() throws {
    var context = PostContext()
    context.exemption = .init(reason: "", reviewer: "M. Jansen", date: "2026-11-01")
    #expect(try judge(report([VerdictTests.trace]), [], context).decision == .block)
    context.exemption?.reason = "background"
    #expect(try judge(report([VerdictTests.trace]), [], context).decision == .pass)
    let india = try judge(report([VerdictTests.trace]), ["in-it-rules"], context)
    #expect(india.decision == .block)
    #expect(india.disclosure.status == .missing)
    #expect(india.disclosure.isRequired == true)
  }

  @Test func `a policy named twice is one`() throws {
    #expect(try RuleSet(policies: ["meta", "default", "meta"]).definitions.count == 2)
  }

  // MARK: - Waivers

  private func waivers(_ expires: String) throws -> Waivers {
    let text =
      "- {sha256: \(Self.sha256), rule: ai-not-disclosed, reason: r, approver: a, "
      + "expires: \"\(expires)\"}"
    return try Waivers(text: text, path: "w.yml", today: "2026-11-23")
  }

  @Test(arguments: [
    "abcd-ef-gh", "2026-13-01", "2026-00-10", "2026-02-29", "2027-04-31", "9999-1-111", "20270131",
    "2027-01-3１",
  ])
  func `a waiver whose last day is no day is refused`(expires: String) {
    #expect(throws: PolicyFaults.self) { try waivers(expires) }
  }

  @Test func `a waiver that has run out is a finding on its image`() throws {
    var evaluator = PolicyEvaluator(ruleSet: try RuleSet())
    evaluator.waivers = try waivers("2026-02-28")
    let verdict = evaluator.evaluate(report([VerdictTests.trace]))
    #expect(verdict.decision == .block)
    let finding = try #require(verdict.findings.first { $0.rule == "waiver-expired" })
    #expect(finding.message.contains("2026-02-28"))
    evaluator.waivers = try waivers("2028-02-29")
    #expect(
      !evaluator.evaluate(report([VerdictTests.trace])).findings.contains {
        $0.rule == "waiver-expired"
      })
  }
}
