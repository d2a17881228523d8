/// One of the networks of TrustMark. A mark of one of them cannot be read with another.
///
/// - Reference: adobe/trustmark, `models/README.md`.
public enum TrustMarkVariant: String, Sendable, Hashable, CaseIterable {
  /// The usual one.
  case q = "Q"
  /// The first one that was published.
  case b = "B"
  /// A small one.
  case c = "C"
  /// The least visible one, which works on the square about the centre.
  case p = "P"

  /// The scheme that a detection is reported under, for example `trustmark-q`.
  public var scheme: String { "trustmark-" + rawValue.lowercased() }
  /// The name in the C2PA soft binding algorithm list.
  public var algorithm: String { "com.adobe.trustmark." + rawValue }
  /// The name of the decoder's file where Adobe publishes it.
  public var decoderFileName: String { "decoder_\(rawValue).onnx" }

  /// The side of the picture that the network gets where its file accepts any, in pixels.
  var usualSide: Int { self == .p ? 224 : 256 }
  /// From which ratio of the longer side to the shorter one only the square about the centre counts.
  var largestRatio: Double { self == .p ? 1 : 2 }
}
