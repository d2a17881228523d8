import EvidenceModel
import Reporting

/// A fixed set of reports that together reach every part of every format.
enum SampleReports {
  static let all: [ImageReport] = [
    undisclosed, signedAndDisclosed, altered, contradictory, cameraOriginal, unreadable,
    watermarkOnly, waived, hostile,
  ]

  static var summary: RunSummary {
    var summary = RunSummary()
    for report in all { summary.add(report) }
    summary.ignoredFileCount = 4
    summary.seconds = 1.234
    return summary
  }

  static var options: ReportOptions {
    var options = ReportOptions(toolVersion: "0.1.0")
    options.toolURL = "https://example.org/assay"
    options.generatedAt = "2026-11-23T06:05:04Z"
    options.root = "/home/someone/site"
    options.policies = ["eu-ai-act", "instagram"]
    options.rules = rules
    return options
  }

  /// Not in order, so that reports have to sort.
  static let rules: [RuleDescription] = [
    RuleDescription(
      id: "disclosure-missing", title: "An AI image carries no disclosure",
      description: "The image was made or changed with AI and nothing says so.",
      fix: "Run `assay label FILE`, or say so in the caption.", severity: .error,
      confidence: .high, kind: .disclosure, references: [article50]),
    RuleDescription(
      id: "credentials-altered", title: "The file is not what was signed",
      description: "The bytes changed after the Content Credentials were signed.",
      fix: "Use the original file, or sign the changed one.", severity: .error,
      confidence: .high, kind: .signed),
    RuleDescription(
      id: "conflict-capture-ai", title: "Metadata and picture contradict each other",
      description: "Camera metadata stands beside the traces of a generator.",
      fix: "Ask who made the picture.", severity: .error, confidence: .medium, kind: .conflict),
    RuleDescription(
      id: "privacy-gps", title: "The file says where it was taken",
      description: "GPS coordinates are in the file.",
      fix: "Remove the location before publishing.", severity: .warning, confidence: .high,
      kind: .privacy),
    RuleDescription(
      id: "ai-signed", title: "Signed as made with AI",
      description: "Content Credentials say that a generative model made the picture.",
      severity: .note, confidence: .high, kind: .signed),
    RuleDescription(
      id: "not-readable", title: "The image could not be read",
      description: "The file is damaged or of an unknown kind.", fix: "Export the image again.",
      severity: .error, kind: .evaluation),
    RuleDescription(
      id: "watermark-found", title: "A generator's watermark is in the picture",
      description: "A watermark that only generators write was decoded from the pixels.",
      severity: .warning, confidence: .high, kind: .watermark),
  ]

  private static let article50 = Reference(
    title: "Regulation (EU) 2024/1689 Article 50(4)",
    url: "https://eur-lex.europa.eu/eli/reg/2024/1689/oj", date: "2024-07-12",
    certainty: "primary")

  private static func hash(_ digit: Character) -> String { String(repeating: digit, count: 64) }

  private static func finding(
    _ rule: String, _ kind: FindingKind, _ severity: Severity, _ message: String,
    confidence: Confidence = .high, evidence: [String] = [], fix: String? = nil,
    references: [Reference] = [], of inspection: InspectionReport, suppression: String? = nil,
    location: PostLocation? = nil
  ) -> Finding {
    Finding(
      rule: rule, kind: kind, severity: severity, confidence: confidence, message: message,
      evidence: evidence, fix: fix, references: references,
      fingerprint: Finding.fingerprint(rule: rule, sha256: inspection.sha256),
      suppression: suppression, location: location)
  }

  private static func inspection(
    _ path: String, _ digit: Character, format: String, width: Int, height: Int
  ) -> InspectionReport {
    var inspection = InspectionReport(path: path, sha256: hash(digit), byteCount: 184_220)
    inspection.format = format
    inspection.mediaType = "image/\(format)"
    inspection.width = width
    inspection.height = height
    inspection.leaveOut("synthid", because: "No offline check exists.")
    inspection.timing = [
      StageTiming(stage: "container", milliseconds: 0.4),
      StageTiming(stage: "decode", milliseconds: 11.25),
    ]
    return inspection
  }

  // MARK: The images

  static var undisclosed: ImageReport {
    var inspection = inspection(
      "posts/summer/hero.png", "a", format: "png", width: 1024, height: 1024)
    inspection.evidence.add(
      Evidence(
        .declared, "generator.stable-diffusion", value: "Stable Diffusion",
        source: EvidenceSource(container: "tEXt", range: 41..<903, field: "parameters"),
        attributes: [
          "class": "aiGenerated", "model": "juggernautXL_v9", "prompt": "a secret influencer",
          "seed": 1_234_567, "steps": .number(30.5), "signature": "none",
        ]))
    inspection.evidence.add(
      Evidence(
        .declared, "privacy.prompt", value: "a secret influencer",
        source: EvidenceSource(container: "tEXt", range: 41..<903, field: "parameters"),
        isPersonal: true))
    inspection.metadata.generator = "Stable Diffusion"
    inspection.metadata.prompt = "a secret influencer"
    inspection.metadata.privacy = ["prompt"]
    inspection.forensics = ForensicResult(
      outcome: .likelySynthetic, score: 0.93, logLikelihoodRatio: 2.6,
      reason: "The spectrum has peaks where upsampling leaves them.", model: "spectrum-1",
      statistics: ["peakRatio": 7.25, "residualEnergy": 0.0125])
    inspection.faces = [
      FaceResult(
        x: 300, y: 210, width: 380, height: 380, detection: 3.2, outcome: .likelySynthetic,
        score: 0.81, cues: ["alignment.z": .number(2.5), "eyes": .list([402, 461])])
    ]
    let finding = finding(
      "disclosure-missing", .disclosure, .error,
      "This image was made with AI, and neither the file nor the post says so. Prompt: a secret influencer",
      evidence: ["generator.stable-diffusion"],
      fix: "Run `assay label posts/summer/hero.png`, or add “Made with AI” to the caption.",
      references: [article50], of: inspection,
      location: PostLocation(path: "posts/summer/index.md", line: 12))
    return ImageReport(
      inspection: inspection,
      verdict: Verdict(
        findings: [finding],
        origin: Origin(
          .aiGenerated, basis: .declared, generator: "Stable Diffusion",
          summary: "Made with AI: the file holds the settings of Stable Diffusion."),
        disclosure: Disclosure(isRequired: true, status: .missing), decision: .block,
        policies: ["eu-ai-act", "instagram"]),
      posts: [PostLocation(path: "posts/summer/index.md", line: 12)])
  }

  static var signedAndDisclosed: ImageReport {
    var inspection = inspection(
      "posts/launch/cover.jpg", "b", format: "jpeg", width: 1536, height: 1024)
    let source =
      "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    inspection.evidence.add(
      Evidence(
        .signed, "c2pa.store", value: "trusted",
        source: EvidenceSource(container: "APP11 JUMBF", range: 2..<18_432),
        attributes: ["integrity": "intact", "trust": "trusted"]))
    inspection.evidence.add(
      Evidence(
        .signed, "c2pa.digitalSourceType", value: .string(source),
        source: EvidenceSource(container: "APP11 JUMBF", field: "c2pa.actions.v2"),
        attributes: ["class": "aiGenerated", "isActive": true]))
    inspection.evidence.add(
      Evidence(
        .declared, "declared.digitalSourceType", value: .string(source),
        source: EvidenceSource(
          container: "APP1 XMP", range: 18_500..<18_620, field: "Iptc4xmpExt:DigitalSourceType")))
    var credentials = CredentialSummary()
    credentials.state = .trusted
    credentials.integrity = .intact
    credentials.signature = .verified
    credentials.trust = .trusted
    credentials.trustList = "C2PA Trust List 2026-10"
    credentials.signer = "OpenAI, OpCo"
    credentials.signedAt = "2026-10-02T09:14:00Z"
    credentials.claimGenerator = "ChatGPT"
    credentials.codes.success = ["claimSignature.validated", "signingCredential.trusted"]
    credentials.digitalSourceTypes = [source]
    var parent = CredentialSummary.Manifest()
    parent.label = "urn:c2pa:11111111"
    parent.title = "draft.png"
    parent.claimGenerator = "gpt-image-1"
    var created = CredentialSummary.Action()
    created.action = "c2pa.created"
    created.softwareAgent = "gpt-image-1"
    created.digitalSourceType = source
    parent.actions = [created]
    var active = CredentialSummary.Manifest()
    active.label = "urn:c2pa:22222222"
    active.isActive = true
    active.title = "cover.jpg"
    active.signer = "OpenAI, OpCo"
    active.signedAt = "2026-10-02T09:14:00Z"
    active.assertions = ["c2pa.actions.v2", "c2pa.hash.data"]
    var ingredient = CredentialSummary.Ingredient()
    ingredient.relationship = "parentOf"
    ingredient.title = "draft.png"
    ingredient.format = "image/png"
    ingredient.manifest = "urn:c2pa:11111111"
    active.ingredients = [ingredient]
    credentials.manifests = [parent, active]
    inspection.credentials = credentials
    inspection.metadata.digitalSourceTypes = [source]
    let finding = finding(
      "ai-signed", .signed, .note, "Content Credentials say that ChatGPT made this image.",
      evidence: ["c2pa.digitalSourceType"], of: inspection)
    return ImageReport(
      inspection: inspection,
      verdict: Verdict(
        findings: [finding],
        origin: Origin(
          .aiGenerated, basis: .signed, generator: "OpenAI",
          summary: "Made with AI: signed by OpenAI, OpCo, who is on the C2PA Trust List."),
        disclosure: Disclosure(
          isRequired: true, status: .present,
          labels: [
            .init(
              type: "metadata", value: "trainedAlgorithmicMedia",
              location: "declared.digitalSourceType"),
            .init(type: "caption", value: "Made with AI", location: "posts/launch/index.md:3"),
          ]), decision: .pass, policies: ["eu-ai-act", "instagram"]))
  }

  static var altered: ImageReport {
    var inspection = inspection(
      "press/portrait.jpg", "c", format: "jpeg", width: 800, height: 1200)
    inspection.evidence.add(
      Evidence(
        .signed, "c2pa.statusCode", value: "assertion.dataHash.mismatch",
        source: EvidenceSource(container: "APP11 JUMBF", range: 2..<9_000),
        attributes: ["outcome": "failure"]))
    inspection.credentials.state = .invalid
    inspection.credentials.integrity = .altered
    inspection.credentials.signature = .verified
    inspection.credentials.trust = .legacy
    inspection.credentials.signer = "Leica Camera AG"
    inspection.credentials.codes.failure = ["assertion.dataHash.mismatch"]
    inspection.credentials.ingredientCodes.failure = ["ingredient.claimSignature.mismatch"]
    let finding = finding(
      "credentials-altered", .signed, .error,
      "The picture was changed after Leica Camera AG signed it.", evidence: ["c2pa.statusCode"],
      fix: "Use the original file, or sign the changed one.", of: inspection)
    return ImageReport(
      inspection: inspection,
      verdict: Verdict(
        findings: [finding],
        origin: Origin(
          .undetermined, basis: .signed,
          summary: "Cannot be told: the Content Credentials belong to another version."),
        disclosure: Disclosure(isRequired: nil, status: .unknown), decision: .review,
        policies: ["eu-ai-act"]))
  }

  static var contradictory: ImageReport {
    var inspection = inspection(
      "posts/summer/beach.webp", "d", format: "webp", width: 1280, height: 720)
    inspection.evidence.add(
      Evidence(
        .declared, "declared.camera", value: "NIKON Z 9",
        source: EvidenceSource(container: "EXIF", range: 30..<420, field: "Model"),
        attributes: ["hasMakerNote": false]))
    inspection.evidence.add(
      Evidence(
        .watermark, "pattern.gpt-image-1", value: "OpenAI gpt-image-1",
        source: EvidenceSource(container: "pixels"),
        attributes: ["zScore": .number(9.5), "class": "aiGenerated"]))
    inspection.watermarks = [
      WatermarkResult(
        scheme: "pattern:gpt-image-1", name: "Pattern of gpt-image-1", zScore: 9.5,
        pValue: 1.2e-9, view: "residual", robustness: "JPEG down to quality 80, no resizing",
        generator: "OpenAI")
    ]
    inspection.metadata.camera = "NIKON Z 9"
    let finding = finding(
      "conflict-capture-ai", .conflict, .error,
      "The metadata names a camera, but the picture carries the pattern of a generator.",
      confidence: .medium, evidence: ["declared.camera", "pattern.gpt-image-1"],
      fix: "Ask who made the picture.", of: inspection)
    return ImageReport(
      inspection: inspection,
      verdict: Verdict(
        findings: [finding],
        origin: Origin(
          .undetermined, basis: .watermark, generator: "OpenAI",
          summary: "Cannot be told: the metadata and the picture contradict each other."),
        disclosure: Disclosure(isRequired: true, status: .contradicted), decision: .block,
        policies: ["eu-ai-act"]))
  }

  static var cameraOriginal: ImageReport {
    var inspection = inspection(
      "/home/someone/site/team/anna.jpg", "e", format: "jpeg", width: 4000, height: 3000)
    inspection.evidence.add(
      Evidence(
        .declared, "privacy.gps", value: .list([.number(52.5163), .number(13.3777)]),
        source: EvidenceSource(container: "APP1 EXIF", range: 12..<900, field: "GPSLatitude"),
        isPersonal: true))
    inspection.metadata.camera = "Canon EOS R5"
    inspection.metadata.privacy = ["gps"]
    inspection.forensics = ForensicResult(
      outcome: .noEvidence, score: 0.04, logLikelihoodRatio: -2.1, reason: "Nothing stands out.",
      model: "spectrum-1")
    inspection.faces = []
    let finding = finding(
      "privacy-gps", .privacy, .warning, "The file says where the picture was taken.",
      evidence: ["privacy.gps"], fix: "Remove the location before publishing.", of: inspection)
    return ImageReport(
      inspection: inspection,
      verdict: Verdict(
        findings: [finding],
        origin: Origin(
          .noEvidence, basis: .none, summary: "No evidence of AI was found."),
        disclosure: Disclosure(isRequired: false, status: .notRequired), decision: .pass,
        policies: ["eu-ai-act"]))
  }

  static var unreadable: ImageReport {
    var inspection = InspectionReport(path: "press/broken file.jpg", byteCount: 12)
    inspection.isInspected = false
    inspection.diagnostics = [
      Diagnostic(
        .error, code: "truncated", message: "The file ends in the middle of a segment.",
        offset: 12, stage: "container")
    ]
    inspection.leaveOut("pixels", because: "Decoding was switched off (--no-pixels).")
    inspection.leaveOut("faces", because: "Faces were not asked for.")
    return ImageReport(
      inspection: inspection,
      verdict: Verdict(
        findings: [],
        origin: Origin(
          .undetermined, basis: .none, summary: "Cannot be told: the file could not be read."),
        disclosure: Disclosure(isRequired: nil, status: .unknown), decision: .notInspected,
        policies: ["eu-ai-act"]))
  }

  static var watermarkOnly: ImageReport {
    var inspection = inspection(
      "posts/autumn/leaves.png", "f", format: "png", width: 512, height: 768)
    inspection.evidence.add(
      Evidence(
        .watermark, "watermark.stealth-pnginfo", value: "{\"prompt\": \"a secret influencer\"}",
        source: EvidenceSource(container: "pixels"),
        attributes: ["scheme": "stealth-pnginfo", "class": "aiGenerated"]))
    inspection.watermarks = [
      WatermarkResult(
        scheme: "stealth-pnginfo", name: "Stealth PNG info",
        payload: "{\"prompt\": \"a secret influencer\"}", matchedBits: 120, totalBits: 120,
        robustness: "Nothing but lossless copies", generator: "NovelAI"),
      WatermarkResult(
        scheme: "trustmark-p", name: "TrustMark P", payload: "1011", robustness: "",
        isPresenceUnknown: true),
    ]
    let finding = finding(
      "watermark-found", .watermark, .warning, "The picture carries the metadata of NovelAI.",
      evidence: ["watermark.stealth-pnginfo"], of: inspection)
    return ImageReport(
      inspection: inspection,
      verdict: Verdict(
        findings: [finding],
        origin: Origin(
          .aiGenerated, basis: .watermark, generator: "NovelAI",
          summary: "Made with AI: a watermark of NovelAI is in the picture."),
        disclosure: Disclosure(isRequired: true, status: .missing), decision: .review,
        policies: ["eu-ai-act"]))
  }

  static var waived: ImageReport {
    var inspection = inspection(
      "posts/archive/2019.gif", "0", format: "gif", width: 320, height: 240)
    inspection.evidence.add(
      Evidence(
        .declared, "declared.credit", value: "Made with Google AI",
        source: EvidenceSource(container: "XMP", field: "photoshop:Credit")))
    let finding = finding(
      "disclosure-missing", .disclosure, .error, "This image was made with AI; nothing says so.",
      evidence: ["declared.credit"], fix: "Label it.", of: inspection,
      suppression: "Archive page, approved by Anna until 2027-01-01")
    return ImageReport(
      inspection: inspection,
      verdict: Verdict(
        findings: [finding],
        origin: Origin(
          .aiGenerated, basis: .declared, generator: "Google Gemini",
          summary: "Made with AI, says the credit line."),
        disclosure: Disclosure(isRequired: true, status: .missing), decision: .pass,
        policies: ["eu-ai-act"]))
  }

  /// What an attacker would write where texts of the file are shown.
  static let hostileTexts = [
    "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    "javascript:alert(1)", "\"><svg/onload=alert(1)>", "' onmouseover='alert(1)",
    "photo\u{202E}gpj.exe", "a\u{0}b\u{1B}[31mred\u{1B}]0;owned\u{7}", "]]><!-- & -->",
    "=HYPERLINK(\"http://evil.example\")", "::error::owned%0A::set-output name=x::y",
    "| `code` [link](javascript:alert(1)) @everyone #1 https://evil.example www.evil.example",
    "line one\r\nline two\u{2028}three", "{{7*7}}${7*7}\\", "\u{E0041}\u{200B}\u{FEFF}zero",
  ]

  static var hostile: ImageReport {
    let all = hostileTexts.joined(separator: " ")
    var inspection = inspection(
      "-evil/=cmd|' /C calc'!A0 </script><b>\u{202E}gnp,a:b%.png", "9", format: "png",
      width: 64, height: 64)
    inspection.evidence.add(
      Evidence(
        .declared, "declared.software", value: .string(all),
        source: EvidenceSource(container: all, range: 1..<2, field: all),
        attributes: [all: .string(all), "nested": .object(["k": .list([.boolean(true), "v"])])]))
    inspection.credentials.state = .malformed
    inspection.credentials.signer = all
    inspection.credentials.remoteURL = "javascript:alert(document.domain)"
    inspection.credentials.claimGenerator = all
    // Two manifests that name each other.
    for (own, other) in [("urn:a", "urn:b"), ("urn:b", "urn:a")] {
      var manifest = CredentialSummary.Manifest()
      manifest.label = own
      manifest.title = all
      var ingredient = CredentialSummary.Ingredient()
      ingredient.relationship = all
      ingredient.manifest = other
      manifest.ingredients = [ingredient]
      inspection.credentials.manifests.append(manifest)
    }
    inspection.metadata.generator = all
    inspection.metadata.software = all
    inspection.watermarks = [
      WatermarkResult(
        scheme: all, name: all, payload: all, zScore: .infinity, pValue: .nan, view: all,
        robustness: all)
    ]
    inspection.forensics = ForensicResult(
      outcome: .abstained, score: .nan, reason: all, statistics: [all: .infinity])
    inspection.faces = [
      FaceResult(x: -5, y: 0, width: -1, height: 9, detection: .nan, cues: [all: .string(all)])
    ]
    inspection.diagnostics = [
      Diagnostic(.warning, code: "xmp.odd", message: all, offset: 7, stage: "xmp")
    ]
    let finding = finding(
      "hostile-rule", .declared, .error, all, confidence: .low, evidence: ["declared.software"],
      fix: all,
      references: [
        Reference(title: all, url: "javascript:alert(1)"),
        Reference(title: "Plain", url: "https://example.org/\"><script>"),
      ], of: inspection, location: PostLocation(path: all, line: -3))
    return ImageReport(
      inspection: inspection,
      verdict: Verdict(
        findings: [finding],
        origin: Origin(.undetermined, basis: .none, generator: all, summary: all),
        disclosure: Disclosure(
          isRequired: nil, status: .unknown,
          labels: [.init(type: all, value: all, location: all)]), decision: .block,
        policies: [all]),
      posts: [PostLocation(path: all, line: 1)])
  }
}
