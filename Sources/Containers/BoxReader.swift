public import ByteReading

/// One box of an ISO base media file, a JPEG XL container or a JUMBF structure.
///
/// - Reference: ISO/IEC 14496-12:2022 §4.2.
public struct Box: Sendable {
  /// The four-character code.
  public var type: FourCC
  /// The 16 bytes of a `uuid` box's type; nil for other boxes.
  public var extendedType: [UInt8]?
  /// The whole box.
  public var view: ByteView
  /// The bytes behind the header (and behind the extended type).
  public var content: ByteView

  /// The bytes behind version and flags of a full box, with the version; nil when it is too short.
  public var fullContent: (version: UInt8, flags: UInt32, content: ByteView)? {
    var reader = ByteReader(content)
    guard let version = try? reader.uint8(), let flags = try? reader.uint24() else { return nil }
    return (version, flags, reader.takeRemaining())
  }
}

/// Goes through the boxes of a view, one after the other; a box cannot leave its parent.
public struct BoxReader: Sendable {
  private var reader: ByteReader
  /// What is wrong with the box the walk ended at; nil while all is well. A box that runs past its
  /// parent is returned cut to it, and is the last.
  public private(set) var fault: ParsingError?

  /// Creates a walk over the boxes in `view`.
  public init(_ view: ByteView) { reader = ByteReader(view) }

  /// The next box; nil at the end and at the first fault.
  public mutating func next() -> Box? {
    guard fault == nil, !reader.isAtEnd else { return nil }
    let start = reader.position
    let offset = reader.offsetInFile
    guard let size = try? reader.uint32(), let type = try? reader.fourCC() else {
      fault = ParsingError(.truncated, at: offset, in: "Box header")
      return nil
    }
    var length = UInt64(size)
    if size == 1 {
      guard let long = try? reader.uint64() else {
        fault = ParsingError(.truncated, at: offset, in: "Box \(type)")
        return nil
      }
      length = long
    }
    var extendedType: [UInt8]?
    if type == "uuid" { extendedType = (try? reader.take(16))?.bytes }
    let headerCount = reader.position - start
    let available = reader.view.count - start
    let count: Int
    if size == 0 {
      count = available
    } else {
      guard length >= UInt64(headerCount) else {
        fault = ParsingError(
          .valueOutOfRange, at: offset, in: "Size of box \(type)",
          clause: "ISO/IEC 14496-12 §4.2")
        return nil
      }
      count = min(Int(clamping: length), available)
      if length > UInt64(available) {
        fault = ParsingError(
          .overrun, at: offset, in: "Box \(type)", clause: "ISO/IEC 14496-12 §4.2")
      }
    }
    guard let view = reader.view.slice(at: start, count: count),
      let content = view.slice(headerCount..<count), (try? reader.seek(to: start + count)) != nil
    else { return nil }
    return Box(type: type, extendedType: extendedType, view: view, content: content)
  }
}
