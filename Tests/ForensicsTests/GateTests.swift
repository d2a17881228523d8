import Forensics
import Pixels
import Testing

struct GateTests {
  private let gate = ApplicabilityGate()

  private func outcome(_ picture: PixelBuffer, _ coding: PictureCoding) -> ForensicOutcome {
    ForensicExamination(of: picture, coding: coding).outcome
  }

  private func reason(_ outcome: ForensicOutcome) -> AbstentionReason? {
    if case .abstained(let reason) = outcome { return reason }
    return nil
  }

  @Test func `A small picture is not scored`() {
    let picture = SyntheticPictures.noisy(width: 191, height: 256)
    #expect(
      reason(outcome(picture, .lossless)) == .tooSmall(width: 191, height: 256, minimumSide: 192))
  }

  @Test(arguments: [1, 50, 84]) func `A strongly compressed picture is not scored`(_ quality: Int) {
    let picture = SyntheticPictures.noisy(width: 192, height: 192)
    #expect(
      reason(outcome(picture, .jpeg(quality: quality, luminanceTable: [])))
        == .compressedTooMuch(quality: quality, minimumQuality: 85))
  }

  @Test func `Tables of another family count by their mean`() {
    let picture = SyntheticPictures.noisy(width: 192, height: 192)
    let coarse = [UInt16](repeating: 40, count: 64)
    #expect(
      reason(outcome(picture, .jpeg(quality: nil, luminanceTable: coarse)))
        == .compressedTooMuch(quality: 65, minimumQuality: 85))
    #expect(
      reason(outcome(picture, .jpeg(quality: nil, luminanceTable: []))) == .unknownCompression)
  }

  @Test func `Other lossy codings were not measured`() {
    let picture = SyntheticPictures.noisy(width: 192, height: 192)
    #expect(
      reason(outcome(picture, .otherLossy(name: "WebP"))) == .unmeasuredCoding(name: "WebP"))
  }

  @Test func `A flat picture is not scored`() {
    let picture = SyntheticPictures.plain(width: 256, height: 256)
    #expect(reason(outcome(picture, .lossless)) == .tooFlat(informativeTiles: 0, minimum: 3))
  }

  @Test func `An enlarged picture is not scored, and says why`() throws {
    let picture = SyntheticPictures.enlarged(
      SyntheticPictures.noisy(width: 200, height: 200), by: 1.3)
    let examination = ForensicExamination(of: picture, coding: .lossless)
    guard case .resampled(let strength)? = reason(examination.outcome) else {
      Issue.record("not found to be resampled: \(examination.outcome)")
      return
    }
    #expect(examination.resampling?.strength == strength)
  }

  @Test func `Without weights nothing is scored`() {
    let picture = SyntheticPictures.noisy(width: 192, height: 192)
    let examination = ForensicExamination(of: picture, coding: .lossless, model: nil)
    #expect(reason(examination.outcome) == .noModel)
    #expect(examination.score == nil && examination.model == nil)
  }

  @Test func `Every reason is told in words`() {
    let reasons: [AbstentionReason] = [
      .tooSmall(width: 1, height: 2, minimumSide: 3),
      .compressedTooMuch(quality: 1, minimumQuality: 2), .unknownCompression,
      .unmeasuredCoding(name: "x"), .tooFlat(informativeTiles: 0, minimum: 3),
      .resampled(strength: 4), .noModel,
    ]
    #expect(Set(reasons.map(\.identifier)).count == reasons.count)
    #expect(reasons.allSatisfy { $0.explanation.hasSuffix(".") })
  }
}
