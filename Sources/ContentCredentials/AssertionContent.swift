import ByteReading

/// The content of an assertion box.
enum AssertionContent {
  /// CBOR, or JSON in the same model.
  case structured(CBOR)
  /// A file that is embedded.
  case embedded(mediaType: String?, data: ByteView)
  /// Something that is not looked into.
  case opaque
  /// Only zeros, or the marker of a redaction.
  case redacted

  /// Why content cannot be read.
  enum Fault: Error {
    case cbor(ParsingError)
    case json(ParsingError)
  }

  private static let redactionMarker: [UInt8] = [
    0xCA, 0xA9, 0x8E, 0xEE, 0x9D, 0x4D, 0xF8, 0x0E, 0x86, 0xAD, 0x4D, 0xFF, 0xCA, 0x26, 0x39, 0x73,
  ]

  /// Whether a box holds nothing any more.
  static func isRedacted(_ box: JUMBFBox) -> Bool {
    guard box.boxes.isEmpty, !box.contents.isEmpty else { return false }
    // The marker is not content; behind it, too, only zeros may be left.
    let isMarked = box.contents.contains {
      $0.type == "uuid" && $0.data.starts(with: redactionMarker)
    }
    let isBlank = box.contents.allSatisfy { content in
      let isMarker = content.type == "uuid" && content.data.starts(with: redactionMarker)
      let rest = isMarker ? content.data.suffix(from: redactionMarker.count) : content.data
      return rest.slice.allSatisfy { $0 == 0 }
    }
    return isBlank && (isMarked || box.contents.contains { !$0.data.isEmpty })
  }

  /// Reads the content of a box.
  init(_ box: JUMBFBox, limits: ParsingLimits) throws(Fault) {
    if let data = box.data(of: "cbor") {
      do { self = .structured(try CBOR(decoding: data, limits: limits)) } catch {
        throw .cbor(error)
      }
    } else if let data = box.data(of: "json") {
      do { self = .structured(try JSONText.parse(data, limits: limits)) } catch {
        throw .json(error)
      }
    } else if let data = box.data(of: "bidb") {
      var type: String?
      if let description = box.data(of: "bfdb") {
        var reader = ByteReader(description.suffix(from: 1))
        type = reader.zeroTerminated().utf8
      }
      self = .embedded(mediaType: type, data: data)
    } else {
      self = .opaque
    }
  }

  /// The fields, when the content is a map.
  var fields: CBOR.Map? {
    if case .structured(let item) = self { item.map } else { nil }
  }
}
