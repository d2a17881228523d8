import ByteReading

/// What the first bytes of a JUMBF superbox tell.
///
/// - Reference: ISO/IEC 19566-5:2023 §A.3; C2PA 2.2 §11.1.4.2.
enum JUMBFHeader {
  /// UUID of a C2PA manifest store.
  private static let storeType: [UInt8] = [
    0x63, 0x32, 0x70, 0x61, 0x00, 0x11, 0x00, 0x10, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71,
  ]

  /// Whether the box is a C2PA manifest store, by the UUID and the label of its description box.
  static func isManifestStore(_ box: ByteView) -> Bool {
    let start = box.slice(at: 0, count: 4)?.slice.elementsEqual([0, 0, 0, 1]) == true ? 16 : 8
    guard box.has("jumb", at: 4), box.has("jumd", at: start + 4) else { return false }
    let description = box.suffix(from: start + 8)
    guard description.starts(with: storeType) else { return false }
    return description.has("c2pa\0", at: 17)
  }

  /// What kind of payload the box is.
  static func kind(of box: ByteView) -> EmbeddedPayload.Kind {
    isManifestStore(box) ? .c2pa : .jumbf
  }

  /// The size that the box declares; 0 when it goes to the end.
  static func declaredLength(_ box: ByteView) -> Int {
    var reader = ByteReader(box)
    guard let length = try? reader.uint32() else { return 0 }
    guard length == 1 else { return Int(length) }
    guard (try? reader.skip(4)) != nil, let long = try? reader.uint64() else { return 0 }
    return Int(clamping: long)
  }
}
