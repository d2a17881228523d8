import PixelStatistics
public import Pixels

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Compares pictures with the fixed pixel patterns that some generators leave in every picture.
///
/// A pattern that is not found says nothing. One that is found says that the generator rendered
/// these pixels, which it also does when it edits a photograph.
public struct PatternDetector: Sendable {
  /// The patterns to look for.
  public let bank: PatternBank

  /// Creates a detector.
  public init(bank: PatternBank = .standard) { self.bank = bank }

  /// The smallest side of a picture that is tested, in pixels.
  public static let minimumSide = 64

  /// Compares a picture, as stored and mirrored, with every pattern that applies to its shape.
  ///
  /// - Parameter pixels: The stored raster, without orientation. Alpha is ignored.
  /// - Returns: One result for each pattern that applies, in the order of the bank; empty for
  ///   pictures with a side below ``minimumSide``.
  /// - Accuracy: Within 1 % of z, or 0.05, of a double-precision computation.
  public func detect(in pixels: PixelBuffer) -> [PatternMatch] {
    guard min(pixels.width, pixels.height) >= Self.minimumSide else { return [] }
    let templates = bank.templates.filter { Self.applies($0, to: pixels) }
    guard !templates.isEmpty else { return [] }
    let luma = pixels.luma()
    let trials = Double(2 * templates.count)
    var whitened: WhitenedSpectrum?
    var phases: [SIMD2<Int>: HalfSpectrum] = [:]
    return templates.compactMap { template in
      let size = SIMD2(template.width, template.height)
      let scores: (plain: Double, mirrored: Double)
      switch template.statistic {
      case .phase:
        guard let spectrum = phases[size] ?? Self.spectrum(of: luma, size: size, .phase) else {
          return nil
        }
        phases[size] = spectrum
        let scale = Double(pixels.width) / Double(template.width)
        scores = template.phaseScores(spectrum, scale: scale)
      case .whitened:
        if whitened == nil {
          whitened = Self.spectrum(of: luma, size: size, .whitened).map { WhitenedSpectrum($0) }
        }
        guard let spectrum = whitened else { return nil }
        scores = template.whitenedScores(spectrum)
      }
      let isMirrored = scores.mirrored > scores.plain
      let score = max(scores.plain, scores.mirrored)
      return PatternMatch(
        id: template.id, generator: template.generator, vendor: template.vendor, zScore: score,
        threshold: template.threshold,
        pValue: min(1, trials * erfc(score / 2.0.squareRoot()) / 2), isMirrored: isMirrored,
        version: template.version)
    }
  }

  /// z of a picture as stored and of its mirror image, for each template that applies.
  func scores(in pixels: PixelBuffer) -> [(id: String, plain: Double, mirrored: Double)] {
    bank.templates.filter { Self.applies($0, to: pixels) }.compactMap { template in
      let size = SIMD2(template.width, template.height)
      guard let spectrum = Self.spectrum(of: pixels.luma(), size: size, template.statistic) else {
        return nil
      }
      let result =
        template.statistic == .phase
        ? template.phaseScores(
          spectrum, scale: Double(pixels.width) / Double(template.width))
        : template.whitenedScores(WhitenedSpectrum(spectrum))
      return (template.id, result.plain, result.mirrored)
    }
  }

  /// Whether a template can be looked for in a picture.
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

  private static func spectrum(
    of luma: Plane, size: SIMD2<Int>, _ statistic: PatternTemplate.Statistic
  ) -> HalfSpectrum? {
    guard let transform = RealFourierTransform(width: size.x, height: size.y) else { return nil }
    let residual =
      statistic == .phase
      ? NormalizedResidual(
        smoothing: GaussianFilter(sigma: 1.2, radius: 5),
        neighborhood: GaussianFilter(sigma: 4, radius: 16), floor: 0.6)
      : NormalizedResidual(
        smoothing: GaussianFilter(sigma: 2, radius: 8),
        neighborhood: GaussianFilter(sigma: 4, radius: 16), floor: 0.7)
    let resized = LanczosResampler.resized(luma, width: size.x, height: size.y)
    return transform.transformed(residual.applied(to: resized))
  }
}
