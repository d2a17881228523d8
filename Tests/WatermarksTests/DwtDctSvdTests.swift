import PixelStatistics
import Pixels
import Testing
import _TestSupport

@testable import Watermarks

struct DwtDctSvdTests {
  /// Adds to each block what moves its largest singular value to the middle of a half step.
  ///
  /// The blocks are close to a constant matrix, so the singular value is moved by adding the same
  /// to all 16 values; the fraction that 8-bit samples cannot hold is well below a half step.
  private func embed(_ bits: [UInt8], in picture: PixelBuffer) -> PixelBuffer {
    let phases = DwtDctSvdDecoder.phases(of: picture)
    var result = picture
    for block in phases.values.indices {
      let target = bits[block % bits.count] == 1 ? 54.0 : 18.0
      // In units of half the low band; 4 × 4 equal values c have the singular value 4 c, and a
      // value is the sum of four U.
      let change = (target - Double(phases.values[block])) / 16
      let (left, top) = (block % phases.columns * 8, block / phases.columns * 8)
      for y in top..<(top + 8) {
        for x in left..<(left + 8) {
          // Blue is U / 0.436 of its own share.
          let at = (y * picture.width + x) * 3 + 2
          let exact = change / 0.436
          let dither = Double((x * 5 + y * 3) % 8) / 8
          let value = Double(result.samples[at]) + (exact + dither).rounded(.down)
          result.samples[at] = UInt8(min(max(value, 0), 255))
        }
      }
    }
    return result
  }

  private static let bits = WatermarkMessage.bits(of: Array("test".utf8))

  @Test func `bits are read on request, and their presence stays unknown`() throws {
    let picture = embed(Self.bits, in: DwtDctEmbedder.picture(seed: 6))
    #expect(WatermarkDetector().detect(in: picture).detections.isEmpty)
    #expect(
      WatermarkDetector().detect(in: picture).notEvaluated.contains { $0.scheme == "dwtdctsvd" })
    let report = WatermarkDetector(WatermarkOptions(schemes: .all, mostRivaGANParts: 0)).detect(
      in: picture)
    let detection = try #require(report.detections.first)
    #expect(report.detections.count == 1)
    #expect(detection.scheme == "dwtdctsvd")
    #expect(detection.payload == "test")
    #expect(detection.isPresenceUnknown)
    #expect(detection.pValue == 1)
    #expect(report.evaluated.contains("dwtdctsvd"))
  }

  @Test func `a payload that the caller names can be told from chance`() throws {
    let message = try #require(
      WatermarkMessage(
        scheme: "studio", name: "Our mark", payload: "test", bits: Self.bits))
    let options = WatermarkOptions(schemes: .all, messages: [message], mostRivaGANParts: 0)
    let clean = DwtDctEmbedder.picture(seed: 6)
    let report = WatermarkDetector(options).detect(in: embed(Self.bits, in: clean))
    #expect(report.detections.map(\.scheme) == ["studio"])
    #expect(report.detections.first?.isPresenceUnknown == false)
    let other = WatermarkDetector(options).detect(in: clean)
    #expect(other.detections.map(\.scheme) == ["dwtdctsvd"])
  }

  @Test func `the largest singular value of known matrices`() {
    let equal = [SIMD4<Double>](repeating: SIMD4(repeating: 100), count: 4)
    #expect(abs(DwtDctSvdDecoder.largestSingularValue(equal) - 400) < 1e-9)
    let diagonal: [SIMD4<Double>] = [
      [300, 0, 0, 0], [0, 100, 0, 0], [0, 0, 50, 0], [0, 0, 0, 9],
    ]
    #expect(abs(DwtDctSvdDecoder.largestSingularValue(diagonal) - 300) < 1e-3)
    let zero = [SIMD4<Double>](repeating: .zero, count: 4)
    #expect(DwtDctSvdDecoder.largestSingularValue(zero) == 0)
  }
}
