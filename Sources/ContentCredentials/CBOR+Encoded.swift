import ByteReading

extension CBOR {
  /// The encoded value of a text key of the map that fills `bytes`: what a signature over a part of
  /// a map is made of.
  static func encodedValue(
    of key: String, in bytes: ByteView, limits: ParsingLimits
  ) -> ByteView? {
    guard let initial = bytes[0], initial >> 5 == 5 else { return nil }
    var decoder = CBORDecoder(bytes, limits: limits)
    // Only the head; the pairs follow.
    let sizes: [UInt8: Int] = [24: 1, 25: 2, 26: 4, 27: 8]
    guard (try? decoder.reader.skip(1 + (sizes[initial & 0x1F] ?? 0))) != nil else { return nil }
    while !decoder.reader.isAtEnd, bytes[decoder.reader.position] != 0xFF {
      guard let name = try? decoder.item(depth: 1) else { return nil }
      let start = decoder.reader.position
      guard (try? decoder.item(depth: 1)) != nil else { return nil }
      if case .text(key) = name { return bytes.slice(start..<decoder.reader.position) }
    }
    return nil
  }
}

extension CBOR {
  /// The item in core deterministic encoding: shortest forms, keys in the order of their bytes.
  ///
  /// - Reference: RFC 8949 §4.2.1.
  var deterministicEncoding: [UInt8] {
    var encoder = CBOREncoder()
    encode(to: &encoder)
    return encoder.bytes
  }

  private func encode(to encoder: inout CBOREncoder) {
    switch self {
    case .unsigned(let value): encoder.head(0, value)
    case .negative(let value): encoder.head(1, value)
    case .bytes(let view): encoder.byteString(view.slice)
    case .text(let text): encoder.text(text)
    case .array(let items):
      encoder.head(4, UInt64(items.count))
      for item in items { item.encode(to: &encoder) }
    case .map(let map):
      encoder.head(5, UInt64(map.pairs.count))
      let pairs = map.pairs.map { ($0.key.deterministicEncoding, $0.value) }
      for (key, value) in pairs.sorted(by: { $0.0.lexicographicallyPrecedes($1.0) }) {
        encoder.append(key)
        value.encode(to: &encoder)
      }
    case .tagged(let tag, let item):
      encoder.head(6, tag)
      item.encode(to: &encoder)
    case .boolean(let truth): encoder.append([truth ? 0xF5 : 0xF4])
    case .null: encoder.append([0xF6])
    case .simple(let value): encoder.append(value < 24 ? [0xE0 | value] : [0xF8, value])
    case .float(let number):
      encoder.append([0xFB])
      let bits = number.bitPattern
      encoder.append((0..<8).map { UInt8(truncatingIfNeeded: bits >> UInt64(56 - 8 * $0)) })
    }
  }
}
