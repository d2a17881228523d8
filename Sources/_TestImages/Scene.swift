public import Pixels

/// A small landscape, drawn with whole numbers only, so that it is the same on every machine.
public struct Scene: Sendable {
  /// What the picture varies by.
  public var seed: UInt64
  /// The number of columns.
  public var width: Int
  /// The number of rows.
  public var height: Int

  /// Creates a scene.
  public init(seed: UInt64, width: Int = 96, height: Int = 64) {
    self.seed = seed
    self.width = width
    self.height = height
  }

  /// The picture: a sky, a sun, three ranges of hills, a house, and a little noise.
  public func drawn() -> PixelBuffer {
    var samples: [UInt8] = []
    samples.reserveCapacity(width * height * 3)
    let tint = (0..<3).map { Int(Self.hash(seed, UInt64($0), 17) % 60) }
    let sun = (
      x: width / 5 + Int(Self.hash(seed, 1, 2)) % (width / 2), y: height / 4, radius: height / 8
    )
    let house = (
      x: width / 6 + Int(Self.hash(seed, 3, 4)) % (width / 2), y: height * 11 / 16,
      side: height / 6
    )
    for y in 0..<height {
      for x in 0..<width {
        var color = [120 + tint[0] + y, 150 + tint[1] + y / 2, 190 + tint[2] - y / 2]
        let (dx, dy) = (x - sun.x, y - sun.y)
        if dx * dx + dy * dy <= sun.radius * sun.radius { color = [250, 225, 150] }
        for range in 0..<3 where y > ridge(range, at: x) {
          color = [90 - range * 22 + tint[0], 120 - range * 18, 60 - range * 8 + tint[2]]
        }
        if (house.x..<(house.x + house.side)).contains(x),
          (house.y..<(house.y + house.side)).contains(y)
        {
          color = [170, 80 + tint[1], 60]
        }
        for (channel, value) in color.enumerated() {
          let noise = Int(Self.hash(seed, UInt64(x * 4 + channel), UInt64(y)) % 13) - 6
          samples.append(UInt8(min(max(value + noise, 0), 255)))
        }
      }
    }
    return PixelBuffer(width: width, height: height, layout: .rgb, samples: samples)
  }

  /// The height of a range of hills at a column: straight lines between points at random.
  private func ridge(_ range: Int, at x: Int) -> Int {
    let step = width / (4 + range)
    let (index, part) = (x / step, x % step)
    let ends = [index, index + 1].map {
      height * (7 + range * 3) / 16
        + Int(Self.hash(seed, UInt64(range + 40), UInt64($0)) % UInt64(height / 5))
    }
    return ends[0] + (ends[1] - ends[0]) * part / step
  }

  /// 16 bits that look random, from a seed and a place.
  ///
  /// - Reference: the finalizer of Steele, Lea, Flood 2014, "Fast splittable pseudorandom number
  ///   generators".
  static func hash(_ seed: UInt64, _ a: UInt64, _ b: UInt64) -> UInt64 {
    var z = seed &* 0x9E37_79B9_7F4A_7C15 &+ a &* 0xD1B5_4A32_D192_ED03 &+ b
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return (z ^ (z >> 31)) & 0xFFFF
  }
}
