public import Pixels

/// Writes GIF files with a fixed palette and without compression: a clear code comes before the
/// code table can grow.
///
/// - Reference: GIF89a specification, 31 July 1990.
public enum GIFWriter {
  /// A file of frames of one size, in 216 colours: 6 levels of each channel.
  ///
  /// - Parameters:
  ///   - frames: RGB pictures.
  ///   - comment: A comment extension; none when nil.
  ///   - xmp: An XMP packet in an application extension; none when nil.
  ///   - transparentIndex: The palette index that is transparent in every frame.
  public static func file(
    _ frames: [PixelBuffer], comment: String? = nil, xmp: String? = nil,
    transparentIndex: UInt8? = nil, isInterlaced: Bool = false
  ) -> [UInt8] {
    guard let first = frames.first else { return [] }
    var file = ByteList()
    file.append("GIF89a")
    file.little(first.width, count: 2)
    file.little(first.height, count: 2)
    file.append([0xF7, 0, 0])
    for index in 0..<256 {
      file.append([index / 36, index / 6 % 6, index % 6].map { index < 216 ? UInt8($0 * 51) : 0 })
    }
    if frames.count > 1 {
      file.append([0x21, 0xFF, 11])
      file.append("NETSCAPE2.0")
      file.append([3, 1, 0, 0, 0])
    }
    if let comment {
      file.append([0x21, 0xFE] + blocks(Array(comment.utf8)))
    }
    if let xmp {
      // The packet is not cut into blocks; a run of counted-down bytes ends it (XMP Part 3 §1.1.2).
      file.append([0x21, 0xFF, 11])
      file.append("XMP DataXMP")
      file.append(xmp)
      file.append([1] + (0...255).reversed().map { UInt8($0) } + [0])
    }
    for frame in frames {
      file.append([0x21, 0xF9, 4, transparentIndex == nil ? 0 : 1, 10, 0, transparentIndex ?? 0, 0])
      file.append([0x2C, 0, 0, 0, 0])
      file.little(frame.width, count: 2)
      file.little(frame.height, count: 2)
      file.append([isInterlaced ? 0x40 : 0, 8])
      file.append(blocks(codes(indices(of: frame, isInterlaced: isInterlaced))))
    }
    file.append([0x3B])
    return file.bytes
  }

  /// The palette index of each pixel, in the order of the file.
  static func indices(of frame: PixelBuffer, isInterlaced: Bool = false) -> [UInt8] {
    let rgb = frame.convertedToRGB()
    let rows =
      isInterlaced
      ? [(0, 8), (4, 8), (2, 4), (1, 2)].flatMap { start, step in
        Array(stride(from: start, to: rgb.height, by: step))
      } : Array(0..<rgb.height)
    return rows.flatMap { y in
      (0..<rgb.width).map { x in
        let at = (y * rgb.width + x) * 3
        let levels = rgb.samples[at..<(at + 3)].map { (Int($0) + 25) / 51 }
        return UInt8(levels[0] * 36 + levels[1] * 6 + levels[2])
      }
    }
  }

  /// 9-bit codes, least significant bit first.
  private static func codes(_ indices: [UInt8]) -> [UInt8] {
    var packed: [UInt8] = []
    var (pending, bitCount) = (0, 0)
    func put(_ code: Int) {
      pending |= code << bitCount
      bitCount += 9
      while bitCount >= 8 {
        packed.append(UInt8(pending & 0xFF))
        pending >>= 8
        bitCount -= 8
      }
    }
    for (position, index) in indices.enumerated() {
      // After 254 codes the table would grow to 10-bit codes.
      if position % 250 == 0 { put(256) }
      put(Int(index))
    }
    put(257)
    if bitCount > 0 { packed.append(UInt8(pending & 0xFF)) }
    return packed
  }

  private static func blocks(_ data: [UInt8]) -> [UInt8] {
    var blocks = ByteList()
    var start = 0
    while start < data.count {
      let end = min(start + 255, data.count)
      blocks.append([UInt8(end - start)])
      blocks.append(data[start..<end])
      start = end
    }
    blocks.append([0])
    return blocks.bytes
  }
}
