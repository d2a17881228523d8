import PixelStatistics

/// Reads the fields of a bank, each checked against the end of the data.
struct PatternBankReader {
  private let bytes: PatternBankBytes
  private let count: Int
  private let isTrusted: Bool
  private var offset = 0

  /// Creates a reader.
  ///
  /// - Parameter isTrusted: Whether the checksum and the values were checked before; the structure
  ///   is checked all the same.
  init(bytes: PatternBankBytes, isTrusted: Bool = false) {
    self.bytes = bytes
    self.isTrusted = isTrusted
    count = bytes.withSpan { $0.count }
  }

  mutating func readBank() throws(PatternBankError) -> [PatternTemplate] {
    let signature = Array("APATBANK".utf8)
    guard count >= signature.count, content(0..<signature.count) == signature else {
      throw failure(.notABank)
    }
    offset = signature.count
    guard try integer(UInt16.self) == PatternBank.formatVersion else {
      throw failure(.unsupportedVersion)
    }
    let templateCount = Int(try integer(UInt16.self))
    guard templateCount <= PatternBank.maximumTemplateCount else {
      throw failure(.tooManyTemplates)
    }
    let expected = try integer(UInt64.self)
    guard isTrusted || bytes.withSpan({ Self.checksum($0, from: offset) }) == expected else {
      throw failure(.wrongChecksum)
    }
    var templates: [PatternTemplate] = []
    for _ in 0..<templateCount { templates.append(try template()) }
    guard offset == count else { throw failure(.wrongLength) }
    return templates
  }

  /// FNV-1a with 64 bits: finds damage, proves no origin.
  static func checksum(_ bytes: borrowing Span<UInt8>, from start: Int = 0) -> UInt64 {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    for index in start..<bytes.count {
      value = (value ^ UInt64(bytes[index])) &* 0x100_0000_01b3
    }
    return value
  }

  private func content(_ range: Range<Int>) -> [UInt8] {
    bytes.withSpan { source in range.map { source[$0] } }
  }

  private func failure(_ code: PatternBankError.Code) -> PatternBankError {
    PatternBankError(code: code, offset: offset)
  }

  private mutating func take(_ count: Int) throws(PatternBankError) -> Range<Int> {
    guard count >= 0, count <= self.count - offset else { throw failure(.wrongLength) }
    defer { offset += count }
    return offset..<(offset + count)
  }

  private mutating func integer<T: FixedWidthInteger & UnsignedInteger>(
    _ type: T.Type
  ) throws(PatternBankError) -> T {
    content(try take(T.bitWidth / 8)).reversed().reduce(0) { $0 << 8 | T($1) }
  }

  private mutating func text() throws(PatternBankError) -> String {
    let length = Int(try integer(UInt16.self))
    let bytes = content(try take(length))
    guard let text = String(validating: bytes, as: UTF8.self), !text.isEmpty else {
      throw failure(.badText)
    }
    return text
  }

  private mutating func template() throws(PatternBankError) -> PatternTemplate {
    let id = try text()
    let generator = try text()
    let vendor = try text()
    let provenance = try text()
    let version = Int(try integer(UInt16.self))
    let statistic = PatternTemplate.Statistic(rawValue: try integer(UInt8.self))
    let form = PatternValues.Form(rawValue: try integer(UInt8.self))
    let width = Int(try integer(UInt16.self))
    let height = Int(try integer(UInt16.self))
    let binCount = Int(try integer(UInt32.self))
    let scale = Float(bitPattern: try integer(UInt32.self))
    let threshold = try number()
    let null = PatternTemplate.Null(
      count: Int(try integer(UInt32.self)), mean: try number(), standardDeviation: try number(),
      maximum: try number())
    let dataCount = Int(try integer(UInt32.self))
    guard let statistic, let form,
      (statistic, form) == (.phase, .bitmap) || (statistic, form) == (.whitened, .ring)
    else { throw failure(.unknownForm) }
    guard RealFourierTransform(width: width, height: height) != nil,
      max(width, height) <= PatternBank.maximumSide,
      statistic == .phase || (width == 512 && height == 512)
    else { throw failure(.badSize) }
    guard scale.isFinite, scale > 0, threshold.isFinite, threshold > 0, null.count > 0,
      null.mean.isFinite, null.maximum.isFinite, null.standardDeviation.isFinite,
      null.standardDeviation > 0
    else { throw failure(.badNumber) }
    let data = try take(dataCount)
    guard binCount > 0,
      let values = PatternValues(
        bytes, data, form: form, columns: width / 2 + 1, height: height, count: binCount)
    else { throw failure(.badBins) }
    guard isTrusted || values.areUsable else { throw failure(.badNumber) }
    return PatternTemplate(
      id: id, generator: generator, vendor: vendor, provenance: provenance, version: version,
      statistic: statistic, width: width, height: height, threshold: threshold, null: null,
      values: values)
  }

  private mutating func number() throws(PatternBankError) -> Double {
    Double(Float(bitPattern: try integer(UInt32.self)))
  }

  /// The value of an IEEE 754 binary16, which not every platform has as a type.
  static func single(fromHalf bits: UInt16) -> Float {
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    let exponent = Int(bits >> 10 & 31)
    let fraction = Float(bits & 1023)
    if exponent == 31 { return fraction == 0 ? sign * .infinity : .nan }
    if exponent == 0 { return sign * fraction / 16_777_216 }
    return sign * Float(sign: .plus, exponent: exponent - 25, significand: 1024 + fraction)
  }
}
