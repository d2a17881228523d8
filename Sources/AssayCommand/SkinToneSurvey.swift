import ByteReading
import Faces
import Inspection
import Pixels

/// Estimates the skin tone of the largest face of each picture, to compare error rates between
/// groups of people. Nothing is said of a single person.
struct SkinToneSurvey {
  /// The columns of groups that the survey fills: six groups, and pairs of these for collections
  /// where six would be too small.
  static let columns = ["skin tone (estimated)", "skin tone in pairs (estimated)"]

  private let detector: Result<FaceDetector, FacesNotExamined>
  private var pictureCount = 0
  private var faceCount = 0
  private var toneCount = 0
  private var failure: FacesNotExamined?

  /// Creates a survey without pictures.
  init(detector: Result<FaceDetector, FacesNotExamined> = FaceDetector.standard) {
    self.detector = detector
  }

  /// The groups of the largest face of a picture, by column; none without a face, or where its
  /// cheeks show no tone.
  ///
  /// - Parameters:
  ///   - pixels: The picture as stored.
  ///   - orientation: How it is stored.
  mutating func groups(of pixels: PixelBuffer, orientation: Orientation) -> [String: String] {
    pictureCount += 1
    do {
      let found = try detector.get().examine(pixels, orientation: orientation)
      guard let face = found.faces.first else { return [:] }
      faceCount += 1
      guard let eyes = face.eyes,
        let tone = SkinTone(eyes: eyes, in: pixels, orientation: orientation)
      else { return [:] }
      toneCount += 1
      return [Self.columns[0]: tone.group.name, Self.columns[1]: tone.group.pairName]
    } catch {
      failure = failure ?? error
      return [:]
    }
  }

  /// The same of a file; none also where it cannot be read.
  mutating func groups(path: String, limits: ParsingLimits = ParsingLimits()) -> [String: String] {
    // Reading thousands of files for nothing would be slow.
    if case .failure(let error) = detector {
      (pictureCount, failure) = (pictureCount + 1, error)
      return [:]
    }
    guard let source = MeasurementPictures(path: path, limits: limits) else {
      pictureCount += 1
      return [:]
    }
    return groups(of: source.pixels, orientation: source.orientation)
  }

  /// What was examined, or why nothing was, in a sentence.
  var remark: String {
    if let failure, faceCount == 0 {
      let remedy = failure.remedy.map { "; to enable it, \($0)" } ?? ""
      return "Skin tone was not examined: \(failure.description)\(remedy)."
    }
    let partly = failure.map { " Some pictures were left out: \($0.description)." } ?? ""
    return
      "Skin tone was estimated on \(toneCount) of \(pictureCount) pictures (\(faceCount) with a "
      + "face), from the colour of the cheeks: light moves it as much as skin does.\(partly)"
  }
}
