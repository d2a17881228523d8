public import Pixels

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The skin tone of a face as a picture shows it: the individual typology angle of its cheeks.
///
/// `ITA = atan2(L* - 50, b*)` in degrees, of the median CIELAB colour (D65) of the two cheeks. Light,
/// exposure, white balance and make-up move it by a group or more: it says how a picture shows a
/// person, not what a person is. It serves to compare error rates over many pictures, and for
/// nothing else.
///
/// - Reference: A. Chardon, I. Cretois, C. Hourseau, "Skin colour typology and suntanning pathways",
///   Int. J. Cosmetic Science 13, 1991 (the angle); S. Del Bino et al., "Relationship between skin
///   response to ultraviolet exposure and skin color type", Pigment Cell Research 19, 2006 (the six
///   groups); IEC 61966-2-1 (sRGB).
public struct SkinTone: Sendable, Hashable {
  /// The six groups, from light to dark.
  public enum Group: Int, Sendable, Hashable, CaseIterable {
    /// Above 55 degrees.
    case veryLight
    /// Above 41, up to 55 degrees.
    case light
    /// Above 28, up to 41 degrees.
    case intermediate
    /// Above 10, up to 28 degrees.
    case tan
    /// Above -30, up to 10 degrees.
    case brown
    /// Up to -30 degrees.
    case dark

    /// The number of the group as the literature gives it, and its name: `III intermediate`.
    public var name: String {
      switch self {
      case .veryLight: "I very light"
      case .light: "II light"
      case .intermediate: "III intermediate"
      case .tan: "IV tan"
      case .brown: "V brown"
      case .dark: "VI dark"
      }
    }

    /// The pair of groups that this one belongs to, for small collections: `I-II light`,
    /// `III-IV medium` or `V-VI dark`.
    public var pairName: String {
      switch self {
      case .veryLight, .light: "I-II light"
      case .intermediate, .tan: "III-IV medium"
      case .brown, .dark: "V-VI dark"
      }
    }
  }

  /// The individual typology angle, in degrees, -180...180; mostly -60...80.
  public var angle: Double

  /// Creates a tone from its angle, in degrees.
  public init(angle: Double) { self.angle = angle }

  /// The group of the angle.
  public var group: Group {
    if angle > 55 { return .veryLight }
    if angle > 41 { return .light }
    if angle > 28 { return .intermediate }
    if angle > 10 { return .tan }
    return angle > -30 ? .brown : .dark
  }

  /// Measures the tone of a face.
  ///
  /// - Parameters:
  ///   - eyes: The eyes of the face, in pixels of the upright picture.
  ///   - pixels: The picture as stored.
  ///   - orientation: How it is stored.
  /// - Returns: The tone; nil where it cannot be told: the cheeks lie outside the picture or are
  ///   smaller than 24 pixels, or the picture has no colour there.
  public init?(eyes: FaceEyes, in pixels: PixelBuffer, orientation: Orientation = .up) {
    guard pixels.layout != .gray, eyes.distance.isFinite, eyes.distance >= 8,
      eyes.distance < 20_000
    else { return nil }
    let view = UprightView(pixels, orientation: orientation)
    let distance = eyes.distance
    // The line of the eyes, and what is down for the face.
    let along = SIMD2(
      (eyes.right.x - eyes.left.x) / distance, (eyes.right.y - eyes.left.y) / distance)
    let down = SIMD2(-along.y, along.x)
    let middle = SIMD2(eyes.middle.x, eyes.middle.y)
    guard middle.x.isFinite, middle.y.isFinite, abs(middle.x) < 1e6, abs(middle.y) < 1e6 else {
      return nil
    }
    var colors: [SIMD3<Double>] = []
    let radius = 0.16 * distance
    // At most about 24 × 24 places a cheek.
    let step = max(1, Int(radius / 12))
    for side in [-1.0, 1.0] {
      let center = middle + along * (side * 0.48 * distance) + down * (0.72 * distance)
      let reach = Int(radius)
      for offY in stride(from: -reach, through: reach, by: step) {
        for offX in stride(from: -reach, through: reach, by: step)
        where Double(offX * offX + offY * offY) <= radius * radius {
          let (x, y) = (center.x + Double(offX), center.y + Double(offY))
          guard
            let color = view.color(x: Int(x.rounded(.down)), y: Int(y.rounded(.down))),
            // Neither highlights nor holes.
            color.max() < 250, color.max() > 8
          else { continue }
          colors.append(Self.lab(color))
        }
      }
    }
    guard colors.count >= 24 else { return nil }
    func median(_ channel: Int) -> Double {
      let sorted = colors.map { $0[channel] }.sorted()
      return sorted[sorted.count / 2]
    }
    let (lightness, a, b) = (median(0), median(1), median(2))
    // Gray pictures, and colours that no skin has.
    guard (a * a + b * b).squareRoot() >= 3, b > 0 else { return nil }
    angle = atan2(lightness - 50, b) * 180 / .pi
  }

  /// CIELAB of an sRGB colour: L* in 0...100, a* and b* mostly in -100...100.
  static func lab(_ color: SIMD3<UInt8>) -> SIMD3<Double> {
    func linear(_ value: UInt8) -> Double {
      let part = Double(value) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    func curve(_ value: Double) -> Double {
      value > 216.0 / 24_389 ? cbrt(value) : (24_389.0 / 27 * value + 16) / 116
    }
    let (red, green, blue) = (linear(color.x), linear(color.y), linear(color.z))
    let x = curve((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047)
    let y = curve(0.2126729 * red + 0.7151522 * green + 0.0721750 * blue)
    let z = curve((0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883)
    return SIMD3(116 * y - 16, 500 * (x - y), 200 * (y - z))
  }
}
