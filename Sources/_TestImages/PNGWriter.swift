public import Pixels

/// Writes PNG files chunk by chunk, with their compression left out: the same bytes whatever zlib
/// the system has.
///
/// - Reference: PNG (Third Edition, 2025); RFC 1950; RFC 1951 §3.2.4.
public enum PNGWriter {
  /// The first eight bytes of every PNG.
  public static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// How colour is stored.
  public enum ColorType: Int, Sendable {
    /// One gray sample.
    case gray = 0
    /// Three samples.
    case rgb = 2
    /// An index of the PLTE chunk.
    case palette = 3
    /// Gray and alpha.
    case grayAlpha = 4
    /// Three samples and alpha.
    case rgba = 6
  }

  /// A whole file of a picture.
  ///
  /// - Parameters:
  ///   - pixels: The picture.
  ///   - beforeData: Chunks between IHDR and IDAT.
  ///   - afterData: Chunks between IDAT and IEND.
  public static func file(
    _ pixels: PixelBuffer, beforeData: [[UInt8]] = [], afterData: [[UInt8]] = []
  ) -> [UInt8] {
    let type: ColorType =
      switch pixels.layout {
      case .gray: .gray
      case .rgb: .rgb
      case .rgba: .rgba
      }
    return file(
      width: pixels.width, height: pixels.height, bits: 8, type: type, rows: rows(pixels),
      beforeData: beforeData, afterData: afterData)
  }

  /// A whole file of packed rows, each without its filter byte.
  public static func file(
    width: Int, height: Int, bits: Int, type: ColorType, rows: [[UInt8]],
    beforeData: [[UInt8]] = [], afterData: [[UInt8]] = []
  ) -> [UInt8] {
    var file = ByteList()
    file.append(signature)
    file.append(header(width: width, height: height, bits: bits, type: type))
    for chunk in beforeData { file.append(chunk) }
    file.append(chunk("IDAT", compressedRows(rows)))
    for chunk in afterData { file.append(chunk) }
    file.append(chunk("IEND", []))
    return file.bytes
  }

  /// A whole file with one chunk more before its end.
  public static func inserting(_ chunk: [UInt8], into file: [UInt8]) -> [UInt8] {
    let end = self.chunk("IEND", [])
    return Array(file.dropLast(end.count)) + chunk + end
  }

  /// The IHDR chunk.
  public static func header(width: Int, height: Int, bits: Int, type: ColorType) -> [UInt8] {
    var data = ByteList()
    data.big(width, count: 4)
    data.big(height, count: 4)
    data.append([UInt8(bits), UInt8(type.rawValue), 0, 0, 0])
    return chunk("IHDR", data.bytes)
  }

  /// The rows of a picture.
  public static func rows(_ pixels: PixelBuffer) -> [[UInt8]] {
    (0..<pixels.height).map {
      Array(pixels.samples[($0 * pixels.rowStride)..<(($0 + 1) * pixels.rowStride)])
    }
  }

  /// The content of IDAT for packed rows: filter 0, a zlib stream of stored blocks.
  public static func compressedRows(_ rows: [[UInt8]]) -> [UInt8] {
    stored(rows.flatMap { [0] + $0 })
  }

  /// A chunk with its length and checksum.
  public static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    var chunk = ByteList()
    chunk.big(data.count, count: 4)
    chunk.append(type)
    chunk.append(data)
    chunk.big(Int(Checksum.crc32(Array(type.utf8) + data)), count: 4)
    return chunk.bytes
  }

  /// A tEXt chunk.
  public static func text(_ keyword: String, _ text: String) -> [UInt8] {
    chunk("tEXt", Array(keyword.utf8) + [0] + text.unicodeScalars.map { UInt8($0.value & 0xFF) })
  }

  /// An iTXt chunk, not compressed, without language.
  public static func internationalText(_ keyword: String, _ text: String) -> [UInt8] {
    chunk("iTXt", Array(keyword.utf8) + [0, 0, 0, 0, 0] + Array(text.utf8))
  }

  /// An iTXt chunk with an XMP packet.
  public static func xmp(_ packet: String) -> [UInt8] {
    internationalText("XML:com.adobe.xmp", packet)
  }

  /// The chunks of an animation after IHDR: `acTL`, and per frame `fcTL` and its data.
  ///
  /// - Parameter frames: Pictures of one size.
  /// - Returns: The chunks before the first frame's IDAT, and those after it.
  public static func animation(
    _ frames: [PixelBuffer]
  ) -> (beforeData: [[UInt8]], afterData: [[UInt8]]) {
    var control = ByteList()
    control.big(frames.count, count: 4)
    control.big(0, count: 4)
    var sequence = 0
    func frameControl(_ frame: PixelBuffer) -> [UInt8] {
      var data = ByteList()
      for value in [sequence, frame.width, frame.height, 0, 0] { data.big(value, count: 4) }
      data.big(1, count: 2)
      data.big(10, count: 2)
      data.append([0, 0])
      sequence += 1
      return chunk("fcTL", data.bytes)
    }
    var before = [chunk("acTL", control.bytes)]
    var after: [[UInt8]] = []
    for (index, frame) in frames.enumerated() {
      if index == 0 {
        before.append(frameControl(frame))
      } else {
        after.append(frameControl(frame))
        var data = ByteList()
        data.big(sequence, count: 4)
        sequence += 1
        data.append(compressedRows(rows(frame)))
        after.append(chunk("fdAT", data.bytes))
      }
    }
    return (before, after)
  }

  /// A zlib stream that holds `data` as it is.
  public static func stored(_ data: [UInt8]) -> [UInt8] {
    var stream = ByteList()
    stream.append([0x78, 0x01])
    var start = 0
    repeat {
      let end = min(start + 65535, data.count)
      stream.append([end == data.count ? 1 : 0])
      stream.little(end - start, count: 2)
      stream.little(~(end - start), count: 2)
      stream.append(data[start..<end])
      start = end
    } while start < data.count
    stream.big(Int(Checksum.adler32(data)), count: 4)
    return stream.bytes
  }
}

/// The checksums of PNG and zlib.
enum Checksum {
  /// - Reference: PNG (Third Edition) §5.5.
  static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return ~crc
  }

  /// - Reference: RFC 1950 §8.2.
  static func adler32(_ bytes: [UInt8]) -> UInt32 {
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    return b << 16 | a
  }
}
