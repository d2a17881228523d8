import Pixels
import Testing
import _TestSupport

@testable import Faces

struct FacePictureTests {
  static let upright: PixelBuffer = {
    var random = SplitMix64(seed: 5)
    return PixelBuffer(
      width: 30, height: 20, layout: .rgb,
      samples: (0..<1_800).map { _ in UInt8.random(in: 0...255, using: &random) })
  }()

  @Test(arguments: Orientation.allCases)
  func `the face of a turned picture is cut out upright`(orientation: Orientation) {
    let inverse: Orientation =
      switch orientation {
      case .right: .left
      case .left: .right
      default: orientation
      }
    let stored = Self.upright.upright(from: inverse)
    let part = FaceBox(x: 4, y: 3, width: 10, height: 8)
      .picture(from: stored, orientation: orientation, margin: 0.5)
    #expect(part == Self.upright.cropped(x: 0, y: 0, width: 19, height: 15))
    let inner = FaceBox(x: 6.4, y: 5.6, width: 5, height: 7)
      .picture(from: stored, orientation: orientation, margin: 0)
    #expect(inner == Self.upright.cropped(x: 6, y: 5, width: 6, height: 8))
  }

  @Test func `a large face is made smaller`() throws {
    let part = try #require(
      FaceBox(x: 0, y: 0, width: 30, height: 20)
        .picture(from: Self.upright, margin: 0, maximumSide: 12))
    #expect((part.width, part.height) == (12, 8))
  }

  @Test(arguments: [
    FaceBox(x: 40, y: 0, width: 5, height: 5), FaceBox(x: -20, y: 0, width: 5, height: 5),
    FaceBox(x: .nan, y: 0, width: 5, height: 5), FaceBox(x: 0, y: 0, width: -5, height: 5),
  ])
  func `a face outside the picture has no picture`(box: FaceBox) {
    #expect(box.picture(from: Self.upright) == nil)
  }
}
