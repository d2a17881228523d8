import Containers
import EvidenceModel
import Faces
import Forensics
import Metadata
import Pixels

/// Turns faces and pixel statistics into forensic evidence: weak, and never a verdict alone.
extension Inspection {
  /// Looks for faces, and measures how the first is framed.
  mutating func examineFaces() {
    guard options.examinesFaces else {
      report.leaveOut("faces", because: "Looking for faces was switched off.")
      return
    }
    do {
      let detector = try FaceDetector.standard.get()
      guard let picture = image.map({ FaceSearchPicture($0.pixels, orientation: orientation) })
      else { return }
      // The search takes memory of its own, and is the last to look at the picture.
      image = nil
      let found = try detector.examine(picture)
      report.faces = found.faces.map(Self.result)
      if found.omittedCount > 0 {
        report.diagnostics.append(
          Diagnostic(
            .note, code: "faces.omitted",
            message: "\(found.omittedCount) more faces were found and left out of the report",
            stage: "faces"))
      }
      guard found.isFramedLikePortrait, let face = found.faces.first, let cue = face.alignment
      else { return }
      let box = Self.result(face)
      let text = "\(box.x), \(box.y), \(box.width), \(box.height)"
      report.evidence.add(
        Evidence(
          .forensic, "face.alignment", value: "framed like a StyleGAN portrait",
          source: EvidenceSource(container: "pixels", field: text),
          attributes: ["z": .number(Self.rounded(cue.distance, 100)), "box": .string(text)]))
    } catch {
      let remedy = error.remedy.map { "; to enable it, \($0)" } ?? ""
      report.leaveOut("faces", because: "\(error.description)\(remedy)")
    }
  }

  private static func result(_ face: Face) -> FaceResult {
    var cues: [String: EvidenceValue] = ["poseIsPlausible": .boolean(face.hasPlausiblePose)]
    if let eyes = face.eyes {
      cues["eyes.left.x"] = .number(rounded(eyes.left.x, 10))
      cues["eyes.left.y"] = .number(rounded(eyes.left.y, 10))
      cues["eyes.right.x"] = .number(rounded(eyes.right.x, 10))
      cues["eyes.right.y"] = .number(rounded(eyes.right.y, 10))
    }
    cues["alignment.z"] = face.alignment.map { .number(rounded($0.distance, 100)) }
    // The framing is a cue beside others; by itself it is inconclusive at most.
    let outcome: ForensicResult.Outcome =
      face.eyes == nil
      ? .abstained : face.alignment?.isAligned == true ? .inconclusive : .noEvidence
    return FaceResult(
      x: Int(face.box.x.rounded()), y: Int(face.box.y.rounded()),
      width: Int(face.box.width.rounded()), height: Int(face.box.height.rounded()),
      detection: rounded(face.score, 1_000), outcome: outcome, cues: cues)
  }

  /// Measures the pixels.
  mutating func measureStatistics() {
    guard options.examinesStatistics, let image, let coding else { return }
    examination = ForensicExamination(of: image.pixels, coding: coding)
  }

  /// Adds what the pixels showed as evidence, with a score where the picture can bear one.
  mutating func noteStatistics() {
    guard options.examinesStatistics else {
      report.leaveOut("forensics", because: "Measuring statistics was switched off.")
      return
    }
    guard let examination, let coding else { return }
    if let trace = examination.resampling {
      var attributes: [String: EvidenceValue] = [
        "strength": .number(Self.rounded(trace.strength, 100)),
        "frequency": .number(Self.rounded(trace.frequency, 1_000)),
      ]
      if coding == .lossless { attributes["isLossless"] = .boolean(true) }
      attributes["jpegQuality"] = coding.quality.map { .integer($0) }
      report.evidence.add(
        Evidence(
          .forensic, "forensic.resampled", value: "enlarged, turned or stretched",
          source: EvidenceSource(container: "pixels"), attributes: attributes))
    }
    guard case .abstained(let reason) = examination.outcome else {
      addScore(examination)
      return
    }
    report.forensics = ForensicResult(
      outcome: .abstained, reason: reason.explanation, model: examination.model)
  }

  private mutating func addScore(_ examination: ForensicExamination) {
    guard let score = examination.score else { return }
    let isCalled = examination.outcome == .likelySynthetic
    let probability = Self.rounded(score.probability, 1_000)
    let ratio = Self.rounded(score.logLikelihoodRatio, 100)
    report.forensics = ForensicResult(
      outcome: isCalled ? .likelySynthetic : .inconclusive, score: probability,
      logLikelihoodRatio: ratio,
      reason: isCalled
        ? "The statistics look synthetic. Photographs score as high at the rate that the model card states."
        : "The statistics tell nothing that could be called.",
      model: examination.model)
    var attributes: [String: EvidenceValue] = [
      "score": .number(probability), "logLikelihoodRatio": .number(ratio),
    ]
    attributes["model"] = examination.model.map { .string($0) }
    report.evidence.add(
      Evidence(
        .forensic, "forensic.score", value: .string(examination.outcome.identifier),
        source: EvidenceSource(container: "pixels"), attributes: attributes))
  }

  private static func rounded(_ number: Double, _ steps: Double) -> Double {
    (number * steps).rounded() / steps
  }
}
