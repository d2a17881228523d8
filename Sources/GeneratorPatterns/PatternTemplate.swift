/// One fixed pattern of a generator, as part of the half plane of its spectrum.
public struct PatternTemplate: Sendable, Hashable {
  /// How a picture is compared with the template.
  public enum Statistic: UInt8, Sendable, Hashable {
    /// Only the phases of the picture count; the picture is brought to the size of the template
    /// when it has nearly the same shape.
    case phase = 1
    /// The spectrum is divided by its local strength; the picture is brought to the size of the
    /// template whatever its shape.
    case whitened = 2
  }

  /// A stable name of the pattern, shared by the templates of different sizes.
  public var id: String
  /// Which generators the pattern was found in.
  public var generator: String
  /// Who makes them. Less certain than the pattern.
  public var vendor: String
  /// What the template was learned from.
  public var provenance: String
  /// The version of the template, at least 1.
  public var version: Int
  /// How it is compared.
  public var statistic: Statistic
  /// The number of columns of the pictures it is for.
  public var width: Int
  /// The number of rows.
  public var height: Int
  /// The z above which a picture counts as carrying the pattern.
  public var threshold: Double
  /// The bins, `row * (width / 2 + 1) + column`, rising.
  var bins: [Int32]
  /// The real parts of the template in those bins.
  var real: [Float]
  /// The imaginary parts.
  var imaginary: [Float]

  /// Whether a bin lies in the ring that ``Statistic/whitened`` uses:
  /// `8 <= |f| < 252`, `|fy| > 2`, `fx > 2`, in cycles per picture of 512 × 512.
  static func isInRing(fx: Int, fy: Int) -> Bool {
    let square = fx * fx + fy * fy
    return square >= 64 && square < 252 * 252 && abs(fy) > 2 && fx > 2
  }
}
