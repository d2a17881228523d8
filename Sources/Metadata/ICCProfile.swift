import ByteReading

/// What is read of colour profiles.
///
/// - Reference: ICC.1:2022 §7.2, §10.15 (`mluc`); ICC.1:2001 §6.5.17 (`desc`).
enum ICCProfile {
  /// The description of a profile; nil when it has none.
  static func description(_ profile: ByteView) -> String? {
    var reader = ByteReader(profile)
    guard (try? reader.seek(to: 128)) != nil, let count = try? reader.uint32() else { return nil }
    for _ in 0..<min(count, 256) {
      guard let signature = try? reader.fourCC(), let offset = try? reader.uint32(),
        let size = try? reader.uint32()
      else { return nil }
      guard signature == "desc", let tag = profile.slice(at: Int(offset), count: Int(size)) else {
        continue
      }
      return text(tag)
    }
    return nil
  }

  private static func text(_ tag: ByteView) -> String? {
    var reader = ByteReader(tag)
    guard let type = try? reader.fourCC(), (try? reader.skip(4)) != nil,
      let first = try? reader.uint32()
    else { return nil }
    switch type {
    case "desc":
      return (try? reader.take(Int(first))).map { EXIFText.withoutPadding($0).text }
    case "mluc":
      // The first record; its offset counts from the start of the tag.
      guard first > 0, (try? reader.skip(8)) != nil, let length = try? reader.uint32(),
        let offset = try? reader.uint32(), let text = tag.slice(at: Int(offset), count: Int(length))
      else { return nil }
      return EXIFText.utf16(text, .big)
    default: return nil
    }
  }
}
