/// Forms of text that the catalogue asks for by name. Each scan is linear and hand-written: regular
/// expressions that go back could be made slow by a stranger's text.
enum TextShape: String, CaseIterable {
  /// A UUID in lower or upper case.
  case uuid
  /// `Signature: ` and at least 64 characters of base64.
  case base64Signature
  /// A description of Midjourney that ends with a job.
  case midjourneyJob
  /// The settings text of AUTOMATIC1111.
  case settings
  /// A running graph of ComfyUI, or JSON with one as its member `prompt`.
  case comfyPrompt
  /// A canvas of ComfyUI, or JSON with one as its member `workflow`.
  case comfyWorkflow
  /// A label of TC260.
  case aigcLabel
  /// A number other than zero.
  case nonzero

  static func isUUID(_ bytes: some Collection<UInt8>) -> Bool {
    guard bytes.count == 36 else { return false }
    for (position, byte) in bytes.enumerated() {
      if position == 8 || position == 13 || position == 18 || position == 23 {
        guard byte == 0x2D else { return false }
      } else {
        guard
          (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte)
            || (0x61...0x66).contains(byte)
        else { return false }
      }
    }
    return true
  }

  /// Whether the bytes are `Signature: ` and base64, and nothing else.
  static func isSignature(_ bytes: ArraySlice<UInt8>) -> Bool {
    let mark = Array("Signature:".utf8)
    guard bytes.starts(with: mark) else { return false }
    var body = bytes.dropFirst(mark.count).drop { $0 <= 0x20 }
    let count = body.count
    while let last = body.last, last == 0x3D || last <= 0x20 { body.removeLast() }
    return body.count >= 62 && count >= 64
      && body.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
          || $0 == 0x2B || $0 == 0x2F
      }
  }
}
