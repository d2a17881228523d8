import Testing
import _TestSupport

@testable import Watermarks

struct TrustMarkPayloadTests {
  private func data(_ schema: TrustMarkPayload.Schema, seed: UInt64) -> [UInt8] {
    var random = SplitMix64(seed: seed)
    return (0..<schema.dataBits).map { _ in UInt8(random.next() & 1) }
  }

  @Test(arguments: TrustMarkPayload.Schema.allCases)
  func `data comes back from each coding`(schema: TrustMarkPayload.Schema) throws {
    let data = data(schema, seed: 1)
    let word = TrustMarkEncoder.encode(data, schema: schema)
    #expect(word.count == 100)
    let payload = try #require(TrustMarkPayload(bits: word))
    #expect(payload.schema == schema)
    #expect(payload.bits == data)
    #expect(payload.correctedBits == 0)
  }

  @Test(arguments: TrustMarkPayload.Schema.allCases)
  func `as many wrong bits as the coding allows are corrected`(
    schema: TrustMarkPayload.Schema
  ) throws {
    var random = SplitMix64(seed: 8)
    for seed in 0..<20 as Range<UInt64> {
      let data = data(schema, seed: seed)
      var word = TrustMarkEncoder.encode(data, schema: schema)
      let count = 1 + Int(seed) % schema.correctableBits
      for position in (0..<96).shuffled(using: &random).prefix(count) { word[position] ^= 1 }
      let payload = try #require(TrustMarkPayload(bits: word))
      #expect(payload.bits == data)
      #expect(payload.correctedBits == count)
    }
  }

  @Test func `random bits seldom read as a payload`() {
    var random = SplitMix64(seed: 3)
    var counts: [TrustMarkPayload.Schema: Int] = [:]
    let trials = 4000
    for _ in 0..<trials {
      let word = (0..<100).map { _ in UInt8(random.next() & 1) }
      if let payload = TrustMarkPayload(bits: word) { counts[payload.schema, default: 0] += 1 }
    }
    // 1/16 for the last four bits, and about 7 % within reach of a code word of BCH_3.
    #expect((5...45).contains(counts[.bch3] ?? 0))
    #expect(counts[.super8] == nil)
    #expect(counts[.bch5] == nil)
  }

  @Test(
    arguments: [
      (TrustMarkPayload.Schema.super8, 1e-8...1e-6), (.bch5, 1e-5...1e-3), (.bch3, 1e-3...1e-2),
    ])
  func `the chance of a false payload is told`(
    schema: TrustMarkPayload.Schema, range: ClosedRange<Double>
  ) throws {
    let word = TrustMarkEncoder.encode(data(schema, seed: 2), schema: schema)
    let chance = try #require(TrustMarkPayload(bits: word)).chance
    #expect(range.contains(chance), "\(chance)")
  }

  @Test func `text of seven bits is read`() throws {
    let bits = "mark-01".utf8.flatMap { code in (0..<7).map { code >> (6 - $0) & 1 } }
    let word = TrustMarkEncoder.encode(bits, schema: .bch5)
    #expect(TrustMarkPayload(bits: word)?.text == "mark-01")
    let zeros = TrustMarkEncoder.encode([], schema: .bch5)
    let payload = try #require(TrustMarkPayload(bits: zeros))
    #expect(payload.text == nil)
  }

  @Test func `words of another shape are refused`() {
    let word = TrustMarkEncoder.encode(data(.bch4, seed: 1), schema: .bch4)
    var reserved = word
    reserved[96] = 1
    #expect(TrustMarkPayload(bits: reserved) == nil)
    #expect(TrustMarkPayload(bits: Array(word.dropLast())) == nil)
    #expect(TrustMarkPayload(bits: []) == nil)
    var large = word
    large[3] = 7
    #expect(TrustMarkPayload(bits: large) == nil)
  }
}
