import Pixels
import Testing
import _TestSupport

@testable import Faces

struct SkinToneTests {
  static let eyes = FaceEyes(left: FacePoint(x: 24, y: 24), right: FacePoint(x: 56, y: 24))

  func plain(_ color: SIMD3<UInt8>, size: Int = 80) -> PixelBuffer {
    PixelBuffer(
      width: size, height: size, layout: .rgb,
      samples: (0..<size * size).flatMap { _ in [color.x, color.y, color.z] })
  }

  @Test func `Lab agrees with published values`() {
    // sRGB red and a middle gray, D65.
    let red = SkinTone.lab(SIMD3(255, 0, 0))
    #expect(abs(red.x - 53.24) < 0.02 && abs(red.y - 80.09) < 0.05 && abs(red.z - 67.20) < 0.05)
    let gray = SkinTone.lab(SIMD3(119, 119, 119))
    #expect(abs(gray.x - 50.03) < 0.05 && abs(gray.y) < 0.01 && abs(gray.z) < 0.02)
  }

  @Test(arguments: [
    (56.0, SkinTone.Group.veryLight), (55, .light), (42, .light), (41, .intermediate),
    (28, .tan), (10, .brown), (-29, .brown), (-30, .dark), (-60, .dark),
  ])
  func `groups end where the literature puts them`(angle: Double, group: SkinTone.Group) {
    #expect(SkinTone(angle: angle).group == group)
  }

  @Test func `names of groups sort from light to dark`() {
    let names = SkinTone.Group.allCases.map(\.name)
    #expect(names == names.sorted() && Set(names).count == 6)
  }

  @Test(arguments: [
    (SIMD3<UInt8>(246, 224, 210), SkinTone.Group.veryLight),
    (SIMD3<UInt8>(184, 134, 101), .tan),
    (SIMD3<UInt8>(90, 56, 37), .dark),
  ])
  func `the cheeks tell the group`(color: SIMD3<UInt8>, group: SkinTone.Group) throws {
    let tone = try #require(SkinTone(eyes: Self.eyes, in: plain(color)))
    #expect(tone.group == group, "\(tone.angle)")
  }

  @Test func `a picture without colour has no tone`() {
    #expect(SkinTone(eyes: Self.eyes, in: plain(SIMD3(128, 128, 128))) == nil)
    let gray = PixelBuffer(
      width: 80, height: 80, layout: .gray, samples: [UInt8](repeating: 128, count: 6_400))
    #expect(SkinTone(eyes: Self.eyes, in: gray) == nil)
  }

  @Test func `cheeks outside the picture have no tone`() {
    let picture = plain(SIMD3(198, 146, 112), size: 40)
    let low = FaceEyes(left: FacePoint(x: 4, y: 38), right: FacePoint(x: 36, y: 38))
    #expect(SkinTone(eyes: low, in: picture) == nil)
    let strange = FaceEyes(
      left: FacePoint(x: .nan, y: 0), right: FacePoint(x: 1e300, y: 0))
    #expect(SkinTone(eyes: strange, in: picture) == nil)
  }

  @Test(arguments: Orientation.allCases)
  func `the tone of a turned picture is that of the upright one`(orientation: Orientation) throws {
    // Skin in the upper half of the upright picture, green below: a wrong turn reads green.
    var upright = plain(SIMD3(198, 146, 112))
    for y in 56..<80 {
      for x in 0..<80 {
        upright.samples.replaceSubrange((y * 80 + x) * 3..<(y * 80 + x) * 3 + 3, with: [0, 200, 0])
      }
    }
    let tone = try #require(SkinTone(eyes: Self.eyes, in: upright))
    // What is stored is what the orientation turns back upright.
    let inverse: Orientation =
      switch orientation {
      case .right: .left
      case .left: .right
      default: orientation
      }
    let stored = upright.upright(from: inverse)
    #expect(stored.upright(from: orientation) == upright)
    #expect(SkinTone(eyes: Self.eyes, in: stored, orientation: orientation) == tone)
  }
}
