import PixelStatistics
import Pixels
import Testing
import _TestSupport

@testable import GeneratorPatterns

struct PatternDetectorTests {
  /// A template of few bins, so that debug builds are quick.
  private func template(_ width: Int, _ height: Int) -> PatternTemplate {
    var generator = SplitMix64(seed: 7)
    let columns = width / 2 + 1
    var bins: [PatternBin] = []
    for row in 0..<height {
      for column in 4..<(columns - 4) where (3 * row + column) % 16 == 0 {
        bins.append(
          PatternBin(
            row: row, column: column, real: Float.random(in: -1...1, using: &generator),
            imaginary: Float.random(in: -1...1, using: &generator)))
      }
    }
    return PatternTemplate(
      id: "test", generator: "a generator", vendor: "a vendor", provenance: "drawn at random",
      version: 1, statistic: .phase, width: width, height: height, threshold: 8,
      null: .init(count: 100, mean: 0, standardDeviation: 1, maximum: 3),
      values: PatternValues(rounding: bins, form: .bitmap, columns: columns, height: height))
  }

  private func noise(_ width: Int, _ height: Int) -> PixelBuffer {
    var generator = SplitMix64(seed: 3)
    return PixelBuffer(
      width: width, height: height, layout: .rgb,
      samples: (0..<(width * height * 3)).map { _ in UInt8.random(in: 0...255, using: &generator) })
  }

  /// A picture that is made of the template itself.
  private func carrier(of template: PatternTemplate) throws -> PixelBuffer {
    var spectrum = HalfSpectrum(transformWidth: template.width, height: template.height)
    (spectrum.real, spectrum.imaginary) = template.planes
    let transform = try #require(
      RealFourierTransform(width: template.width, height: template.height))
    let plane = transform.inverse(spectrum)
    let factor = Float(30 / Moments(of: plane).variance.squareRoot())
    return PixelBuffer(
      width: plane.width, height: plane.height, layout: .gray,
      samples: plane.values.map { UInt8(min(max(128 + $0 * factor, 0), 255)) })
  }

  @Test(arguments: [(64, 64), (101, 101), (129, 128)])
  func `The score of the mirrored picture is the mirrored score`(_ size: (Int, Int)) throws {
    let detector = PatternDetector(bank: PatternBank(templates: [template(64, 64)]))
    let picture = noise(size.0, size.1)
    let plain = try #require(detector.scores(in: picture).first)
    let mirror = try #require(detector.scores(in: picture.upright(from: .upMirrored)).first)
    #expect(abs(plain.mirrored - mirror.plain) < 0.01)
    #expect(abs(plain.plain - mirror.mirrored) < 0.01)
  }

  @Test func `A picture with the pattern is found, and its mirror image`() throws {
    let template = template(64, 64)
    let detector = PatternDetector(bank: PatternBank(templates: [template]))
    let picture = try carrier(of: template)
    let match = try #require(detector.detect(in: picture).first)
    let mirrored = try #require(detector.detect(in: picture.upright(from: .upMirrored)).first)
    #expect(match.zScore > 3 && !match.isMirrored)
    #expect(mirrored.isMirrored && abs(mirrored.zScore - match.zScore) < 0.01)
    #expect(match.pValue < 0.01 && match.id == "test" && match.vendor == "a vendor")
  }

  @Test func `Noise is no match`() throws {
    let detector = PatternDetector(bank: PatternBank(templates: [template(64, 64)]))
    let match = try #require(detector.detect(in: noise(70, 70)).first)
    #expect(!match.isMatch && abs(match.zScore) < 5 && match.pValue > 1e-4)
  }

  @Test func `Small pictures and other shapes are left out`() {
    let detector = PatternDetector(bank: PatternBank(templates: [template(64, 64)]))
    #expect(detector.detect(in: noise(63, 63)).isEmpty)
    #expect(detector.detect(in: noise(70, 64)).isEmpty)
    #expect(detector.detect(in: noise(66, 64)).isEmpty)
    #expect(detector.detect(in: noise(4000, 1)).isEmpty)
  }

  @Test func `Further banks raise what is needed`() throws {
    let template = template(64, 64)
    let one = PatternDetector(bank: PatternBank(templates: [template]))
    let many = PatternDetector(
      banks: [PatternBank](repeating: PatternBank(templates: [template]), count: 20))
    let picture = noise(70, 70)
    let single = try #require(one.detect(in: picture).first)
    let all = many.detect(in: picture)
    #expect(all.count == 20 && single.comparisonCount == 2)
    #expect(all.allSatisfy { $0.comparisonCount == 40 && $0.zScore == single.zScore })
    #expect(abs((all.first?.pValue ?? 0) - min(1, 20 * single.pValue)) < 1e-9)
  }

  @Test func `The threshold spends the budget of false alarms`() throws {
    var weak = template(64, 64)
    weak.threshold = 1
    weak.null.standardDeviation = 1.2
    let picture = noise(70, 70)
    let match = try #require(
      PatternDetector(bank: PatternBank(templates: [weak])).detect(in: picture).first)
    #expect(abs(2 * NormalTail.probability(above: match.threshold / 1.2) / 1e-6 - 1) < 1e-6)
    // A spread below the ideal one does not help.
    weak.null.standardDeviation = 0.5
    let ideal = try #require(
      PatternDetector(bank: PatternBank(templates: [weak])).detect(in: picture).first)
    #expect(abs(ideal.threshold - 4.8916) < 1e-3)
  }

  @Test(arguments: [false, true])
  func `A part cut out is found where it was`(_ isMirrored: Bool) throws {
    let template = template(96, 96)
    let whole = try carrier(of: template)
    let part = try #require(whole.cropped(x: 3, y: 5, width: 90, height: 86))
    let picture = isMirrored ? part.upright(from: .upMirrored) : part
    let detector = PatternDetector(bank: PatternBank(templates: [template]))
    let crop = try #require(detector.scores(in: picture).first?.crop)
    #expect(crop.score > 3 && crop.isMirrored == isMirrored)
    #expect(crop.comparisonCount == 2 * 7 * 11)
    #expect(crop.origin == SIMD2(3, 5))
    guard !isMirrored else { return }
    let plane = try #require(detector.correlation(of: picture, with: template, isPart: true))
    #expect(plane.values.max() == plane[48 - 3, 48 - 5])
    #expect(detector.correlation(of: whole, with: template, isPart: true) == nil)
  }

  @Test func `The correlation shows the pattern in the centre`() throws {
    let template = template(64, 64)
    let detector = PatternDetector(bank: PatternBank(templates: [template]))
    let plane = try #require(detector.correlation(of: try carrier(of: template), with: template))
    #expect(plane.width == 64 && plane.values.max() == plane[32, 32] && plane[32, 32] > 3)
    #expect(detector.correlation(of: noise(90, 64), with: template) == nil)
  }
}

extension PatternTemplate {
  /// All values in the layout of a spectrum.
  var planes: (real: [Float], imaginary: [Float]) {
    var (xs, ys) = ([Float](), [Float]())
    var (x, y) = ([Float](repeating: 0, count: stride), [Float](repeating: 0, count: stride))
    for row in 0..<height {
      values.write(row: row, real: &x, imaginary: &y)
      xs += x
      ys += y
    }
    return (xs, ys)
  }
}
