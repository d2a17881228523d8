import Testing

@testable import Faces

struct PortraitAlignmentTests {
  /// Eyes as FFHQ's alignment puts them into a frame.
  func eyes(_ side: Double, shift: Double = 0, scale: Double = 1) -> FaceEyes {
    let middle = FacePoint(x: (0.5 + shift) * side, y: 0.467 * side)
    let half = 0.126 * side * scale
    return FaceEyes(
      left: FacePoint(x: middle.x - half, y: middle.y),
      right: FacePoint(x: middle.x + half, y: middle.y))
  }

  @Test(arguments: [256, 512, 1024])
  func `eyes in FFHQ's place are aligned at every size`(side: Int) throws {
    let alignment = try #require(
      PortraitAlignment(eyes: eyes(Double(side)), pictureWidth: side, pictureHeight: side))
    #expect(alignment.isAligned)
    #expect(alignment.distance < 1)
  }

  @Test(arguments: [(0.05, 1.0), (-0.06, 1.0), (0, 0.6), (0, 1.4)])
  func `eyes elsewhere are not aligned`(shift: Double, scale: Double) throws {
    let alignment = try #require(
      PortraitAlignment(
        eyes: eyes(512, shift: shift, scale: scale), pictureWidth: 512, pictureHeight: 512))
    #expect(!alignment.isAligned)
  }

  @Test func `a picture that is not nearly square is not compared`() {
    #expect(PortraitAlignment(eyes: eyes(512), pictureWidth: 512, pictureHeight: 570) == nil)
    #expect(PortraitAlignment(eyes: eyes(512), pictureWidth: 570, pictureHeight: 512) == nil)
    #expect(PortraitAlignment(eyes: eyes(512), pictureWidth: 512, pictureHeight: 540) != nil)
  }

  @Test func `places that are no numbers are infinitely far`() throws {
    let eyes = FaceEyes(
      left: FacePoint(x: .nan, y: 0), right: FacePoint(x: .infinity, y: 0))
    let alignment = try #require(
      PortraitAlignment(eyes: eyes, pictureWidth: 100, pictureHeight: 100))
    #expect(alignment.distance == .infinity)
    #expect(!alignment.isAligned)
  }
}
