import PixelStatistics
public import Pixels

/// Compares pictures with the fixed pixel patterns that some generators leave in every picture.
///
/// A pattern that is not found says nothing. One that is found says that the generator rendered
/// these pixels, which it also does when it edits a photograph.
public struct PatternDetector: Sendable {
  /// The banks of patterns to look for.
  public let banks: [PatternBank]

  /// Creates a detector of one bank.
  public init(bank: PatternBank = .standard) { self.init(banks: [bank]) }

  /// Creates a detector of several banks. All their comparisons count together.
  public init(banks: [PatternBank]) { self.banks = banks }

  /// The smallest side of a picture that is tested, in pixels.
  public static let minimumSide = 64
  /// The probability of a false alarm that all comparisons of one picture share.
  public static let falseAlarmBudget = 1e-6
  /// The part of the budget that the search for crops takes, where it is made.
  static let cropShare = 0.1

  /// The scores of one template.
  struct Scores {
    var template: PatternTemplate
    var plain: Double
    var mirrored: Double
    /// The best part cut out at native size, when that was looked for.
    var crop: CropScore?
  }

  /// Compares a picture, as stored and mirrored, with every pattern that applies to its shape, and
  /// pictures slightly smaller than a template of phases also as parts cut out of one.
  ///
  /// - Parameter pixels: The stored raster, without orientation. Alpha is ignored.
  /// - Returns: One result for each pattern that applies, in the order of the banks; empty for
  ///   pictures with a side below ``minimumSide``.
  /// - Accuracy: Within 2 % of z, or 0.06, of a computation in double precision that measures the
  ///   local strength at full resolution.
  public func detect(in pixels: PixelBuffer) -> [PatternMatch] {
    let all = scores(in: pixels)
    let direct = 2 * all.count { !$0.plain.isNaN }
    let crops = all.reduce(0) { $0 + ($1.crop?.comparisonCount ?? 0) }
    let share = crops == 0 ? 1 : 1 - Self.cropShare
    return all.map { scores in
      let template = scores.template
      // A measured spread below that of the ideal null is luck.
      let spread = max(1, template.null.standardDeviation)
      func probability(_ score: Double, _ count: Int, _ share: Double) -> Double {
        // Beyond z = 38 the tail is no number of double precision any more; 0 would claim too much.
        let tail = max(NormalTail.probability(above: score / spread), 1e-300)
        return min(1, Double(count) / share * tail)
      }
      func threshold(_ count: Int, _ share: Double) -> Double {
        let tail = Self.falseAlarmBudget * share / Double(max(count, 1))
        return max(template.threshold, spread * NormalTail.quantile(ofTail: tail))
      }
      var match = PatternMatch(
        id: template.id, generator: template.generator, vendor: template.vendor, zScore: 0,
        threshold: threshold(direct, share), pValue: 1, comparisonCount: direct + crops,
        isMirrored: false, cropOrigin: nil, version: template.version)
      if !scores.plain.isNaN {
        match.zScore = max(scores.plain, scores.mirrored)
        match.isMirrored = scores.mirrored > scores.plain
        match.pValue = probability(match.zScore, direct, share)
      }
      if let crop = scores.crop, !match.isMatch {
        let needed = threshold(crops, Self.cropShare)
        if crop.score >= needed || scores.plain.isNaN {
          match.zScore = crop.score
          match.threshold = needed
          match.pValue = probability(crop.score, crops, Self.cropShare)
          match.isMirrored = crop.isMirrored
          match.cropOrigin = crop.origin
        }
      }
      return match
    }
  }

  /// z of a picture as stored and of its mirror image (NaN where only crops were looked for), for
  /// each template that applies.
  func scores(in pixels: PixelBuffer) -> [Scores] {
    guard min(pixels.width, pixels.height) >= Self.minimumSide else { return [] }
    var all = banks.flatMap(\.templates).filter {
      Self.applies($0, to: pixels) || Self.canBeCrop(pixels, of: $0)
    }.map { Scores(template: $0, plain: .nan, mirrored: .nan) }
    let direct = all.indices.filter { Self.applies(all[$0].template, to: pixels) }
    var planes = Planes(of: pixels, for: direct.map { all[$0].template })
    // Templates with the same spectrum are compared together, and it is given back before the next
    // is made.
    var keys: [PlaneKey] = []
    for index in direct {
      let key = PlaneKey(all[index].template)
      if !keys.contains(key) { keys.append(key) }
    }
    while !keys.isEmpty {
      let key = keys.removeFirst()
      guard
        let plane = planes.take(key.size, isLast: !keys.contains { $0.size == key.size }),
        let spectrum = Self.spectrum(of: plane, key.statistic)
      else { continue }
      let group = direct.filter { PlaneKey(all[$0].template) == key }
      switch key.statistic {
      case .phase:
        for index in group {
          let template = all[index].template
          let scale = Double(pixels.width) / Double(template.width)
          (all[index].plain, all[index].mirrored) = template.phaseScores(spectrum, scale: scale)
        }
      case .whitened:
        let white = WhitenedSpectrum(spectrum)
        for index in group {
          (all[index].plain, all[index].mirrored) = all[index].template.whitenedScores(white)
        }
      }
    }
    let crops = all.indices.filter { Self.canBeCrop(pixels, of: all[$0].template) }
    if !crops.isEmpty {
      let residual = Self.residual(.phase).applied(to: pixels.lumaPlane())
      for index in crops { all[index].crop = all[index].template.cropScore(residual) }
    }
    return all
  }

  /// Whether a template can be looked for in a whole picture.
  ///
  /// Phase templates need a picture of their shape, within 1 %. All need one of at least half their
  /// size: in smaller ones nothing of a pattern is left, and what enlarging makes up can resemble one
  /// (a photo's thumbnail of 100 × 64 pixels gave z = 6.7 against a template of 512 × 512).
  static func applies(_ template: PatternTemplate, to pixels: PixelBuffer) -> Bool {
    guard 2 * min(pixels.width, pixels.height) >= min(template.width, template.height) else {
      return false
    }
    if template.statistic == .whitened { return true }
    let shape = Double(pixels.width) / Double(pixels.height)
    return abs(shape * Double(template.height) / Double(template.width) - 1) <= 0.01
  }

  /// Whether a picture can be a part of at least three quarters of each side, cut out at native
  /// size, of a picture that a template is for.
  static func canBeCrop(_ pixels: PixelBuffer, of template: PatternTemplate) -> Bool {
    template.statistic == .phase
      && pixels.width <= template.width && pixels.height <= template.height
      && 4 * pixels.width >= 3 * template.width && 4 * pixels.height >= 3 * template.height
      && (pixels.width < template.width || pixels.height < template.height)
  }

  /// What distinguishes the spectra that templates are compared with.
  private struct PlaneKey: Hashable {
    var size: SIMD2<Int>
    var statistic: PatternTemplate.Statistic

    init(_ template: PatternTemplate) {
      size = SIMD2(template.width, template.height)
      statistic = template.statistic
    }
  }

  /// The luma of a picture at each size that templates need.
  private struct Planes {
    private var planes: [SIMD2<Int>: Plane] = [:]

    init(of pixels: PixelBuffer, for templates: [PatternTemplate]) {
      let own = SIMD2(pixels.width, pixels.height)
      var sizes: [SIMD2<Int>] = []
      for template in templates {
        let size = SIMD2(template.width, template.height)
        if !sizes.contains(size) { sizes.append(size) }
      }
      let others = sizes.filter { $0 != own }
      if others.count < sizes.count {
        let plane = pixels.lumaPlane()
        planes[own] = plane
        for size in others {
          planes[size] = LanczosResampler.resized(plane, width: size.x, height: size.y)
        }
      } else {
        for (size, plane) in zip(others, LanczosResampler.resizedLuma(of: pixels, to: others)) {
          planes[size] = plane
        }
      }
    }

    /// Hands a plane out; the last time without keeping it, so that it can be changed in place.
    mutating func take(_ size: SIMD2<Int>, isLast: Bool) -> Plane? {
      isLast ? planes.removeValue(forKey: size) : planes[size]
    }
  }

  /// What is taken of a picture before its transform.
  static func residual(_ statistic: PatternTemplate.Statistic) -> NormalizedResidual {
    switch statistic {
    case .phase:
      NormalizedResidual(
        smoothing: GaussianFilter(sigma: 1.2, radius: 5), strengthSigma: 4, floor: 0.6)
    case .whitened:
      NormalizedResidual(
        smoothing: GaussianFilter(sigma: 2, radius: 8), strengthSigma: 4, floor: 0.7)
    }
  }

  private static func spectrum(
    of luma: consuming Plane, _ statistic: PatternTemplate.Statistic
  ) -> HalfSpectrum? {
    guard let transform = RealFourierTransform(width: luma.width, height: luma.height) else {
      return nil
    }
    return transform.transformed(residual(statistic).applied(to: luma))
  }

  /// The spectrum of a picture that templates of one statistic are compared with: phases or the
  /// whitened spectrum, both as a half plane.
  static func comparedSpectrum(
    of pixels: PixelBuffer, size: SIMD2<Int>, _ statistic: PatternTemplate.Statistic
  ) -> HalfSpectrum? {
    let plane =
      size == SIMD2(pixels.width, pixels.height)
      ? pixels.lumaPlane() : LanczosResampler.resizedLuma(of: pixels, to: [size])[0]
    guard var spectrum = Self.spectrum(of: plane, statistic) else { return nil }
    switch statistic {
    case .phase: spectrum.reduceToPhases()
    case .whitened:
      guard size == SIMD2(512, 512) else { return nil }
      let white = WhitenedSpectrum(spectrum)
      spectrum.real = white.real
      spectrum.imaginary = white.imaginary
    }
    return spectrum
  }

  /// The correlation of a picture with a template at every shift, in standard deviations of all
  /// shifts; no shift lies at column `width / 2`, row `height / 2`. A pattern shows as one bright
  /// point: there, or left of and above it for a part cut out.
  ///
  /// - Parameter isPart: Whether to look for the picture as a part cut out, where it can be one.
  /// - Returns: A plane of the size of the template; nil when the template does not apply.
  public func correlation(
    of pixels: PixelBuffer, with template: PatternTemplate, isPart: Bool = false
  ) -> Plane? {
    let size = SIMD2(template.width, template.height)
    guard min(pixels.width, pixels.height) >= Self.minimumSide else { return nil }
    let compared: HalfSpectrum? =
      if isPart {
        Self.canBeCrop(pixels, of: template)
          ? template.phases(ofPart: Self.residual(.phase).applied(to: pixels.lumaPlane())) : nil
      } else {
        Self.applies(template, to: pixels)
          ? Self.comparedSpectrum(of: pixels, size: size, template.statistic) : nil
      }
    guard let spectrum = compared,
      let (surface, deviation) = template.correlation(with: spectrum)
    else { return nil }
    let factor = Float(1 / deviation)
    var result = surface
    for y in 0..<size.y {
      for x in 0..<size.x {
        result[(x + size.x / 2) % size.x, (y + size.y / 2) % size.y] = surface[x, y] * factor
      }
    }
    return result
  }
}
