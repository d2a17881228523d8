/// Makes text of unknown authors safe to show: what would be invisible, reorder its neighbours or
/// drive a terminal is written as `\u{202E}` instead.
enum VisibleText {
  /// The text on one line, with every deceptive character written out.
  static func line(_ text: String) -> String {
    if isPlain(text) { return text }
    var result = ""
    result.reserveCapacity(text.utf8.count + 16)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n", "\r", "\t": result.unicodeScalars.append(" ")
      default:
        if isDeceptive(scalar) {
          result += escape(scalar)
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result
  }

  /// How a deceptive character is written.
  static func escape(_ scalar: Unicode.Scalar) -> String {
    "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
  }

  /// Whether a character is invisible or changes how its neighbours are shown.
  static func isDeceptive(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F: true  // C0, DEL, C1
    case 0xAD, 0x061C, 0x115F, 0x1160, 0x180E, 0x3164, 0xFFA0: true  // soft hyphen, fillers
    case 0x200B, 0x200E, 0x200F, 0x2060...0x206F, 0xFEFF: true  // zero width, marks, isolates
    case 0x2028...0x202E: true  // separators, bidi embeddings and overrides
    case 0xFFF9...0xFFFB, 0xFFFE, 0xFFFF, 0xE0000...0xE007F: true  // annotations, tags
    default: false
    }
  }

  /// Whether the text needs no escaping: printable ASCII, or UTF-8 without anything deceptive.
  private static func isPlain(_ text: String) -> Bool {
    var isASCII = true
    for byte in text.utf8 {
      if byte < 0x20 || byte == 0x7F { return false }
      if byte >= 0x80 { isASCII = false }
    }
    return isASCII || !text.unicodeScalars.contains(where: isDeceptive)
  }
}
