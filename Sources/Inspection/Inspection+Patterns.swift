import EvidenceModel
import GeneratorPatterns
import Pixels

/// Turns known generator patterns into evidence of kind watermark.
extension Inspection {
  /// Compares the pixels with the bank of generator patterns.
  mutating func matchPatterns() {
    guard options.examinesPatterns else {
      report.leaveOut(
        "patterns", because: "Looking for generator patterns and visible marks was switched off.")
      return
    }
    guard let image else { return }
    // The built-in bank is read when the first picture needs it: not at every start.
    // One detector of all banks, so that every comparison counts in the chance of a false alarm.
    let detector = PatternDetector(banks: [PatternBank.standard] + options.patternBanks)
    let matches = detector.detect(in: image.pixels)
    for match in matches where match.isMatch {
      report.evidence.add(
        Evidence(
          .watermark, "pattern.\(match.id)", value: .string(match.generator),
          source: EvidenceSource(container: "pixels"),
          attributes: [
            "zScore": .number((match.zScore * 100).rounded() / 100),
            "pValue": .number(match.pValue),
            "class": "aiGenerated", "vendor": .string(match.vendor),
            "generator": .string(match.generator),
            "isMirrored": .boolean(match.isMirrored),
          ]))
      report.watermarks.append(
        WatermarkResult(
          scheme: "pattern:\(match.id)", name: "Known generator pattern (vendor less certain)",
          zScore: match.zScore, pValue: match.pValue,
          view: Self.view(of: match),
          robustness: "lost by most crops and any turn; compression and resizing weaken it",
          generator: match.generator))
    }
  }

  /// Looks for marks that people can see.
  mutating func findVisibleMarks() {
    guard options.examinesPatterns, let image else { return }
    for mark in VisibleMarks.find(in: image.pixels) {
      let box = "\(mark.box.x), \(mark.box.y), \(mark.box.width), \(mark.box.height)"
      report.evidence.add(
        Evidence(
          .watermark, "visible.\(mark.id)", value: .string(mark.text ?? mark.generator ?? ""),
          source: EvidenceSource(container: "pixels", field: box),
          attributes: [
            "score": .number((mark.score * 1_000).rounded() / 1_000), "box": .string(box),
            "class": "possiblyAI",
          ]))
      report.watermarks.append(
        WatermarkResult(
          scheme: "visible:\(mark.id)",
          name: mark.generator.map { "Visible mark like that of \($0)" } ?? "Visible text about AI",
          payload: mark.text, view: box, robustness: "anyone can draw or crop it",
          generator: mark.generator))
    }
  }

  /// How the picture was looked at when the pattern was found.
  private static func view(of match: PatternMatch) -> String {
    let view = match.isMirrored ? "mirrored" : "as stored"
    guard let origin = match.cropOrigin else { return view }
    return "\(view), cut out of a larger picture at \(origin.x), \(origin.y)"
  }
}
