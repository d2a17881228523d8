import Pixels
import Testing
import _TestSupport

@testable import Faces

struct EyeFinderTests {
  /// The box that dlib's detector gives to a front face with these eyes.
  static func box(left: SIMD2<Double>, right: SIMD2<Double>) -> FaceBox {
    let side = (right.x - left.x) / 0.44
    return FaceBox(
      x: left.x - 0.28 * side, y: (left.y + right.y) / 2 - 0.273 * side, width: side, height: side)
  }

  static func gray(_ picture: PixelBuffer) -> PixelBuffer {
    GrayPicture.scaled(picture, width: picture.width, height: picture.height)
  }

  @Test(arguments: [
    (SIMD2(40.0, 56.0), SIMD2(88.0, 56.0)), (SIMD2(41.0, 59.0), SIMD2(87.0, 54.0)),
    (SIMD2(47.0, 60.0), SIMD2(80.0, 60.0)),
  ])
  func `eyes are found where they were drawn`(left: SIMD2<Double>, right: SIMD2<Double>) throws {
    let picture = DrawnFace.picture(.init(size: (128, 128), left: left, right: right))
    let box = Self.box(left: left, right: right)
    let eyes = try #require(
      EyeFinder.eyes(in: Self.gray(picture), face: box, view: .front))
    let allowed = 0.05 * (right.x - left.x)
    #expect(abs(eyes.left.x - left.x) < allowed)
    #expect(abs(eyes.left.y - left.y) < allowed)
    #expect(abs(eyes.right.x - right.x) < allowed)
    #expect(abs(eyes.right.y - right.y) < allowed)
    #expect(Face.isPlausible(eyes, in: box))
  }

  @Test func `eyes are found in a box that reaches beyond the picture`() throws {
    let picture = DrawnFace.picture(
      .init(size: (96, 96), left: SIMD2(28, 12), right: SIMD2(68, 12)))
    let box = Self.box(left: SIMD2(28, 12), right: SIMD2(68, 12))
    #expect(box.y < 0)
    let eyes = try #require(EyeFinder.eyes(in: Self.gray(picture), face: box, view: .front))
    #expect(abs(eyes.left.x - 28) < 3 && abs(eyes.right.x - 68) < 3)
  }

  @Test func `a flat picture has no eyes`() {
    let flat = PixelBuffer(
      width: 100, height: 100, layout: .gray, samples: [UInt8](repeating: 90, count: 10_000))
    let box = FaceBox(x: 10, y: 10, width: 80, height: 80)
    #expect(EyeFinder.eyes(in: flat, face: box, view: .front) == nil)
  }

  @Test(arguments: [
    FaceBox(x: 200, y: 0, width: 80, height: 80), FaceBox(x: -90, y: 0, width: 80, height: 80),
    FaceBox(x: 0, y: 0, width: 4, height: 80), FaceBox(x: 0, y: 0, width: 1e5, height: 1e5),
  ])
  func `a box that no face can have gives no eyes`(box: FaceBox) {
    let noise = PixelBuffer(
      width: 100, height: 100, layout: .gray,
      samples: (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) })
    #expect(EyeFinder.eyes(in: noise, face: box, view: .front) == nil)
  }

  @Test func `the objective agrees with its reference`() {
    var random = SplitMix64(seed: 7)
    var gradients = EyeFinder.Gradients()
    for _ in 0..<37 {
      let angle = Float.random(in: 0..<6.28, using: &random)
      gradients.x.append(Float(Int.random(in: 0..<50, using: &random)))
      gradients.y.append(Float(Int.random(in: 0..<50, using: &random)))
      // A unit vector without trigonometry: (1 - t², 2t) / (1 + t²).
      let t = angle - 3
      gradients.unitX.append((1 - t * t) / (1 + t * t))
      gradients.unitY.append(2 * t / (1 + t * t))
    }
    gradients.count = 37
    while gradients.x.count % 8 != 0 {
      gradients.x.append(-1)
      gradients.y.append(-1)
      gradients.unitX.append(0)
      gradients.unitY.append(0)
    }
    for y in stride(from: 0, to: 50, by: 7) {
      for x in stride(from: 0, to: 50, by: 3) {
        let value = EyeFinder.objective(gradients, x: Float(x), y: Float(y))
        let reference = EyeFinder.referenceObjective(gradients, x: Double(x), y: Double(y))
        #expect(abs(Double(value) - reference) < 1e-5)
      }
    }
  }

  @Test func `a pose is plausible only where eyes can lie`() {
    let box = FaceBox(x: 0, y: 0, width: 100, height: 100)
    func eyes(_ a: (Double, Double), _ b: (Double, Double)) -> FaceEyes {
      FaceEyes(left: FacePoint(x: a.0, y: a.1), right: FacePoint(x: b.0, y: b.1))
    }
    #expect(Face.isPlausible(eyes((28, 30), (72, 30)), in: box))
    #expect(!Face.isPlausible(eyes((45, 30), (55, 30)), in: box))
    #expect(!Face.isPlausible(eyes((10, 30), (90, 30)), in: box))
    #expect(!Face.isPlausible(eyes((45, 10), (55, 50)), in: box))
    #expect(!Face.isPlausible(eyes((72, 30), (28, 30)), in: box))
  }
}
