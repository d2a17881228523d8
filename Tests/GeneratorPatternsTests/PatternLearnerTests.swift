import Pixels
import Testing
import _TestSupport

@testable import GeneratorPatterns

struct PatternLearnerTests {
  /// Noise, with a fixed pattern of weaker noise on top.
  private func picture(_ seed: UInt64, pattern: UInt64?, side: Int = 64) -> PixelBuffer {
    var own = SplitMix64(seed: seed)
    var shared = SplitMix64(seed: pattern ?? 0)
    let samples = (0..<(side * side)).map { _ -> UInt8 in
      let mark = UInt8.random(in: 0...40, using: &shared)
      return UInt8.random(in: 60...160, using: &own) + (pattern == nil ? 0 : mark)
    }
    return PixelBuffer(width: side, height: side, layout: .gray, samples: samples)
  }

  private func learner(pictures: [PixelBuffer], unrelated: Int) throws -> PatternLearner {
    var learner = try PatternLearner(statistic: .phase, width: 64, height: 64)
    for picture in pictures { #expect(learner.learn(picture) == .used) }
    for picture in pictures { #expect(learner.validate(picture) != nil) }
    for seed in 0..<unrelated {
      #expect(learner.compare(unrelated: picture(UInt64(1000 + seed), pattern: nil)) != nil)
    }
    return learner
  }

  private func finish(_ learner: PatternLearner) throws(PatternLearner.Refusal) -> PatternTemplate {
    try learner.finish(id: "mine", generator: "g", vendor: "v", provenance: "p")
  }

  @Test func `A shared pattern is learned, written, read and found again`() throws {
    let pictures = (0..<12).map { picture(UInt64($0), pattern: 77) }
    let learner = try learner(pictures: pictures, unrelated: 30)
    let template = try finish(learner)
    #expect(template.id == "mine" && template.null.count == 60 && template.threshold >= 4.8)
    let bank = PatternBank(templates: [template])
    let read = try PatternBank(parsing: bank.serialized())
    let detector = PatternDetector(bank: read)
    let marked = try #require(detector.detect(in: picture(500, pattern: 77)).first)
    #expect(marked.isMatch && !marked.isMirrored && marked.id == "mine")
    let plain = try #require(detector.detect(in: picture(501, pattern: nil)).first)
    #expect(!plain.isMatch)
    // Eight bits a value are enough.
    let exact = try #require(
      PatternDetector(bank: bank).detect(in: picture(500, pattern: 77)).first)
    #expect(abs(exact.zScore - marked.zScore) < 0.02 * exact.zScore)
  }

  @Test func `Pictures that share nothing are refused`() throws {
    let pictures = (0..<8).map { picture(UInt64($0), pattern: nil) }
    let learner = try learner(pictures: pictures, unrelated: 30)
    #expect(throws: PatternLearner.Refusal.weak(found: 0, of: 8)) { try finish(learner) }
  }

  @Test func `Too few pictures are refused`() throws {
    let few = try learner(
      pictures: (0..<7).map { picture(UInt64($0), pattern: 77) }, unrelated: 0)
    #expect(throws: PatternLearner.Refusal.tooFewPictures(7)) { try finish(few) }
    let lonely = try learner(
      pictures: (0..<8).map { picture(UInt64($0), pattern: 77) }, unrelated: 1)
    #expect(throws: PatternLearner.Refusal.tooFewUnrelated(1)) { try finish(lonely) }
  }

  @Test func `A pattern that photographs carry too is refused`() throws {
    var learner = try learner(
      pictures: (0..<8).map { picture(UInt64($0), pattern: 77) }, unrelated: 0)
    for seed in 0..<30 {
      _ = learner.compare(unrelated: picture(UInt64(2000 + seed), pattern: 77))
    }
    let error = #expect(throws: PatternLearner.Refusal.self) { try finish(learner) }
    guard case .unsafeNull(let null)? = error else {
      if case .weak? = error { return }
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(null.maximum > 5)
  }

  @Test func `Copies count once and other sizes not at all`() throws {
    var learner = try PatternLearner(statistic: .phase, width: 64, height: 64)
    let first = picture(1, pattern: nil)
    #expect(learner.learn(first) == .used)
    #expect(learner.learn(first) == .duplicate)
    #expect(learner.learn(picture(2, pattern: nil, side: 48)) == .unfit)
    #expect(learner.validate(picture(3, pattern: nil)) == nil)
    #expect(throws: PatternLearner.Refusal.badSize) {
      try PatternLearner(statistic: .phase, width: 100, height: 64)
    }
    #expect(throws: PatternLearner.Refusal.badSize) {
      try PatternLearner(statistic: .whitened, width: 256, height: 256)
    }
  }

  @Test func `Values are written as the nearest half precision`() {
    for value: Float in [1, -1, 0.5, -0.333_25, 0.000_061_035_156, 0.999_9] {
      let back = PatternBankReader.single(fromHalf: PatternValues.half(value))
      #expect(abs(back - value) <= abs(value) / 2048)
    }
    #expect(PatternValues.half(1e-6) == 0 && PatternValues.half(0) == 0)
  }

  @Test func `The built-in bank is written as it was read`() throws {
    let bank = PatternBank.standard
    let again = try PatternBank(parsing: bank.serialized())
    #expect(again.templates.count == bank.templates.count)
    for (a, b) in zip(again.templates, bank.templates) {
      #expect(a == b)
    }
  }
}
