public import Pixels

/// A directory of a TIFF file or an EXIF block, written little-endian.
///
/// - Reference: TIFF 6.0 §2; Exif 3.0 §4.6.
public struct TIFFDirectory: Sendable {
  /// The value of a field.
  public enum Value: Sendable {
    /// Text, ended by a zero byte.
    case ascii(String)
    /// 8-bit numbers.
    case bytes([UInt8])
    /// 16-bit numbers.
    case shorts([UInt16])
    /// 32-bit numbers.
    case longs([UInt32])
    /// Fractions.
    case rationals([(UInt32, UInt32)])
    /// Bytes without a meaning known to TIFF.
    case undefined([UInt8])
    /// A directory of its own, which this field points at.
    case directory(TIFFDirectory)
  }

  /// The fields by tag.
  public var fields: [UInt16: Value]

  /// Creates a directory.
  public init(_ fields: [UInt16: Value] = [:]) { self.fields = fields }

  /// The directory and all that it points at, as it stands `offset` bytes after the header's start.
  public func serialized(at offset: Int) -> [UInt8] {
    var entries = ByteList()
    var heap = ByteList()
    let heapStart = offset + 2 + 12 * fields.count + 4
    entries.little(fields.count, count: 2)
    for (tag, value) in fields.sorted(by: { $0.key < $1.key }) {
      let (type, count, data) = Self.encoded(value, at: heapStart + heap.bytes.count)
      entries.little(Int(tag), count: 2)
      entries.little(type, count: 2)
      entries.little(count, count: 4)
      if case .directory = value {
        entries.little(heapStart + heap.bytes.count, count: 4)
      } else if data.count <= 4 {
        entries.append(data + [UInt8](repeating: 0, count: 4 - data.count))
        continue
      } else {
        entries.little(heapStart + heap.bytes.count, count: 4)
      }
      heap.append(data)
      if data.count % 2 == 1 { heap.append([0]) }
    }
    entries.little(0, count: 4)
    return entries.bytes + heap.bytes
  }

  /// A block from its header on: what an EXIF segment holds.
  ///
  /// - Parameter data: Bytes between the header and the directory, from offset 8 on.
  public func block(data: [UInt8] = []) -> [UInt8] {
    var block = ByteList()
    let padded = data.count % 2 == 0 ? data : data + [0]
    block.append("II")
    block.little(42, count: 2)
    block.little(8 + padded.count, count: 4)
    block.append(padded)
    block.append(serialized(at: 8 + padded.count))
    return block.bytes
  }

  private static func encoded(_ value: Value, at offset: Int) -> (Int, Int, [UInt8]) {
    var data = ByteList()
    switch value {
    case .ascii(let text):
      data.append(text)
      data.append([0])
      return (2, data.bytes.count, data.bytes)
    case .bytes(let bytes): return (1, bytes.count, bytes)
    case .shorts(let numbers):
      for number in numbers { data.little(Int(number), count: 2) }
      return (3, numbers.count, data.bytes)
    case .longs(let numbers):
      for number in numbers { data.little(Int(number), count: 4) }
      return (4, numbers.count, data.bytes)
    case .rationals(let fractions):
      for (numerator, denominator) in fractions {
        data.little(Int(numerator), count: 4)
        data.little(Int(denominator), count: 4)
      }
      return (5, fractions.count, data.bytes)
    case .undefined(let bytes): return (7, bytes.count, bytes)
    case .directory(let directory): return (4, 1, directory.serialized(at: offset))
    }
  }
}

/// Writes plain TIFF files: one strip, not compressed.
public enum TIFFWriter {
  /// A file of a picture, with more fields.
  public static func file(
    _ pixels: PixelBuffer, fields: [UInt16: TIFFDirectory.Value] = [:]
  ) -> [UInt8] {
    file(
      width: pixels.width, height: pixels.height, bits: 8, samplesPerPixel: pixels.channelCount,
      photometric: pixels.layout == .gray ? 1 : 2, data: pixels.samples,
      fields: pixels.layout == .rgba
        ? fields.merging([0x152: .shorts([2])]) { own, _ in own } : fields)
  }

  /// A file of samples as they are to be stored.
  public static func file(
    width: Int, height: Int, bits: Int, samplesPerPixel: Int, photometric: UInt16, data: [UInt8],
    fields: [UInt16: TIFFDirectory.Value] = [:]
  ) -> [UInt8] {
    var directory = TIFFDirectory([
      0x100: .longs([UInt32(width)]), 0x101: .longs([UInt32(height)]),
      0x102: .shorts([UInt16](repeating: UInt16(bits), count: samplesPerPixel)),
      0x103: .shorts([1]), 0x106: .shorts([photometric]), 0x111: .longs([8]),
      0x115: .shorts([UInt16(samplesPerPixel)]), 0x116: .longs([UInt32(height)]),
      0x117: .longs([UInt32(data.count)]),
    ])
    directory.fields.merge(fields) { _, own in own }
    return directory.block(data: data)
  }
}
