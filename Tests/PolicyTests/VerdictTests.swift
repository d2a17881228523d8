import EvidenceModel
import Policy
import Testing
import _TestSupport

/// The verdict table: from sets of evidence to origin, disclosure and decision.
struct VerdictTests {
  private static func evaluator(_ policies: [String] = []) throws -> PolicyEvaluator {
    PolicyEvaluator(ruleSet: try RuleSet(policies: policies))
  }

  static func fact(
    _ kind: EvidenceKind, _ name: String, _ value: String = "x",
    _ attributes: [String: String] = [:]
  ) -> Evidence {
    Evidence(
      kind, name, value: .string(value), source: EvidenceSource(container: "test"),
      attributes: attributes.mapValues { .string($0) })
  }

  static let trace = fact(
    .declared, "generator.a1111", "Stable Diffusion", ["class": "aiGenerated"])
  static let declaredAI = fact(
    .declared, "declared.digitalSourceType", "u",
    ["class": "aiGenerated", "code": "trainedAlgorithmicMedia"])
  static let declaredEdit = fact(
    .declared, "declared.digitalSourceType", "u",
    ["class": "aiEdited", "code": "compositeWithTrainedAlgorithmicMedia"])
  static let declaredCapture = fact(
    .declared, "declared.digitalSourceType", "u", ["class": "capture", "code": "digitalCapture"])
  static let declaredNotAI = fact(
    .declared, "declared.digitalSourceType", "u", ["class": "notAI", "code": "algorithmicMedia"])
  static let ambiguous = fact(
    .declared, "declared.digitalSourceType", "u", ["class": "ambiguous", "code": "composite"])
  static let signedAI = fact(
    .signed, "c2pa.digitalSourceType", "u",
    ["class": "aiGenerated", "code": "trainedAlgorithmicMedia"])
  static let signedCapture = fact(
    .signed, "c2pa.digitalSourceType", "u", ["class": "capture", "code": "digitalCapture"])
  static let signedEdit = fact(
    .signed, "c2pa.digitalSourceType", "u",
    ["class": "aiEdited", "code": "compositeWithTrainedAlgorithmicMedia"])
  static let watermark = fact(
    .watermark, "watermark.sdxl-dwtdct", "w", ["class": "aiGenerated", "generator": "SDXL"])
  static let pattern = fact(
    .watermark, "pattern.openai-image-1", "gpt-image-1", ["class": "aiGenerated"])
  static let score = fact(.forensic, "forensic.score", "likelySynthetic")
  static let alignment = fact(.forensic, "face.alignment")
  static let bits = fact(.watermark, "watermark.dwtdctsvd", "0101", ["class": "unknown"])
  static let gps = fact(.declared, "privacy.gps")

  enum Credentials { case none, trusted, valid, altered }

  private func report(_ evidence: [Evidence], _ credentials: Credentials = .none)
    -> InspectionReport
  {
    var report = InspectionReport(path: "a.jpg", sha256: String(repeating: "a", count: 64))
    report.format = "jpeg"
    for fact in evidence { report.evidence.add(fact) }
    switch credentials {
    case .none: break
    case .trusted, .valid:
      report.credentials.state = credentials == .trusted ? .trusted : .valid
      report.credentials.integrity = .intact
      report.credentials.signature = .verified
      report.credentials.trust = credentials == .trusted ? .trusted : .untrusted
    case .altered:
      report.credentials.state = .invalid
      report.credentials.integrity = .altered
      report.credentials.signature = .verified
      report.evidence.add(Self.fact(.signed, "c2pa.store", "invalid", ["integrity": "altered"]))
    }
    return report
  }

  @Test(
    arguments: [
      ([], .none, .noEvidence, .none, .notRequired, .pass),
      ([gps], .none, .noEvidence, .none, .notRequired, .pass),
      ([declaredNotAI], .none, .noEvidence, .none, .notRequired, .pass),
      ([trace], .none, .aiGenerated, .declared, .missing, .block),
      ([trace, declaredAI], .none, .aiGenerated, .declared, .present, .pass),
      ([declaredAI], .none, .aiGenerated, .declared, .present, .pass),
      ([declaredEdit], .none, .aiEdited, .declared, .present, .pass),
      ([declaredCapture], .none, .humanMade, .declared, .notRequired, .pass),
      ([declaredCapture, trace], .none, .aiGenerated, .declared, .contradicted, .block),
      ([declaredCapture, declaredAI], .none, .aiGenerated, .declared, .contradicted, .block),
      ([declaredCapture, watermark], .none, .aiGenerated, .watermark, .contradicted, .block),
      ([ambiguous], .none, .undetermined, .none, .notRequired, .pass),
      ([watermark], .none, .aiGenerated, .watermark, .missing, .block),
      ([watermark, declaredAI], .none, .aiGenerated, .watermark, .present, .pass),
      ([pattern], .none, .aiGenerated, .watermark, .missing, .block),
      ([bits], .none, .noEvidence, .none, .notRequired, .pass),
      ([score], .none, .noEvidence, .none, .notRequired, .pass),
      ([score, alignment], .none, .likelyAI, .forensic, .notRequired, .review),
      ([signedAI], .trusted, .aiGenerated, .signed, .present, .pass),
      ([signedAI], .valid, .aiGenerated, .signed, .present, .pass),
      ([signedAI], .altered, .aiGenerated, .declared, .missing, .block),
      ([signedCapture], .trusted, .captured, .signed, .notRequired, .pass),
      ([signedCapture], .valid, .noEvidence, .none, .notRequired, .pass),
      ([signedCapture, signedEdit], .trusted, .aiEdited, .signed, .present, .pass),
      ([signedCapture, watermark], .trusted, .aiGenerated, .watermark, .contradicted, .block),
      ([signedCapture, trace], .trusted, .aiGenerated, .declared, .contradicted, .block),
      ([signedEdit, declaredAI], .trusted, .aiEdited, .signed, .present, .pass),
    ] as [([Evidence], Credentials, OriginClass, OriginBasis, Disclosure.Status, Decision)])
  func `the default policy judges`(
    evidence: [Evidence], credentials: Credentials, origin: OriginClass, basis: OriginBasis,
    status: Disclosure.Status, decision: Decision
  ) throws {
    let verdict = try Self.evaluator().evaluate(report(evidence, credentials))
    #expect(verdict.origin.classification == origin)
    #expect(verdict.origin.basis == basis)
    #expect(verdict.disclosure.status == status)
    #expect(verdict.decision == decision)
    #expect(verdict.origin.summary.hasSuffix("."))
    // What blocks says why, and what to do.
    if decision == .block {
      #expect(verdict.findings.contains { $0.severity == .error && !$0.message.isEmpty })
      #expect(verdict.findings.contains { $0.severity == .error && $0.fix != nil })
    }
  }

  @Test func `a file that could not be read is not inspected, whatever else was found`() throws {
    var report = report([Self.trace])
    report.isInspected = false
    report.diagnostics.append(
      Diagnostic(.error, code: "file.empty", message: "The file is empty", stage: "container"))
    let verdict = try Self.evaluator().evaluate(report)
    #expect(verdict.decision == .notInspected)
    #expect(verdict.origin.summary == "The file is empty.")
  }

  @Test func `the verdict never says that a picture is real`() throws {
    let all = [
      Self.trace, Self.declaredAI, Self.declaredCapture, Self.signedCapture, Self.watermark,
      Self.score,
    ]
    var random = SplitMix64(seed: 0xA11)
    for _ in 0..<100 {
      let some = all.filter { _ in Bool.random(using: &random) }
      let verdict = try Self.evaluator().evaluate(report(some, .trusted))
      let words = verdict.origin.summary.lowercased()
      #expect(!words.contains("is real.") || words.contains("not evidence that"))
      #expect(!words.contains("authentic"))
    }
  }

  /// How much a verdict claims about AI.
  private func certainty(_ verdict: Verdict) -> Int {
    switch verdict.origin.classification {
    case .aiGenerated, .aiEdited: 3
    case .likelyAI: 2
    case .undetermined: 1
    default: 0
    }
  }

  @Test func `a verdict on AI never gets more certain when evidence for AI is removed`() throws {
    let evaluator = try Self.evaluator()
    let ai = [
      Self.trace, Self.declaredAI, Self.watermark, Self.pattern, Self.score, Self.alignment,
    ]
    for mask in 0..<(1 << ai.count) {
      let some = ai.indices.filter { mask & (1 << $0) != 0 }
      let whole = certainty(evaluator.evaluate(report(some.map { ai[$0] })))
      for removed in some {
        let rest = some.filter { $0 != removed }.map { ai[$0] }
        #expect(certainty(evaluator.evaluate(report(rest))) <= whole)
      }
    }
  }

  @Test func `equal evidence gives an equal verdict in any order of rules`() throws {
    let evaluator = try Self.evaluator()
    let report = report([Self.trace, Self.gps, Self.declaredCapture])
    #expect(evaluator.evaluate(report) == evaluator.evaluate(report))
  }

  @Test func `the weakest finding that blocks can be chosen`() throws {
    var evaluator = try Self.evaluator()
    evaluator.failOn = .warning
    #expect(evaluator.evaluate(report([Self.gps])).decision == .block)
  }

  // MARK: - Posts

  private func post(_ change: (inout PostContext) -> Void) -> PostContext {
    var context = PostContext()
    context.location = PostLocation(path: "post.md", line: 3)
    change(&context)
    return context
  }

  @Test(arguments: [
    ("eu-ai-act-50", "visible", true), ("eu-ai-act-50", "caption", false),
    ("vn-decree-142", "caption", true), ("vn-decree-142", "nothing", false),
    ("iab-v2", "sparkles", true), ("iab-v2", "nothing", false),
    ("meta", "flag", true), ("meta", "nothing", false), ("tiktok", "caption", false),
    ("google-merchant", "caption", false), ("fr-influencer", "virtuelles", true),
    ("fr-influencer", "sponsored", false), ("us-ny-synthetic-performer", "performer", false),
    ("us-ny-synthetic-performer", "performerDisclosed", true), ("in-it-rules", "visible", false),
    ("kr-ai-basic-act", "visible", true), ("cn-gb45438", "visible", false),
    ("pinterest", "flag", false),
  ])
  func `policies accept the labels that their texts accept`(
    policy: String, label: String, passes: Bool
  ) throws {
    let context = post { context in
      switch label {
      case "visible": context.visibleLabel = .init(text: "AI", heightFraction: 0.06)
      case "caption": context.caption = "A new coat. AI-generated image."
      case "sparkles": context.caption = "A new coat ✨"
      case "flag": context.platformFlags = ["is_ai_generated": true]
      case "virtuelles":
        context.isSponsored = true
        context.caption = "Publicité. Images virtuelles"
      case "sponsored":
        context.isSponsored = true
        context.caption = "#ad"
      case "performer": context.hasSyntheticPerformer = true
      case "performerDisclosed":
        context.hasSyntheticPerformer = true
        context.caption = "With a synthetic performer"
      default: break
      }
    }
    let verdict = try Self.evaluator([policy]).evaluate(report([Self.trace]), context: context)
    #expect((verdict.decision == .pass) == passes, "\(verdict.findings.map(\.rule))")
  }

  @Test func `what blocks for want of a disclosure is stated as missing`() throws {
    let persona = try Self.evaluator().evaluate(
      report([]), context: post { $0.isVirtualPersona = true })
    #expect(persona.decision == .block)
    #expect(persona.disclosure.isRequired == true)
    #expect(persona.disclosure.status == .missing)
  }

  @Test func `the fields of IPTC are named in words`() throws {
    let credit = Evidence(
      .declared, "generator.google", value: "Google AI",
      source: EvidenceSource(container: "APP13", field: "iptc.2:110"),
      attributes: ["class": "aiGenerated"])
    let origin = try Self.evaluator().evaluate(report([credit])).origin
    #expect(origin.summary.contains("IPTC field 'Credit'"), "\(origin.summary)")
  }

  @Test func `an exemption counts only with reviewer and date`() throws {
    let evaluator = try Self.evaluator(["eu-ai-act-50"])
    let incomplete = post { $0.exemption = .init(reason: "background", reviewer: "", date: "") }
    #expect(evaluator.evaluate(report([Self.trace]), context: incomplete).decision == .block)
    let complete = post {
      $0.exemption = .init(reason: "background", reviewer: "M. Jansen", date: "2026-11-01")
    }
    #expect(evaluator.evaluate(report([Self.trace]), context: complete).decision == .pass)
  }

  @Test func `a post that denies AI contradicts the picture`() throws {
    let verdict = try Self.evaluator().evaluate(
      report([Self.declaredAI]), context: post { $0.declaresNoAI = true })
    #expect(verdict.decision == .block)
    #expect(verdict.findings.first?.rule == "clash-post")
  }

  @Test func `a carousel takes the flag on its container only`() throws {
    let context = post {
      $0.isCarouselChild = true
      $0.platformFlags = ["is_ai_generated": true]
    }
    let verdict = try Self.evaluator(["meta"]).evaluate(report([Self.trace]), context: context)
    #expect(verdict.findings.contains { $0.rule == "meta-carousel-flag" })
  }

  @Test func `a label without evidence is a note`() throws {
    let verdict = try Self.evaluator().evaluate(
      report([]), context: post { $0.caption = "AI-generated" })
    #expect(verdict.decision == .pass)
    #expect(verdict.findings.map(\.rule) == ["over-labelled"])
  }

  // MARK: - Suppression

  @Test func `a waiver counts for its image and rule until its last day`() throws {
    let text = """
      - sha256: \(String(repeating: "a", count: 64))
        rule: ai-not-disclosed
        reason: printed on the poster
        approver: M. Jansen
        expires: 2026-12-31
      """
    for (today, decision) in [("2026-12-31", Decision.pass), ("2027-01-01", .block)] {
      var evaluator = try Self.evaluator()
      evaluator.waivers = try Waivers(text: text, path: "w.yml", today: today)
      let verdict = evaluator.evaluate(report([Self.trace]))
      #expect(verdict.decision == decision)
      // A waived finding stays in the report.
      #expect(verdict.findings.contains { $0.rule == "ai-not-disclosed" })
    }
  }

  @Test func `a waiver without reason, approver or day is refused`() {
    #expect(throws: PolicyFaults.self) {
      try Waivers(text: "- {sha256: ab, rule: x}", path: "w.yml", today: "2026-11-23")
    }
  }

  @Test func `a baseline takes findings out of the decision`() throws {
    var evaluator = try Self.evaluator()
    evaluator.baseline = Baseline(
      fingerprints: [
        Finding.fingerprint(rule: "ai-not-disclosed", sha256: String(repeating: "a", count: 64))
      ])
    #expect(evaluator.evaluate(report([Self.trace])).decision == .pass)
  }

  @Test(arguments: [
    ("is_ai_generated", "false"), ("is_aigc", "false"),
    ("ai_disclosure.status", "NOT_AI_GENERATED"),
    ("syntheticContentAttestationStatus", "NOT_SYNTHETIC"), ("digitalSourceType", "digitalCapture"),
  ])
  func `a publish flag that denies AI contradicts an AI picture`(
    _ flag: (name: String, value: String)
  ) throws {
    var report = InspectionReport(path: "a.png")
    report.evidence.add(Self.declaredAI)
    var context = PostContext()
    context.platformFlags = [flag.name: .string(flag.value)]
    let verdict = try Self.evaluator().evaluate(report, context: context)
    #expect(verdict.findings.contains { $0.rule == "clash-post" } && verdict.decision == .block)
  }

  @Test(arguments: [("youtube", "youtube-flag-missing"), ("threads", "meta-flag-missing")])
  func `a platform brings its policy`(_ expected: (platform: String, rule: String)) throws {
    var report = InspectionReport(path: "a.png")
    report.evidence.add(Self.trace)
    var context = PostContext()
    context.platform = expected.platform
    let verdict = try Self.evaluator().evaluate(report, context: context)
    #expect(verdict.findings.contains { $0.rule == expected.rule })
  }
}
