import ByteReading

/// Counts the frames of an animation by walking over its blocks, without decoding any.
enum FrameCounter {
  /// The number of frames that the `acTL` chunk of an APNG announces; 1 without it.
  ///
  /// - Reference: PNG (Third Edition, 2025) §11.3.6.1.
  static func countPNG(_ bytes: ByteView) -> Int {
    var reader = ByteReader(bytes.suffix(from: 8))
    while let length = try? reader.uint32(), let type = try? reader.fourCC(), type != "IDAT" {
      if type == "acTL" {
        guard let count = try? reader.uint32() else { return 1 }
        return max(1, Int(count & 0x7FFF_FFFF))
      }
      guard (try? reader.skip(Int(length))) != nil, (try? reader.skip(4)) != nil else { return 1 }
    }
    return 1
  }

  /// The number of image descriptors of a GIF, at least 1.
  ///
  /// - Reference: GIF89a specification, 31 July 1990.
  static func countGIF(_ bytes: ByteView) -> Int {
    var reader = ByteReader(bytes)
    var count = 0
    guard (try? reader.skip(10)) != nil, let flags = try? reader.uint8(),
      (try? reader.skip(2 + colorTableSize(flags))) != nil
    else { return 1 }
    // Every turn reads at least one byte, so the loop is bounded by the file.
    while let introducer = try? reader.uint8() {
      switch introducer {
      case 0x21:
        guard (try? reader.skip(1)) != nil else { return max(1, count) }
      case 0x2C:
        guard (try? reader.skip(8)) != nil, let local = try? reader.uint8(),
          (try? reader.skip(colorTableSize(local) + 1)) != nil
        else { return max(1, count) }
        count += 1
      default: return max(1, count)
      }
      // Data sub-blocks, ended by an empty one.
      while let size = try? reader.uint8(), size > 0 {
        guard (try? reader.skip(Int(size))) != nil else { return max(1, count) }
      }
    }
    return max(1, count)
  }

  private static func colorTableSize(_ flags: UInt8) -> Int {
    flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1)
  }
}
