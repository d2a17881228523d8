import ByteReading
import Codecs
import Containers
import Foundation
import Pixels
import Testing
import _TestSupport

@testable import Faces

/// What Scripts/face-alignment.py measures: the faces of a list of pictures, as a table.
///
///     ASSAY_FACES_LIST=LIST ASSAY_FACES_TABLE=TABLE \
///       swift test -c release -Xswiftc -enable-testing --filter FaceMeasurement
///
/// `LIST` holds a path on each line. `TABLE` gets one line for the largest face of each picture:
/// path, width, height, box (4), score, view, eyes (4), plausible pose, ITA (or `-`), distance (or
/// `-`), milliseconds of this thread; and path, width, height and milliseconds alone where no face was found.
@Suite(.serialized)
struct FaceMeasurement {
  static let list = ProcessInfo.processInfo.environment["ASSAY_FACES_LIST"]

  /// The processor time of this thread, in milliseconds: what other work takes does not count.
  static func threadTime() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) * 1e-6
  }

  @Test(.enabled(if: list != nil, "skipped: set ASSAY_FACES_LIST to measure faces"))
  func `faces of a list of pictures`() throws {
    let list = try #require(Self.list)
    let table = try #require(ProcessInfo.processInfo.environment["ASSAY_FACES_TABLE"])
    let detector = try FaceDetector.standard.get()
    var text = ""
    var count = 0
    for path in try String(contentsOfFile: list, encoding: .utf8).split(separator: "\n") {
      let bytes = ByteView([UInt8](try Data(contentsOf: URL(filePath: String(path)))))
      guard let format = ImageFormat(sniffing: bytes),
        let pixels = try? ImageDecoder.decode(bytes, format: format).pixels
      else { continue }
      let start = Self.threadTime()
      let findings = try detector.examine(pixels)
      let time = Self.threadTime() - start
      count += 1
      var cells = ["\(path)", "\(pixels.width)", "\(pixels.height)"]
      if let face = findings.faces.first {
        cells += [face.box.x, face.box.y, face.box.width, face.box.height, face.score].map {
          String(format: "%.3f", $0)
        }
        cells.append("\(face.view?.rawValue ?? -1)")
        let eyes = face.eyes
        cells += [eyes?.left.x, eyes?.left.y, eyes?.right.x, eyes?.right.y].map {
          $0.map { String(format: "%.3f", $0) } ?? "-"
        }
        cells.append(face.hasPlausiblePose ? "1" : "0")
        let tone = eyes.flatMap { SkinTone(eyes: $0, in: pixels) }
        cells.append(tone.map { String(format: "%.2f", $0.angle) } ?? "-")
        cells.append(face.alignment.map { String(format: "%.4f", $0.distance) } ?? "-")
      }
      cells.append(String(format: "%.2f", time))
      text += cells.joined(separator: "\t") + "\n"
    }
    try text.write(toFile: table, atomically: true, encoding: .utf8)
    #expect(count > 0)
  }
}
