import Testing
import _TestSupport

@testable import GeneratorPatterns

struct PatternBankTests {
  /// The fields of a small bank with one template of 16 × 16 pixels, to be broken one at a time.
  struct Draft {
    var signature = "APATBANK"
    var formatVersion: UInt16 = 2
    var count: UInt16 = 1
    var checksumChange: UInt64 = 0
    var id: [UInt8] = Array("test".utf8)
    var statistic: UInt8 = 1
    var form: UInt8 = 1
    var width: UInt16 = 16
    var height: UInt16 = 16
    var bins: UInt32 = 2
    var scale: Float = 0.5
    var threshold: Float = 8
    var nullCount: UInt32 = 100
    var nullDeviation: Float = 1.25
    var bitmap: [UInt8] = [0b0000_0110] + [UInt8](repeating: 0, count: 17)
    var values: [UInt8] = [2, 0xfe, 4, 0]
    var trailing: [UInt8] = []

    private func little<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
      (0..<(T.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    var bytes: [UInt8] {
      var body: [UInt8] = []
      for text in [id, Array("g".utf8), Array("v".utf8), Array("p".utf8)] {
        body += little(UInt16(text.count)) + text
      }
      body += little(UInt16(3)) + [statistic, form] + little(width) + little(height)
      body += little(bins) + little(scale.bitPattern) + little(threshold.bitPattern)
      body += little(nullCount) + little(Float(0.5).bitPattern)
      body += little(nullDeviation.bitPattern) + little(Float(3.5).bitPattern)
      body += little(UInt32(bitmap.count + values.count)) + bitmap + values + trailing
      let sum = PatternBankReader.checksum(body.span) &+ checksumChange
      return Array(signature.utf8) + little(formatVersion) + little(count) + little(sum) + body
    }
  }

  private func failure(_ change: (inout Draft) -> Void) -> PatternBankError.Code? {
    var draft = Draft()
    change(&draft)
    do throws(PatternBankError) {
      _ = try PatternBank(parsing: draft.bytes)
      return nil
    } catch { return error.code }
  }

  @Test func `A good bank is read`() throws {
    let bank = try PatternBank(parsing: Draft().bytes)
    let template = try #require(bank.templates.first)
    #expect(bank.templates.count == 1 && template.id == "test" && template.version == 3)
    #expect(template.binCount == 2 && template.stride == 16)
    let (real, imaginary) = template.planes
    #expect(real.prefix(4) == [0, 2, 4, 0] && imaginary.prefix(4) == [0, -2, 0, 0])
    #expect(real.count == 256 && real.dropFirst(4).allSatisfy { $0 == 0 })
    #expect(template.threshold == 8)
    #expect(
      template.null == .init(count: 100, mean: 0.5, standardDeviation: 1.25, maximum: 3.5))
  }

  @Test func `Every fault has its own code`() {
    #expect(failure { $0.signature = "APATBANG" } == .notABank)
    #expect(failure { $0.formatVersion = 1 } == .unsupportedVersion)
    #expect(failure { $0.count = 65 } == .tooManyTemplates)
    #expect(failure { $0.count = 2 } == .wrongLength)
    #expect(failure { $0.trailing = [0] } == .wrongLength)
    #expect(failure { $0.checksumChange = 1 } == .wrongChecksum)
    #expect(failure { $0.id = [0xff] } == .badText)
    #expect(failure { $0.id = [] } == .badText)
    #expect(failure { $0.statistic = 3 } == .unknownForm)
    #expect(failure { $0.form = 2 } == .unknownForm)
    #expect(failure { $0.width = 17 } == .badSize)
    #expect(failure { $0.height = 4096 } == .badSize)
    #expect(failure { $0.width = 0 } == .badSize)
    #expect(failure { $0.bins = 3 } == .badBins)
    #expect(failure { $0.bins = .max } == .badBins)
    #expect(failure { $0.bitmap[0] = 1 } == .badBins)
    #expect(failure { $0.bitmap[0] = 7 } == .badBins)
    #expect(failure { $0.scale = .nan } == .badNumber)
    #expect(failure { $0.threshold = -1 } == .badNumber)
    #expect(failure { $0.nullCount = 0 } == .badNumber)
    #expect(failure { $0.nullDeviation = 0 } == .badNumber)
    #expect(failure { $0.nullDeviation = .infinity } == .badNumber)
    #expect(failure { $0.values = [0, 0, 0, 0] } == .badNumber)
  }

  @Test func `A bank cut anywhere is refused`() {
    let bytes = Draft().bytes
    for count in 0..<bytes.count {
      #expect(throws: PatternBankError.self) {
        try PatternBank(parsing: Array(bytes.prefix(count)))
      }
    }
  }

  @Test func `Half precision is read exactly`() {
    #expect(PatternBankReader.single(fromHalf: 0x3c00) == 1)
    #expect(PatternBankReader.single(fromHalf: 0xc000) == -2)
    #expect(PatternBankReader.single(fromHalf: 0x0001) == Float(1.0 / 16_777_216.0))
    #expect(PatternBankReader.single(fromHalf: 0x7bff) == 65504)
    #expect(PatternBankReader.single(fromHalf: 0x7c00) == .infinity)
    #expect(PatternBankReader.single(fromHalf: 0x7e00).isNaN)
  }

  @Test func `The built-in bank holds its templates`() {
    let templates = PatternBank.standard.templates
    #expect(
      templates.map(\.id) == [
        "openai-image-1", "openai-image-1", "openai-image-1", "gemini-image", "openai-image-2",
      ])
    #expect(templates.map(\.threshold) == [8, 8, 8, 5, 5])
    #expect(templates.allSatisfy { !$0.provenance.isEmpty && $0.binCount > 90_000 })
  }

  @Test func `The built-in bank passes the checks of any bank`() throws {
    let bytes = PatternBankBytes.program.withSpan { source in source.indices.map { source[$0] } }
    #expect(try PatternBank(parsing: bytes) == PatternBank.standard)
  }

  @Test(arguments: [16, 32, 48])
  func `Rows are read where the bitmap says`(_ side: Int) throws {
    var generator = SplitMix64(seed: 5)
    let columns = side / 2 + 1
    var bins: [PatternBin] = []
    for row in 0..<side {
      for column in 1..<(columns - 1) where Bool.random(using: &generator) {
        bins.append(
          PatternBin(
            row: row, column: column, real: Float(Int.random(in: -127...127, using: &generator)),
            imaginary: Float(Int.random(in: -127...127, using: &generator))))
      }
    }
    let values = PatternValues(rounding: bins, form: .bitmap, columns: columns, height: side)
    #expect(values.count == bins.count)
    var found: [PatternBin] = []
    var (real, imaginary) = (
      [Float](repeating: 9, count: columns), [Float](repeating: 9, count: columns)
    )
    for row in 0..<side {
      values.write(row: row, real: &real, imaginary: &imaginary)
      for column in 0..<columns where real[column] != 0 || imaginary[column] != 0 {
        found.append(
          PatternBin(row: row, column: column, real: real[column], imaginary: imaginary[column]))
      }
    }
    #expect(found == bins.filter { $0.real != 0 || $0.imaginary != 0 })
  }

  @Test func `The ring is read as half precision`() throws {
    var generator = SplitMix64(seed: 8)
    let count = PatternValues.ringRuns.reduce(0) { $0 + $1.count }
    #expect(count == 97_186)
    // Any finite half, those below the normal range too.
    let halves = (0..<(2 * count)).map { _ -> UInt16 in
      let bits = UInt16.random(in: 0...0xffff, using: &generator)
      return bits & 0x7c00 == 0x7c00 ? bits & 0x83ff : bits
    }
    let bytes = halves.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    let values = try #require(
      PatternValues(
        .owned(bytes), 0..<bytes.count, form: .ring, columns: 257, height: 512, count: count))
    #expect(values.areUsable)
    var (real, imaginary) = ([Float](repeating: 9, count: 257), [Float](repeating: 9, count: 257))
    var at = 0
    for (row, run) in PatternValues.ringRuns.enumerated() {
      values.write(row: row, real: &real, imaginary: &imaginary)
      for column in 0..<257 {
        let isInside = run.contains(Int32(column))
        let expected =
          isInside
          ? (
            PatternBankReader.single(fromHalf: halves[at]),
            PatternBankReader.single(fromHalf: halves[at + 1])
          ) : (0, 0)
        if real[column] != expected.0 || imaginary[column] != expected.1 {
          Issue.record("row \(row), column \(column)")
          return
        }
        if isInside { at += 2 }
      }
    }
    var broken = bytes
    broken[1] = 0x7c
    let infinite = try #require(
      PatternValues(
        .owned(broken), 0..<bytes.count, form: .ring, columns: 257, height: 512, count: count))
    #expect(!infinite.areUsable)
  }
}
