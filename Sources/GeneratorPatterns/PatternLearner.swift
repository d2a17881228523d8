import PixelStatistics
public import Pixels

/// Learns the template of a pattern from pictures of one generator.
///
/// The template is the mean of the pictures' spectra: what they have in common stays, the rest
/// averages out. Whether they have anything in common is decided by cross-validation: each half of
/// the pictures is compared with a template of the other half.
///
/// Use: ``learn(_:)`` every picture, then ``validate(_:)`` the same pictures, then
/// ``compare(unrelated:)`` pictures of other origin, then ``finish(id:generator:vendor:provenance:)``.
public struct PatternLearner {
  /// Why no template was made.
  public enum Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The size cannot be transformed, or does not go with the statistic.
    case badSize
    /// Fewer different pictures than ``PatternLearner/minimumPictures``.
    case tooFewPictures(Int)
    /// Fewer unrelated pictures than ``PatternLearner/minimumUnrelated``.
    case tooFewUnrelated(Int)
    /// Too few pictures agree with a template that they are not part of.
    case weak(found: Int, of: Int)
    /// Unrelated pictures agree too well with the template, or spread too much.
    case unsafeNull(PatternTemplate.Null)

    /// What is wrong, for people.
    public var description: String {
      switch self {
      case .badSize:
        "this size cannot be used: each side must be 2^k or 3 * 2^k between 16 and 2048"
      case .tooFewPictures(let count):
        "only \(count) different pictures can be used; at least \(PatternLearner.minimumPictures) "
          + "are needed"
      case .tooFewUnrelated(let count):
        "only \(count) unrelated pictures can be used; at least "
          + "\(PatternLearner.minimumUnrelated) are needed"
      case .weak(let found, let count):
        "the evidence is weak: only \(found) of \(count) pictures carry what the other half has in "
          + "common"
      case .unsafeNull(let null):
        "unrelated pictures do not scatter as they should: mean \(rounded(null.mean)), standard "
          + "deviation \(rounded(null.standardDeviation)), largest \(rounded(null.maximum))"
      }
    }

    private func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
  }

  /// What became of a picture.
  public enum Outcome: Sendable, Hashable {
    /// It was used.
    case used
    /// It resembles one that was used already.
    case duplicate
    /// Its size or shape does not fit.
    case unfit
  }

  /// The fewest pictures a template is learned from.
  public static let minimumPictures = 8
  /// The fewest unrelated pictures that show how a template scatters.
  public static let minimumUnrelated = 30
  /// The least share of pictures that must be found by the other half.
  public static let minimumShare = 0.2

  /// How pictures are compared.
  public let statistic: PatternTemplate.Statistic
  /// The columns and rows of the template.
  public let size: SIMD2<Int>
  /// z of each picture against the template of the half that it is not in.
  public private(set) var heldOutScores: [Double] = []
  /// The same of the mirrored pictures, which should not agree.
  public private(set) var mirroredScores: [Double] = []
  /// z of unrelated pictures, as stored and mirrored, against the whole template.
  public private(set) var unrelatedScores: [Double] = []
  private var sums: [HalfSpectrum]
  private var counts = [0, 0]
  /// Which half each picture is in, by its fingerprint, in the order of learning.
  private var halves: [UInt64: Int] = [:]
  private var fingerprints: [UInt64] = []
  private var validated: Set<UInt64> = []
  private var unrelated: Set<UInt64> = []
  private var halfTemplates: [PatternTemplate] = []
  private var whole: PatternTemplate?

  /// Creates a learner.
  ///
  /// - Parameters:
  ///   - statistic: How pictures are to be compared.
  ///   - width: The columns of the template; 512 for ``PatternTemplate/Statistic/whitened``.
  ///   - height: The rows; 512 for ``PatternTemplate/Statistic/whitened``.
  /// - Throws: ``Refusal/badSize``.
  public init(
    statistic: PatternTemplate.Statistic, width: Int = 512, height: Int = 512
  ) throws(Refusal) {
    guard RealFourierTransform(width: width, height: height) != nil,
      max(width, height) <= PatternBank.maximumSide,
      statistic == .phase || (width == 512 && height == 512)
    else { throw .badSize }
    self.statistic = statistic
    size = SIMD2(width, height)
    let empty = HalfSpectrum(transformWidth: width, height: height)
    sums = [empty, empty]
  }

  /// Adds a picture of the generator to one of the halves, in turn.
  public mutating func learn(_ pixels: PixelBuffer) -> Outcome {
    guard let spectrum = spectrum(of: pixels) else { return .unfit }
    let print = Self.fingerprint(pixels)
    guard !fingerprints.contains(where: { ($0 ^ print).nonzeroBitCount <= 3 }) else {
      return .duplicate
    }
    let half = fingerprints.count % 2
    fingerprints.append(print)
    halves[print] = half
    counts[half] += 1
    sums[half].add(spectrum)
    (halfTemplates, whole) = ([], nil)
    return .used
  }

  /// Compares a picture that was learned with the template of the other half.
  ///
  /// - Returns: z; nil for a picture that was not used, or was compared already.
  public mutating func validate(_ pixels: PixelBuffer) -> Double? {
    let print = Self.fingerprint(pixels)
    guard let half = halves[print], counts[1 - half] > 0, validated.insert(print).inserted else {
      return nil
    }
    if halfTemplates.isEmpty { halfTemplates = sums.map { template(of: $0) } }
    let scores = Self.scores(of: pixels, halfTemplates[1 - half])
    guard let scores else { return nil }
    heldOutScores.append(scores.plain)
    mirroredScores.append(scores.mirrored)
    return scores.plain
  }

  /// Compares a picture of other origin with the template of all pictures.
  ///
  /// - Returns: z; nil for a picture that does not fit or was compared already.
  public mutating func compare(unrelated pixels: PixelBuffer) -> Double? {
    let template = whole ?? template(of: total)
    whole = template
    guard let scores = Self.scores(of: pixels, template),
      unrelated.insert(Self.fingerprint(pixels)).inserted
    else { return nil }
    unrelatedScores += [scores.plain, scores.mirrored]
    return scores.plain
  }

  /// The template of all pictures.
  ///
  /// - Parameters:
  ///   - id: A stable name, not empty, as the other texts.
  ///   - generator: What made the pictures.
  ///   - vendor: Who makes that.
  ///   - provenance: Where the pictures are from.
  /// - Throws: ``Refusal`` when the evidence is too weak for a template.
  public func finish(
    id: String, generator: String, vendor: String, provenance: String
  ) throws(Refusal) -> PatternTemplate {
    guard heldOutScores.count >= Self.minimumPictures else {
      throw .tooFewPictures(heldOutScores.count)
    }
    guard unrelated.count >= Self.minimumUnrelated,
      let null = PatternTemplate.Null(of: unrelatedScores)
    else { throw .tooFewUnrelated(unrelated.count) }
    let needed =
      max(1, null.standardDeviation)
      * NormalTail.quantile(ofTail: PatternDetector.falseAlarmBudget / 2)
    let found = heldOutScores.count { $0 >= needed }
    guard found >= 3, Double(found) >= Self.minimumShare * Double(heldOutScores.count) else {
      throw .weak(found: found, of: heldOutScores.count)
    }
    guard null.standardDeviation <= 1.5, abs(null.mean) <= 0.5, null.maximum < needed else {
      throw .unsafeNull(null)
    }
    var template = whole ?? template(of: total)
    template.id = id
    template.generator = generator
    template.vendor = vendor
    template.provenance = provenance
    template.null = null
    template.threshold = (needed * 100).rounded(.up) / 100
    return template
  }

  private var total: HalfSpectrum {
    var sum = sums[0]
    sum.add(sums[1])
    return sum
  }

  private func spectrum(of pixels: PixelBuffer) -> HalfSpectrum? {
    guard min(pixels.width, pixels.height) >= PatternDetector.minimumSide,
      PatternDetector.applies(template(of: nil), to: pixels),
      // A pattern at native size is not learned from pictures that were reduced.
      statistic == .whitened || pixels.width >= size.x
    else { return nil }
    return PatternDetector.comparedSpectrum(of: pixels, size: size, statistic)
  }

  private static func scores(
    of pixels: PixelBuffer, _ template: PatternTemplate
  ) -> (plain: Double, mirrored: Double)? {
    let detector = PatternDetector(bank: PatternBank(templates: [template]))
    guard let scores = detector.scores(in: pixels).first, !scores.plain.isNaN else { return nil }
    return (scores.plain, scores.mirrored)
  }

  /// A template of a sum of spectra; without one, only its size counts.
  private func template(of sum: HalfSpectrum?) -> PatternTemplate {
    let columns = size.x / 2 + 1
    var bins: [PatternBin] = []
    if let sum {
      let places = statistic == .whitened ? Self.ring : strongestBins(of: sum)
      bins = places.map { place in
        let (row, column) = (Int(place) / columns, Int(place) % columns)
        let at = row * sum.stride + column
        return PatternBin(
          row: row, column: column, real: sum.real[at], imaginary: sum.imaginary[at])
      }
    }
    let form: PatternValues.Form = statistic == .whitened && sum != nil ? .ring : .bitmap
    return PatternTemplate(
      id: "learned", generator: "unknown", vendor: "unknown", provenance: "unknown", version: 1,
      statistic: statistic, width: size.x, height: size.y, threshold: 5,
      null: .init(count: 1, mean: 0, standardDeviation: 1, maximum: 0),
      values: PatternValues(rounding: bins, form: form, columns: columns, height: size.y))
  }

  /// The bins that the whitened statistic compares, `row * 257 + column`, rising.
  private static let ring: [Int32] = PatternValues.ringRuns.enumerated().flatMap { row, run in
    run.map { Int32(row * 257) + $0 }
  }

  /// At most 262,144 bins for phases: beyond 0.03 cycles a pixel, at least 2.5 bins off the axes and
  /// more than 0.6 bins off the frequencies of the 8 × 8 blocks of JPEG.
  private func strongestBins(of sum: HalfSpectrum) -> [Int32] {
    let columns = sum.columns
    func isOnGrid(_ frequency: Int, _ side: Int) -> Bool {
      let eighth = Double(side) / 8
      let rest = Double(abs(frequency)).remainder(dividingBy: eighth)
      return abs(rest) <= 0.6
    }
    var candidates: [(bin: Int32, power: Float)] = []
    for row in 0..<size.y {
      let fy = row < size.y / 2 ? row : row - size.y
      guard abs(fy) >= 3, !isOnGrid(fy, size.y) else { continue }
      for column in 3..<(columns - 1) where !isOnGrid(column, size.x) {
        let (x, y) = (Double(column) / Double(size.x), Double(fy) / Double(size.y))
        guard x * x + y * y > 0.03 * 0.03 else { continue }
        let at = row * sum.stride + column
        let power = sum.real[at] * sum.real[at] + sum.imaginary[at] * sum.imaginary[at]
        candidates.append((Int32(row * columns + column), power))
      }
    }
    // Equal powers in the order of the bins, so that the choice never depends on the sort.
    candidates.sort { $0.power == $1.power ? $0.bin < $1.bin : $0.power > $1.power }
    return candidates.prefix(262_144).map(\.bin).sorted()
  }

  /// Which of 64 neighbours on a grid of 9 × 8 cells is brighter: nearly equal for copies of one
  /// picture, which must not be in both halves.
  private static func fingerprint(_ pixels: PixelBuffer) -> UInt64 {
    let small = LanczosResampler.resizedLuma(of: pixels, to: [SIMD2(9, 8)])[0]
    var bits: UInt64 = 0
    for index in 0..<64 where small[index % 8, index / 8] > small[index % 8 + 1, index / 8] {
      bits |= 1 << UInt64(index)
    }
    return bits
  }
}

extension HalfSpectrum {
  /// Adds another spectrum of the same size.
  mutating func add(_ other: HalfSpectrum) {
    precondition(other.real.count == real.count && other.stride == stride)
    for index in real.indices {
      real[index] += other.real[index]
      imaginary[index] += other.imaginary[index]
    }
  }
}
