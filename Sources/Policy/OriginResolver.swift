import EvidenceModel

/// Brings together what the rules read out of the evidence, and says what is known of the origin.
///
/// The order is fixed. Evidence for AI outweighs a claim of the contrary, because a claim can be
/// copied onto any file while a generator has no reason to name itself falsely; the contradiction
/// is reported by rules of its own. A capture is believed only from a trusted signature of its own.
struct OriginResolver {
  /// One reading of one piece of evidence.
  struct Reading {
    var assertion: Rule.Assertion
    var evidence: Evidence
  }

  var readings: [Reading] = []
  /// Whether the signed statements count as signed: the manifest is intact and verifies.
  var signedIsValid: Bool
  /// Whether the signer is trusted.
  var signedIsTrusted: Bool
  /// What EXIF says of a camera; it decides nothing.
  var camera: Evidence?

  /// The basis that a piece of evidence gives. What an altered manifest says is no longer signed.
  func basis(of evidence: Evidence) -> OriginBasis {
    switch evidence.kind {
    case .signed: signedIsValid ? .signed : .declared
    case .watermark: .watermark
    case .declared: .declared
    case .forensic: .forensic
    }
  }

  private static let order: [OriginBasis] = [.signed, .watermark, .declared, .forensic, .none]

  private func strongest(_ readings: [Reading]) -> Reading? {
    readings.min { rank($0) < rank($1) }
  }

  private func rank(_ reading: Reading) -> Int {
    Self.order.firstIndex(of: basis(of: reading.evidence)) ?? Self.order.count
  }

  /// The readings that say AI.
  var aiReadings: [Reading] {
    readings.filter { $0.assertion == .aiGenerated || $0.assertion == .aiEdited }
  }

  /// The generator that the strongest evidence names.
  private var generator: String? {
    let named = aiReadings.filter { Self.generatorName(of: $0.evidence) != nil }
    return strongest(named).flatMap { Self.generatorName(of: $0.evidence) }
  }

  static func generatorName(of evidence: Evidence) -> String? {
    if evidence.name.hasPrefix("generator.") { return evidence.value.text }
    for key in ["generator", "softwareAgent", "producerName"] {
      if let value = evidence.attributes[key]?.text, !value.isEmpty { return value }
    }
    return nil
  }

  /// The verdict.
  func resolve(hasConflict: Bool) -> Origin {
    let ai = aiReadings
    if let best = strongest(ai) {
      // A generated part makes an edited picture; a generated whole makes a generated one.
      let isGenerated =
        ai.contains { $0.assertion == .aiGenerated && rank($0) == rank(best) }
        || (ai.contains { $0.assertion == .aiGenerated }
          && !ai.contains { $0.assertion == .aiEdited && rank($0) < rankOfGenerated })
      let classification: OriginClass = isGenerated ? .aiGenerated : .aiEdited
      let basis = basis(of: best.evidence)
      return Origin(
        classification, basis: basis, generator: generator,
        summary: summary(classification, basis, best))
    }
    let cues = readings.filter { $0.assertion == .cue }
    if Set(cues.map { $0.evidence.name }).count >= 2 {
      return Origin(
        .likelyAI, basis: .forensic,
        summary:
          "Two independent measurements on the pixels point to a synthetic picture; neither proves it."
      )
    }
    if hasConflict {
      return Origin(
        .undetermined, basis: .none,
        summary: "What the file says about its origin is contradictory.")
    }
    let captures = readings.filter {
      $0.assertion == .capture && $0.evidence.kind == .signed && isBelieved($0.evidence)
    }
    if let capture = strongest(captures) {
      return Origin(
        .captured, basis: .signed,
        summary:
          "A trusted signature says that a camera took it (\(Self.place(capture.evidence))).")
    }
    if let maybe = strongest(readings.filter { $0.assertion == .possiblyAI }) {
      let quote =
        maybe.evidence.isPersonal ? "something" : "'\(maybe.evidence.value.text.prefix(80))'"
      return Origin(
        .undetermined, basis: .none,
        summary:
          "\(Self.placeFirst(maybe.evidence)) says \(quote), which may or may not mean AI."
      )
    }
    let human = readings.filter { $0.assertion == .human || $0.assertion == .capture }
    if let human = strongest(human.filter { isBelieved($0.evidence) }) {
      return Origin(
        .humanMade, basis: basis(of: human.evidence),
        summary:
          "\(Self.placeFirst(human.evidence)) declares that it was made without generative AI; such a declaration is easily copied."
      )
    }
    if let claim = human.first {
      let what = claim.assertion == .capture ? "a camera capture" : "work without generative AI"
      return Origin(
        .noEvidence, basis: .none,
        summary: signedIsValid
          ? "A valid signature claims \(what), but no trust list vouches for every signer."
          : "Content Credentials claim \(what), but they do not hold for this file.")
    }
    return Origin(
      .noEvidence, basis: .none,
      summary: "No evidence of AI was found. That is not evidence that the picture is real."
        + (cameraSigns.map { " " + $0 } ?? ""))
  }

  /// The signs of a camera original in one sentence, which says that they are weak; nil without any.
  private var cameraSigns: String? {
    guard let camera else { return nil }
    func holds(_ name: String, _ text: String) -> Bool { camera.attributes[name]?.text == text }
    var signs = [camera.value.text.prefix(80).description]
    if holds("hasMakerNote", "true") { signs.append("maker note") }
    if holds("datesAgree", "true") { signs.append("dates that agree") }
    if holds("thumbnail", "equal") { signs.append("thumbnail equal to the picture") }
    guard signs.count > 1 else { return nil }
    return "Signs of a camera (\(signs.joined(separator: ", "))) are weak: they are easily copied."
  }

  /// Whether a claim of human or camera origin counts: a manifest's only from a trusted signer, so
  /// that breaking a signature never makes its claim stronger. Trust in who signed last is none in
  /// an ingredient whose own signer is on no list, or that is not what was referred to.
  private func isBelieved(_ evidence: Evidence) -> Bool {
    evidence.kind != .signed
      || (signedIsValid && signedIsTrusted && evidence.attributes["isVouched"]?.text != "false")
  }

  private var rankOfGenerated: Int {
    strongest(readings.filter { $0.assertion == .aiGenerated }).map(rank) ?? .max
  }

  private func summary(_ classification: OriginClass, _ basis: OriginBasis, _ reading: Reading)
    -> String
  {
    let what =
      classification == .aiGenerated
      ? "Made by a generative model" : "Changed with a generative model"
    // No brackets within brackets.
    let name = generator?.split(separator: " (").joined(separator: ", ").filter { $0 != ")" }
    let who = name.map { " (\($0))" } ?? ""
    let evidence = reading.evidence
    let how: String
    switch basis {
    case .signed: how = "signed Content Credentials say so"
    case .watermark:
      how =
        evidence.name.hasPrefix("pattern.")
        ? "its pixels carry a known generator pattern (vendor less certain)"
        : "its pixels carry the watermark \(evidence.attributes["scheme"]?.text ?? evidence.value.text)"
    case .declared where evidence.kind == .signed:
      how = "Content Credentials say so, but their signature does not hold for this file"
    default: how = "\(Self.place(evidence)) says so"
    }
    return "\(what)\(who): \(how)."
  }

  /// Where evidence stands, in words for people who know no containers.
  private static func place(_ evidence: Evidence) -> String {
    guard let field = evidence.source.field else { return evidence.source.container }
    if let name = datasetNames[field] { return "the IPTC field '\(name)'" }
    for (prefix, words) in placeWords where field.hasPrefix(prefix) {
      return "\(words) '\(field.dropFirst(prefix.count).prefix(80))'"
    }
    if evidence.source.container.hasPrefix("pixels (stealth_") {
      return "a text hidden in the pixels"
    }
    return "\(evidence.source.container) \(field)"
  }

  /// How the names of fields begin, and what people call such fields.
  private static let placeWords = [
    ("png.text.", "the PNG text"), ("exif.", "the EXIF field"), ("xmp.", "the XMP field"),
    ("iptc.", "the IPTC field"),
  ]

  /// What people call the numbers of IPTC.
  private static let datasetNames = [
    "iptc.2:65": "Originating Program", "iptc.2:80": "By-line", "iptc.2:105": "Headline",
    "iptc.2:110": "Credit", "iptc.2:120": "Caption",
  ]

  /// The same at the start of a sentence.
  private static func placeFirst(_ evidence: Evidence) -> String {
    let place = place(evidence)
    return place.prefix(1).uppercased() + place.dropFirst()
  }
}
