/// A payload that is known in advance, so that its presence can be told.
public struct WatermarkMessage: Sendable, Hashable {
  /// The scheme that a detection is reported under.
  public var scheme: String
  /// The name for people.
  public var name: String
  /// The payload as a detection shows it.
  public var payload: String
  /// The bits in the order of embedding, each 0 or 1.
  public var bits: [UInt8]
  /// The generator that writes it; nil when it does not tell.
  public var generator: String?

  /// Creates a message from bits.
  ///
  /// - Returns: nil unless there are 24 to 1024 bits, with at least eight of each kind: fewer
  ///   cannot be told from chance.
  public init?(
    scheme: String, name: String, payload: String, bits: [UInt8], generator: String? = nil
  ) {
    let ones = bits.count { $0 == 1 }
    guard (24...1024).contains(bits.count), bits.allSatisfy({ $0 <= 1 }), ones >= 8,
      bits.count - ones >= 8
    else { return nil }
    self.scheme = scheme
    self.name = name
    self.payload = payload
    self.bits = bits
    self.generator = generator
  }

  /// Creates a message from the UTF-8 bytes of a text, most significant bit first.
  ///
  /// - Returns: nil as for ``init(scheme:name:payload:bits:generator:)``.
  public init?(scheme: String, name: String, text: String, generator: String? = nil) {
    self.init(
      scheme: scheme, name: name, payload: text, bits: Self.bits(of: Array(text.utf8)),
      generator: generator)
  }

  /// The bits of bytes, most significant first.
  static func bits(of bytes: [UInt8]) -> [UInt8] {
    bytes.flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 } }
  }

  /// The payloads that the reference code of generators writes with `dwtDct`.
  ///
  /// - Reference: CompVis/stable-diffusion `scripts/txt2img.py`; Stability-AI/stablediffusion
  ///   `scripts/txt2img.py`; Stability-AI/generative-models `sgm/inference/helpers.py`;
  ///   black-forest-labs/flux `src/flux/util.py`; InvokeAI `invisible_watermark.py`.
  public static let wellKnown: [WatermarkMessage] = [
    WatermarkMessage(
      scheme: "sdxl-dwtdct", name: "Stable Diffusion XL watermark", payload: "0xB3EC907BB19E",
      bits: bits(of: [0xB3, 0xEC, 0x90, 0x7B, 0xB1, 0x9E]), generator: "Stable Diffusion XL"),
    WatermarkMessage(
      scheme: "sd1-dwtdct", name: "Stable Diffusion 1 watermark", text: "StableDiffusionV1",
      generator: "Stable Diffusion 1"),
    WatermarkMessage(
      scheme: "sd2-dwtdct", name: "Stable Diffusion 2 watermark", text: "SDV2",
      generator: "Stable Diffusion 2"),
    // The reference code turns the number into binary text, which drops its two leading zeros.
    WatermarkMessage(
      scheme: "flux1-dwtdct", name: "FLUX.1 watermark", payload: "0x2AFE879CF52E",
      bits: Array(bits(of: [0x2A, 0xFE, 0x87, 0x9C, 0xF5, 0x2E]).dropFirst(2)),
      generator: "FLUX.1"),
    WatermarkMessage(
      scheme: "invokeai-dwtdct", name: "InvokeAI watermark", text: "InvokeAI",
      generator: "InvokeAI"),
  ].compactMap(\.self)
}
