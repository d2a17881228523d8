import ByteReading

/// The encodings of text in EXIF.
///
/// - Reference: Exif 3.0 §4.6.6 (UserComment), Table 9 (character codes).
enum EXIFText {
  /// Text of type ASCII or UTF-8: up to its zero byte; a second part (Copyright has one) follows on
  /// a line of its own.
  static func ascii(_ bytes: ByteView) -> String {
    var text = ""
    for part in withoutPadding(bytes).slice.split(separator: 0) {
      // On the bytes: a file may have thousands of long texts.
      guard let last = part.lastIndex(where: { $0 != 0x20 }) else { continue }
      if !text.isEmpty { text += "\n" }
      text += ByteView(Array(part[...last])).text
    }
    return text
  }

  /// The bytes without zero bytes at their end.
  static func withoutPadding(_ bytes: ByteView) -> ByteView {
    var end = bytes.count
    while end > 0, bytes[end - 1] == 0 { end -= 1 }
    return bytes.slice(0..<end) ?? bytes
  }

  /// A text that an eight-byte character code comes before.
  static func comment(_ bytes: ByteView, order: ByteOrder, isASCII: Bool) -> String {
    let rest = bytes.suffix(from: 8)
    if bytes.starts(with: "UNICODE\0") || bytes.starts(with: "Unicode\0") {
      return utf16(rest, guessedOrder(of: rest, otherwise: order))
    }
    if bytes.starts(with: "ASCII\0\0\0") {
      // The code is often wrong: UTF-8 is common, and so is UTF-16.
      return isUTF16(rest) ? utf16(rest, guessedOrder(of: rest, otherwise: order)) : padded(rest)
    }
    if bytes.starts(with: "JIS\0\0\0\0\0") {
      // Seven-bit JIS without escapes is ASCII; the rest is shown as it stands.
      return padded(rest)
    }
    if bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0]) {
      return isUTF16(rest) ? utf16(rest, guessedOrder(of: rest, otherwise: order)) : padded(rest)
    }
    // No code at all, against the standard.
    return isUTF16(bytes) ? utf16(bytes, guessedOrder(of: bytes, otherwise: order)) : padded(bytes)
  }

  /// Text up to its first zero byte, without the spaces that fill it up.
  private static func padded(_ bytes: ByteView) -> String {
    var end = bytes.slice.firstIndex(of: 0).map { $0 - bytes.slice.startIndex } ?? bytes.count
    while end > 0, bytes[end - 1] == 0x20 { end -= 1 }
    return (bytes.slice(0..<end) ?? bytes).text
  }

  /// Whether every other byte is zero, as in UTF-16 of Western text.
  private static func isUTF16(_ bytes: ByteView) -> Bool {
    if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) { return true }
    guard bytes.count >= 8 else { return false }
    let (even, odd) = zeros(bytes)
    let half = min(bytes.count, 256) / 2
    return (even * 10 > half * 8 && odd * 10 < half) || (odd * 10 > half * 8 && even * 10 < half)
  }

  /// How many of the first bytes at even and at odd places are zero.
  private static func zeros(_ bytes: ByteView) -> (even: Int, odd: Int) {
    var (even, odd) = (0, 0)
    for index in 0..<min(bytes.count, 256) where bytes[index] == 0 {
      if index & 1 == 0 { even += 1 } else { odd += 1 }
    }
    return (even, odd)
  }

  /// The order of UTF-16: the mark, else the place of the zero bytes, else the file's.
  ///
  /// The standard wants the order of the file; many programs write one of their own.
  private static func guessedOrder(of bytes: ByteView, otherwise order: ByteOrder) -> ByteOrder {
    if bytes.starts(with: [0xFE, 0xFF]) { return .big }
    if bytes.starts(with: [0xFF, 0xFE]) { return .little }
    let (even, odd) = zeros(bytes)
    if even > odd { return .big }
    if odd > even { return .little }
    // No zero byte tells (Chinese, say): spaces and line ends, and the usual blocks, may.
    var (big, little) = (0, 0)
    for index in stride(from: 0, to: min(bytes.count - 1, 256), by: 2) {
      if let high = bytes[index], (0x30...0x9F).contains(high) { big += 1 }
      if let high = bytes[index + 1], (0x30...0x9F).contains(high) { little += 1 }
    }
    if big * 2 > little * 3 { return .big }
    if little * 2 > big * 3 { return .little }
    return order
  }

  /// UTF-16 up to its end or first zero; wrong units become U+FFFD.
  static func utf16(_ bytes: ByteView, _ order: ByteOrder) -> String {
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    var reader = ByteReader(bytes)
    while let unit = try? reader.uint16(order) {
      if unit == 0 { break }
      if unit == 0xFEFF, units.isEmpty { continue }
      units.append(unit)
    }
    return String(decoding: units, as: UTF16.self)
  }
}
