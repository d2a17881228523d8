import PixelStatistics

/// One fixed pattern of a generator, as part of the half plane of its spectrum.
public struct PatternTemplate: Sendable, Hashable {
  /// How a picture is compared with the template.
  public enum Statistic: UInt8, Sendable, Hashable {
    /// Only the phases of the picture count; the picture is brought to the size of the template
    /// when it has nearly the same shape, and may be a part of it cut out at native size.
    case phase = 1
    /// The spectrum is divided by its local strength; the picture is brought to the size of the
    /// template whatever its shape.
    case whitened = 2
  }

  /// What the scores of pictures without the pattern looked like.
  public struct Null: Sendable, Hashable {
    /// The number of scores, of pictures as stored and mirrored.
    public var count: Int
    /// Their mean.
    public var mean: Double
    /// Their standard deviation.
    public var standardDeviation: Double
    /// The largest.
    public var maximum: Double

    /// Creates a record of a measured null.
    public init(count: Int, mean: Double, standardDeviation: Double, maximum: Double) {
      self.count = count
      self.mean = mean
      self.standardDeviation = standardDeviation
      self.maximum = maximum
    }

    /// The record of measured scores; nil for fewer than two.
    public init?(of scores: [Double]) {
      guard scores.count > 1 else { return nil }
      let mean = scores.reduce(0, +) / Double(scores.count)
      let square = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(scores.count - 1)
      self.init(
        count: scores.count, mean: mean, standardDeviation: square.squareRoot(),
        maximum: scores.max() ?? 0)
    }
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
  /// The least z at which a picture can count as carrying the pattern; the false-alarm budget can
  /// demand more.
  public var threshold: Double
  /// What unrelated pictures gave.
  public var null: Null
  /// The number of bins that are compared.
  public var binCount: Int { values.count }
  /// The values in those bins; only their ratios count.
  let values: PatternValues
  /// The distance between rows of a spectrum, as in ``HalfSpectrum``.
  var stride: Int { (width / 2 + 1 + 7) / 8 * 8 }

  /// Creates a template.
  init(
    id: String, generator: String, vendor: String, provenance: String, version: Int,
    statistic: Statistic, width: Int, height: Int, threshold: Double, null: Null,
    values: PatternValues
  ) {
    self.id = id
    self.generator = generator
    self.vendor = vendor
    self.provenance = provenance
    self.version = version
    self.statistic = statistic
    self.width = width
    self.height = height
    self.threshold = threshold
    self.null = null
    self.values = values
  }
}
