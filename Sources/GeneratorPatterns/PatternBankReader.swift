import PixelStatistics

/// Reads the fields of a bank, each checked against the end of the data.
struct PatternBankReader {
  private let bytes: [UInt8]
  private var offset = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func readBank() throws(PatternBankError) -> [PatternTemplate] {
    guard bytes.starts(with: Array("APATBANK".utf8)) else { throw failure(.notABank) }
    offset = 8
    guard try integer(UInt16.self) == PatternBank.formatVersion else {
      throw failure(.unsupportedVersion)
    }
    let count = Int(try integer(UInt16.self))
    guard count <= PatternBank.maximumTemplateCount else { throw failure(.tooManyTemplates) }
    let expected = try integer(UInt64.self)
    guard Self.checksum(bytes[offset...]) == expected else { throw failure(.wrongChecksum) }
    var templates: [PatternTemplate] = []
    for _ in 0..<count { templates.append(try template()) }
    guard offset == bytes.count else { throw failure(.wrongLength) }
    return templates
  }

  /// FNV-1a with 64 bits: finds damage, proves no origin.
  static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    let span = bytes.span
    for index in 0..<span.count {
      value = (value ^ UInt64(span[index])) &* 0x100_0000_01b3
    }
    return value
  }

  private func failure(_ code: PatternBankError.Code) -> PatternBankError {
    PatternBankError(code: code, offset: offset)
  }

  private mutating func take(_ count: Int) throws(PatternBankError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.count - offset else { throw failure(.wrongLength) }
    defer { offset += count }
    return bytes[offset..<(offset + count)]
  }

  private mutating func integer<T: FixedWidthInteger & UnsignedInteger>(
    _ type: T.Type
  ) throws(PatternBankError) -> T {
    try take(T.bitWidth / 8).reversed().reduce(0) { $0 << 8 | T($1) }
  }

  private mutating func text() throws(PatternBankError) -> String {
    let length = Int(try integer(UInt16.self))
    guard let text = String(validating: try take(length), as: UTF8.self), !text.isEmpty else {
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
    let form = try integer(UInt8.self)
    let width = Int(try integer(UInt16.self))
    let height = Int(try integer(UInt16.self))
    let binCount = Int(try integer(UInt32.self))
    let scale = Float(bitPattern: try integer(UInt32.self))
    let threshold = try number()
    let null = PatternTemplate.Null(
      count: Int(try integer(UInt32.self)), mean: try number(), standardDeviation: try number(),
      maximum: try number())
    let dataCount = Int(try integer(UInt32.self))
    guard let statistic, (statistic, form) == (.phase, 1) || (statistic, form) == (.whitened, 2)
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
    let values =
      switch statistic {
      case .phase: try bitmap(data, width: width, height: height, count: binCount)
      case .whitened: try ring(data, count: binCount)
      }
    var energy = 0.0
    for value in values.real { energy += Double(value) * Double(value) }
    for value in values.imaginary { energy += Double(value) * Double(value) }
    guard energy.isFinite, energy > 0 else { throw failure(.badNumber) }
    return PatternTemplate(
      id: id, generator: generator, vendor: vendor, provenance: provenance, version: version,
      statistic: statistic, width: width, height: height, threshold: threshold, null: null,
      bins: values.bins, real: values.real, imaginary: values.imaginary)
  }

  private mutating func number() throws(PatternBankError) -> Double {
    Double(Float(bitPattern: try integer(UInt32.self)))
  }

  /// The values of a template; the scale of the file does not matter for any comparison.
  private typealias Values = (bins: [Int32], real: [Float], imaginary: [Float])

  private func bitmap(
    _ data: ArraySlice<UInt8>, width: Int, height: Int, count: Int
  ) throws(PatternBankError) -> Values {
    let columns = Int32(width / 2 + 1)
    let total = Int(columns) * height
    let bitmap = (total + 7) / 8
    guard count > 0, count <= total, data.count == bitmap + 2 * count else {
      throw failure(.badBins)
    }
    let source = data.span
    var bins: [Int32] = []
    bins.reserveCapacity(count)
    for index in 0..<bitmap {
      var byte = source[index]
      while byte != 0 {
        let bin = Int32(index * 8 + byte.trailingZeroBitCount)
        // Bins beyond the spectrum, and those that stand for themselves under conjugation, are not
        // part of any pattern.
        let column = bin % columns
        guard Int(bin) < total, column > 0, column < columns - 1, bins.count < count else {
          throw failure(.badBins)
        }
        bins.append(bin)
        byte &= byte &- 1
      }
    }
    guard bins.count == count else { throw failure(.badBins) }
    var (real, imaginary) = ([Float](), [Float]())
    real.reserveCapacity(count)
    imaginary.reserveCapacity(count)
    for index in 0..<count {
      real.append(Float(Int8(bitPattern: source[bitmap &+ 2 &* index])))
      imaginary.append(Float(Int8(bitPattern: source[bitmap &+ 2 &* index &+ 1])))
    }
    return (bins, real, imaginary)
  }

  private func ring(
    _ data: ArraySlice<UInt8>, count: Int
  ) throws(PatternBankError) -> Values {
    let bins = PatternTemplate.ring
    guard bins.count == count, data.count == 4 * count else { throw failure(.badBins) }
    let source = data.span
    func half(_ index: Int) -> Float {
      Self.single(fromHalf: UInt16(source[index]) | UInt16(source[index &+ 1]) << 8)
    }
    var (real, imaginary) = ([Float](), [Float]())
    real.reserveCapacity(count)
    imaginary.reserveCapacity(count)
    for index in 0..<count {
      real.append(half(4 &* index))
      imaginary.append(half(4 &* index &+ 2))
    }
    return (bins, real, imaginary)
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
