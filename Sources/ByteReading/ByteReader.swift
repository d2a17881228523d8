/// The order of the bytes of a number.
public enum ByteOrder: Sendable, Hashable {
  /// Most significant byte first (PNG, JPEG, ISO-BMFF, "MM" TIFF).
  case big
  /// Least significant byte first (RIFF, GIF, "II" TIFF).
  case little
}

/// A cursor that reads numbers and parts from a ``ByteView`` and can never leave it.
///
/// A read that does not fit throws ``ParsingError/Code-swift.enum/truncated`` with the offset *in
/// the file* and leaves the cursor where it was.
public struct ByteReader: Sendable {
  /// The bytes that are read.
  public let view: ByteView
  /// The position of the next byte, counted from the start of `view`, in `0...view.count`.
  public private(set) var position = 0

  /// Creates a cursor at the start of `view`.
  public init(_ view: ByteView) { self.view = view }

  /// The number of bytes not yet read.
  public var remaining: Int { view.count - position }
  /// Whether everything was read.
  public var isAtEnd: Bool { position >= view.count }
  /// The offset of the next byte in the file.
  public var offsetInFile: Int { view.offsetInFile + position }

  /// Moves the cursor to `position`, counted from the start of the view.
  ///
  /// - Throws: ``ParsingError/Code-swift.enum/overrun`` when `position` is outside `0...count`.
  public mutating func seek(to position: Int) throws(ParsingError) {
    guard position >= 0, position <= view.count else {
      throw ParsingError(.overrun, at: offsetInFile)
    }
    self.position = position
  }

  /// Passes over `count` bytes.
  public mutating func skip(_ count: Int) throws(ParsingError) {
    guard count >= 0, count <= remaining else { throw ParsingError(.truncated, at: offsetInFile) }
    position += count
  }

  /// Reads the next `count` bytes as a view.
  public mutating func take(_ count: Int) throws(ParsingError) -> ByteView {
    guard let part = view.slice(at: position, count: count) else {
      throw ParsingError(.truncated, at: offsetInFile)
    }
    position += count
    return part
  }

  /// Reads all that is left.
  public mutating func takeRemaining() -> ByteView {
    let part = view.suffix(from: position)
    position = view.count
    return part
  }

  /// Reads an unsigned byte.
  public mutating func uint8() throws(ParsingError) -> UInt8 {
    guard let byte = view[position] else { throw ParsingError(.truncated, at: offsetInFile) }
    position += 1
    return byte
  }

  /// Reads a 16-bit number.
  public mutating func uint16(_ order: ByteOrder = .big) throws(ParsingError) -> UInt16 {
    UInt16(truncatingIfNeeded: try unsigned(byteCount: 2, order))
  }

  /// Reads a 24-bit number.
  public mutating func uint24(_ order: ByteOrder = .big) throws(ParsingError) -> UInt32 {
    UInt32(truncatingIfNeeded: try unsigned(byteCount: 3, order))
  }

  /// Reads a 32-bit number.
  public mutating func uint32(_ order: ByteOrder = .big) throws(ParsingError) -> UInt32 {
    UInt32(truncatingIfNeeded: try unsigned(byteCount: 4, order))
  }

  /// Reads a 64-bit number.
  public mutating func uint64(_ order: ByteOrder = .big) throws(ParsingError) -> UInt64 {
    try unsigned(byteCount: 8, order)
  }

  /// Reads a four-character code.
  public mutating func fourCC() throws(ParsingError) -> FourCC {
    FourCC(rawValue: try uint32(.big))
  }

  /// Reads an unsigned number of `byteCount` bytes.
  ///
  /// - Precondition: `byteCount` is in `0...8`.
  public mutating func unsigned(
    byteCount: Int, _ order: ByteOrder = .big
  ) throws(ParsingError) -> UInt64 {
    precondition((0...8).contains(byteCount))
    guard remaining >= byteCount else { throw ParsingError(.truncated, at: offsetInFile) }
    var value: UInt64 = 0
    for index in 0..<byteCount {
      let byte = UInt64(view[position + index] ?? 0)
      switch order {
      case .big: value = value << 8 | byte
      case .little: value |= byte << UInt64(8 * index)
      }
    }
    position += byteCount
    return value
  }

  /// Reads bytes up to, and passes over, the next zero byte; reads all when there is none.
  public mutating func zeroTerminated() -> ByteView {
    var end = position
    while let byte = view[end], byte != 0 { end += 1 }
    let part = view.slice(position..<end) ?? view.suffix(from: view.count)
    position = min(end + 1, view.count)
    return part
  }
}
