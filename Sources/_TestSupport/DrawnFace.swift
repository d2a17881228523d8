public import Pixels

/// Faces drawn by code: skin, hair, brows, eyes with white, iris and pupil, nose and mouth.
public enum DrawnFace {
  /// What is drawn, in pixels of the picture.
  public struct Plan: Sendable {
    /// The size of the picture.
    public var size: (width: Int, height: Int)
    /// The eye at the left of the picture.
    public var left: SIMD2<Double>
    /// The eye at the right of the picture.
    public var right: SIMD2<Double>
    /// The colour of the skin, in sRGB.
    public var skin: SIMD3<Double>
    /// The colour behind the face.
    public var background = SIMD3<Double>(120, 130, 140)

    /// Creates a plan.
    public init(
      size: (width: Int, height: Int) = (256, 256), left: SIMD2<Double>, right: SIMD2<Double>,
      skin: SIMD3<Double> = SIMD3(224, 172, 140)
    ) {
      self.size = size
      self.left = left
      self.right = right
      self.skin = skin
    }
  }

  /// The picture of a plan, in colour.
  public static func picture(_ plan: Plan) -> PixelBuffer {
    let (width, height) = plan.size
    let distance = ((plan.right - plan.left) * (plan.right - plan.left)).sum().squareRoot()
    let along = (plan.right - plan.left) / distance
    let down = SIMD2(-along.y, along.x)
    let middle = (plan.left + plan.right) / 2
    var samples: [UInt8] = []
    samples.reserveCapacity(width * height * 3)
    for y in 0..<height {
      for x in 0..<width {
        // 2 x 2 places a pixel, so that edges have gradients.
        var sum = SIMD3<Double>()
        for sample in 0..<4 {
          let place = SIMD2(
            Double(x) + 0.25 + 0.5 * Double(sample % 2),
            Double(y) + 0.25 + 0.5 * Double(sample / 2))
          let offset = (place - middle) / distance
          sum += color(
            SIMD2((offset * along).sum(), (offset * down).sum()), plan: plan)
        }
        let mean = sum / 4
        for channel in 0..<3 { samples.append(UInt8(min(max(mean[channel], 0), 255))) }
      }
    }
    return PixelBuffer(width: width, height: height, layout: .rgb, samples: samples)
  }

  /// The colour at a place of the face, in distances of the eyes from the point between them.
  private static func color(_ place: SIMD2<Double>, plan: Plan) -> SIMD3<Double> {
    func ellipse(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Double {
      let (u, v) = ((place.x - x) / a, (place.y - y) / b)
      return u * u + v * v
    }
    let side = place.x < 0 ? -0.5 : 0.5
    if ellipse(side, 0, 0.045, 0.045) < 1 { return SIMD3(12, 10, 10) }
    if ellipse(side, 0, 0.105, 0.105) < 1, abs(place.y) < 0.1 { return SIMD3(70, 50, 35) }
    if ellipse(side, 0, 0.24, 0.1) < 1 { return SIMD3(235, 232, 228) }
    if ellipse(side, 0, 0.27, 0.125) < 1 { return plan.skin * 0.6 }
    if ellipse(side * 1.04, -0.34, 0.32, 0.055) < 1 { return plan.skin * 0.3 }
    if ellipse(side * 0.24, 0.62, 0.07, 0.04) < 1 { return plan.skin * 0.35 }
    if ellipse(0, 0.6, 0.24, 0.1) < 1 { return plan.skin * 0.85 }
    if abs(place.x) < 0.07, place.y > -0.1, place.y < 0.55 { return plan.skin * 1.06 }
    if ellipse(0, 1.05, 0.42, 0.035) < 1 { return plan.skin * 0.35 }
    if ellipse(0, 1.05, 0.44, 0.12) < 1 { return plan.skin * SIMD3(0.85, 0.55, 0.55) }
    let face = ellipse(0, 0.42, 1.1, 1.45)
    if face < 1 {
      // Hair over the forehead, and shade towards the rim.
      if place.y < -0.72 { return SIMD3(45, 32, 25) }
      return plan.skin * (1 - 0.35 * face * face)
    }
    if ellipse(0, 0.1, 1.3, 1.5) < 1, place.y < 0.6 { return SIMD3(40, 28, 22) }
    return plan.background
  }
}
