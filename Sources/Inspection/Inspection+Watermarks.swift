import Containers
import EvidenceModel
import Pixels
import Watermarks

/// Turns decoded watermarks into evidence of kind watermark.
extension Inspection {
  /// Decodes what marks the pixels carry, and joins them with what the credentials claim.
  mutating func decodeWatermarks() {
    guard let image else { return }
    let hasHalvedChroma =
      container?.jpeg?.chromaSubsampling == "4:2:0"
      || (container?.format == .webp && !image.isLossless)
    let found = WatermarkDetector(options.watermarks).detect(
      in: image.pixels, hasHalvedChroma: hasHalvedChroma)
    for detection in found.detections { add(detection) }
    if let stealth = found.stealth {
      addStealthTraces(stealth.text, carrier: "pixels (\(stealth.variant.rawValue))")
      report.watermarks.append(
        WatermarkResult(
          scheme: "stealth-pnginfo", name: "Hidden generation settings", payload: nil,
          view: stealth.variant.rawValue,
          robustness: "lost on any lossy save, resize or crop"))
    }
    for scheme in found.notEvaluated {
      let check = scheme.howToCheck.map { " " + $0 } ?? ""
      report.leaveOut(scheme.scheme, because: scheme.reason + check)
    }
    joinClaims(found)
  }

  private mutating func add(_ detection: WatermarkDetection) {
    var attributes: [String: EvidenceValue] = [
      "scheme": .string(detection.scheme), "matchedBits": .integer(detection.matchedBits),
      "totalBits": .integer(detection.totalBits), "pValue": .number(detection.pValue),
      "view": .string(detection.view), "isPresenceUnknown": .boolean(detection.isPresenceUnknown),
      // A caller's own message names no generator, and says nothing of AI.
      "class": .string(
        detection.isPresenceUnknown || detection.generator == nil ? "unknown" : "aiGenerated"),
    ]
    attributes["generator"] = detection.generator.map { .string($0) }
    report.evidence.add(
      Evidence(
        .watermark, "watermark.\(detection.scheme)", value: .string(detection.payload),
        source: EvidenceSource(container: "pixels", field: detection.view), attributes: attributes))
    report.watermarks.append(
      WatermarkResult(
        scheme: detection.scheme, name: detection.name, payload: detection.payload,
        matchedBits: detection.matchedBits, totalBits: detection.totalBits,
        pValue: detection.pValue, view: detection.view, robustness: detection.robustness.rawValue,
        isPresenceUnknown: detection.isPresenceUnknown, generator: detection.generator))
  }

  /// Says of each mark that the credentials claim whether it was found, looked for or not checkable.
  private mutating func joinClaims(_ found: WatermarkReport) {
    let claims = report.evidence.items.compactMap { evidence -> WatermarkClaim? in
      switch evidence.name {
      case "c2pa.softBinding": WatermarkClaim(algorithm: evidence.value.text, source: evidence.id)
      case "c2pa.watermarkAction": WatermarkClaim(algorithm: nil, source: evidence.id)
      default: nil
      }
    }
    let joined = WatermarkClaims.join(claimed: claims, decoded: found)
    for detection in found.detections {
      report.evidence.replaceAttribute(
        "isClaimed", of: "watermark.\(detection.scheme)",
        with: .boolean(!joined.unclaimed.contains(detection)))
    }
    for entry in joined.entries {
      let name = entry.claim.algorithm ?? "a watermark"
      switch entry.standing {
      case .confirmed(let detection):
        report.diagnostics.append(
          Diagnostic(
            .note, code: "watermark.claimedAndFound",
            message: "The credentials claim \(name), and it was found (\(detection.scheme))",
            stage: "watermark"))
      case .lookedForAndNotFound(let scheme):
        report.diagnostics.append(
          Diagnostic(
            .note, code: "watermark.claimedNotFound",
            message:
              "The credentials claim \(name) (\(scheme)); it was looked for and not found, which saving as a JPEG explains too",
            stage: "watermark"))
      case .notCheckable(_, let reason):
        report.diagnostics.append(
          Diagnostic(
            .note, code: "watermark.claimedNotCheckable",
            message: "The credentials claim \(name), which cannot be checked here: \(reason)",
            stage: "watermark"))
      }
    }
  }
}
