import Pixels
import Testing

@testable import Forensics

/// Weights built byte by byte.
private struct ModelBytes {
  var payload: [UInt8] = []

  mutating func u8(_ value: Int) { payload.append(UInt8(truncatingIfNeeded: value)) }
  mutating func u16(_ value: Int) {
    u8(value)
    u8(value >> 8)
  }
  mutating func f32(_ value: Float) {
    for shift in [0, 8, 16, 24] { u8(Int(value.bitPattern >> UInt32(shift) & 255)) }
  }
  mutating func text(_ text: String) {
    u16(text.utf8.count)
    payload += Array(text.utf8)
  }

  /// The file with its head.
  func file(
    version: Int = 1, features: Int = ForensicFeatures.names.count, checksum: UInt64? = nil
  ) -> [UInt8] {
    var head = ModelBytes()
    head.payload = Array("AFORENSC".utf8)
    head.u16(version)
    head.u16(ForensicFeatures.version)
    head.u16(features)
    let sum = checksum ?? ForensicModelReader.checksum(payload[...])
    for shift in stride(from: 0, to: 64, by: 8) { head.u8(Int(sum >> UInt64(shift) & 255)) }
    return head.payload + payload
  }

  /// One ensemble of two trees, and one expert for lossless pictures.
  ///
  /// The first tree asks whether statistic 0 is at most 1 (leaf -2), else whether statistic 1 is at
  /// most 5 (leaf 1, else 3); the second is the leaf 0.5.
  static func sample(
    feature: Int = 0, firstRight: Int = 1, kind: Int = 1, ensemble: Int = 0, slope: Float = 2,
    threshold: Float? = 1, leaf: Float = 0.5, terms: (scale: Float, weight: Float)? = nil
  ) -> ModelBytes {
    var bytes = ModelBytes()
    bytes.text("test-1")
    bytes.u8(1)
    bytes.u8(terms == nil ? 0 : 1)
    for index in ForensicFeatures.names.indices where terms != nil {
      bytes.f32(10)
      bytes.f32(terms?.scale ?? 1)
      bytes.f32(index == 2 ? terms?.weight ?? 0 : 0)
    }
    bytes.u16(2)
    bytes.u8(2)
    bytes.u16(feature)
    bytes.f32(1)
    bytes.u8(-1)
    bytes.u8(firstRight)
    bytes.u16(1)
    bytes.f32(5)
    bytes.u8(-2)
    bytes.u8(-3)
    for value: Float in [-2, 1, 3] { bytes.f32(value) }
    bytes.u8(0)
    bytes.f32(leaf)
    bytes.u8(1)
    bytes.u8(kind)
    bytes.u8(ensemble)
    bytes.f32(slope)
    bytes.f32(-1)
    bytes.u8(threshold == nil ? 0 : 1)
    bytes.f32(threshold ?? 0)
    return bytes
  }
}

struct ModelTests {
  private func features(_ first: Float, _ second: Float) -> ForensicFeatures {
    var values = [Float](repeating: 0, count: ForensicFeatures.names.count)
    values[0] = first
    values[1] = second
    return ForensicFeatures(values: values)
  }

  private func code(_ bytes: [UInt8]) -> ForensicModelError.Code? {
    do {
      _ = try ForensicModel(parsing: bytes)
      return nil
    } catch { return error.code }
  }

  @Test(arguments: [(1, 0, -1.5), (1.5, 5, 1.5), (1.5, 5.5, 3.5)])
  func `Trees are walked and added up`(_ example: (Float, Float, Double)) throws {
    let model = try ForensicModel(parsing: ModelBytes.sample().file())
    #expect(model.identifier == "test-1")
    let score = try #require(
      ForensicScore(features(example.0, example.1), coding: .lossless, model: model))
    #expect(score.output == example.2)
    #expect(score.logLikelihoodRatio == 2 * example.2 - 1)
    #expect(score.isCalled == (example.2 >= 1))
    #expect(score.probability > 0 && score.probability < 1)
  }

  @Test(arguments: [(10, 0), (10.5, 1), (100, 6), (-100, -6)])
  func `Linear terms are normalized and clamped`(_ example: (Float, Double)) throws {
    let model = try ForensicModel(
      parsing: ModelBytes.sample(terms: (scale: 1, weight: 2)).file())
    var values = [Float](repeating: 0, count: ForensicFeatures.names.count)
    values[2] = example.0
    let score = try #require(
      ForensicScore(ForensicFeatures(values: values), coding: .lossless, model: model))
    #expect(abs(score.output - (example.1 - 1.5)) < 1e-6)
    #expect(code(ModelBytes.sample(terms: (scale: 0, weight: 2)).file()) == .badNumber)
    #expect(code(ModelBytes.sample(terms: (scale: 1, weight: .nan)).file()) == .badNumber)
  }

  @Test func `Without a threshold nothing is called`() throws {
    let model = try ForensicModel(parsing: ModelBytes.sample(threshold: nil).file())
    let score = try #require(ForensicScore(features(9, 9), coding: .lossless, model: model))
    #expect(!score.isCalled)
  }

  @Test func `Another kind of coding has no score`() throws {
    let model = try ForensicModel(parsing: ModelBytes.sample().file())
    #expect(
      ForensicScore(
        features(0, 0), coding: .jpeg(quality: 90, luminanceTable: []), model: model) == nil)
  }

  @Test func `A picture over the threshold is likely synthetic, one below inconclusive`() throws {
    let picture = SyntheticPictures.noisy(width: 192, height: 192)
    let low = try ForensicModel(parsing: ModelBytes.sample(threshold: -100).file())
    let high = try ForensicModel(parsing: ModelBytes.sample(threshold: 100).file())
    #expect(
      ForensicExamination(of: picture, coding: .lossless, model: low).outcome == .likelySynthetic)
    #expect(
      ForensicExamination(of: picture, coding: .lossless, model: high).outcome == .inconclusive)
  }

  @Test func `Damage is found`() {
    let good = ModelBytes.sample().file()
    #expect(code(good) == nil)
    #expect(code([]) == .notAModel)
    #expect(code(Array("APATBANK".utf8)) == .notAModel)
    #expect(code(ModelBytes.sample().file(version: 2)) == .unsupportedVersion)
    #expect(code(ModelBytes.sample().file(features: 3)) == .otherFeatures)
    #expect(code(ModelBytes.sample().file(checksum: 1)) == .wrongChecksum)
    for index in 22..<good.count {
      var bad = good
      bad[index] ^= 0x10
      #expect(code(bad) == .wrongChecksum)
    }
  }

  @Test func `Every early end is found`() {
    let payload = ModelBytes.sample().payload
    for count in 0..<payload.count {
      var cut = ModelBytes()
      cut.payload = Array(payload[..<count])
      #expect(code(cut.file()) != nil, "cut to \(count)")
    }
    var long = ModelBytes.sample()
    long.u8(0)
    #expect(code(long.file()) == .wrongLength)
  }

  @Test func `References to what is not there are refused`() {
    #expect(code(ModelBytes.sample(feature: 60_000).file()) == .badReference)
    // A child that is its own parent would never end.
    #expect(code(ModelBytes.sample(firstRight: 0).file()) == .badReference)
    #expect(code(ModelBytes.sample(firstRight: 2).file()) == .badReference)
    #expect(code(ModelBytes.sample(firstRight: -5).file()) == .badReference)
    #expect(code(ModelBytes.sample(ensemble: 1).file()) == .badReference)
    #expect(code(ModelBytes.sample(kind: 7).file()) == .unknownKind)
  }

  @Test func `Numbers that are none are refused`() {
    #expect(code(ModelBytes.sample(leaf: .nan).file()) == .badNumber)
    #expect(code(ModelBytes.sample(leaf: .infinity).file()) == .badNumber)
    #expect(code(ModelBytes.sample(slope: 0).file()) == .badNumber)
  }

  @Test func `The weights of the program can be read`() throws {
    let model = try #require(ForensicModel.standard)
    #expect(!model.identifier.isEmpty)
    let picture = SyntheticPictures.noisy(width: 192, height: 192)
    let score = try #require(ForensicExamination(of: picture, coding: .lossless).score)
    #expect(score.output.isFinite && (0...1).contains(score.probability))
  }
}
