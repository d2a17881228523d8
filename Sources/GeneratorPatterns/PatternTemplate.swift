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
  public var binCount: Int { bins.count }
  /// The bins that are compared, `row * (width / 2 + 1) + column`, rising.
  let bins: [Int32]
  /// The values in the layout of ``HalfSpectrum``, `height * stride`, 0 where nothing is compared.
  /// Only their ratios count.
  let real: [Int16]
  let imaginary: [Int16]
  /// The distance between rows.
  let stride: Int

  /// Creates a template.
  ///
  /// - Parameters:
  ///   - bins: `row * (width / 2 + 1) + column`, rising.
  ///   - real: The real parts in those bins; only their ratios count.
  ///   - imaginary: The imaginary parts.
  init(
    id: String, generator: String, vendor: String, provenance: String, version: Int,
    statistic: Statistic, width: Int, height: Int, threshold: Double, null: Null, bins: [Int32],
    real: [Float], imaginary: [Float]
  ) {
    precondition(bins.count == real.count && bins.count == imaginary.count)
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
    self.bins = bins
    let columns = width / 2 + 1
    stride = (columns + 7) / 8 * 8
    let (parts, others, places) = (real.span, imaginary.span, bins.span)
    var largest: Float = 0
    for index in 0..<parts.count {
      largest = max(largest, abs(parts[index]), abs(others[index]))
    }
    // Values that are small integers already stay what they are.
    var isWhole = largest <= 127
    if isWhole {
      for index in 0..<parts.count {
        let (x, y) = (parts[index], others[index])
        if Float(Int16(x)) != x || Float(Int16(y)) != y { isWhole = false }
      }
    }
    // Rounded by cutting off after a half was added: there is no instruction for it everywhere.
    let factor = isWhole || largest == 0 ? 1 : 32766 / largest
    func rounded(_ value: Float) -> Int16 {
      Int16(value * factor + (value < 0 ? -0.5 : 0.5))
    }
    var xs = [Int16](repeating: 0, count: stride * height)
    var ys = [Int16](repeating: 0, count: stride * height)
    do {
      var x = xs.mutableSpan
      var y = ys.mutableSpan
      var (row, rowStart) = (0, 0)
      for index in 0..<places.count {
        let bin = Int(places[index])
        // Bins rise, so rows are found without dividing.
        while bin >= rowStart + columns {
          row += 1
          rowStart += columns
        }
        let at = row * stride + bin - rowStart
        x[at] = rounded(parts[index])
        y[at] = rounded(others[index])
      }
    }
    self.real = xs
    self.imaginary = ys
  }

  /// Whether a bin lies in the ring that ``Statistic/whitened`` uses:
  /// `8 <= |f| < 252`, `|fy| > 2`, `fx > 2`, in cycles per picture of 512 × 512.
  static func isInRing(fx: Int, fy: Int) -> Bool {
    let square = fx * fx + fy * fy
    return square >= 64 && square < 252 * 252 && abs(fy) > 2 && fx > 2
  }

  /// The bins of the ring, `row * 257 + column`, rising.
  static let ring: [Int32] = {
    var bins: [Int32] = []
    bins.reserveCapacity(97_186)
    for row in 0..<512 {
      for column in 0..<257 where isInRing(fx: column, fy: row < 256 ? row : row - 512) {
        bins.append(Int32(row * 257 + column))
      }
    }
    return bins
  }()
}
