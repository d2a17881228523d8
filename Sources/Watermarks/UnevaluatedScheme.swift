/// A scheme that was not looked for.
public struct UnevaluatedScheme: Sendable, Hashable {
  /// The scheme, for example `synthid`.
  public var scheme: String
  /// The name for people.
  public var name: String
  /// Who owns the scheme or writes the mark; nil when nobody in particular does.
  public var vendor: String?
  /// Why it was not looked for, in one sentence.
  public var reason: String
  /// How to check for the mark instead, in one sentence; nil where nothing can be done.
  public var howToCheck: String?

  /// Creates an entry.
  public init(
    scheme: String, name: String? = nil, vendor: String? = nil, reason: String,
    howToCheck: String? = nil
  ) {
    self.scheme = scheme
    self.name = name ?? scheme
    self.vendor = vendor
    self.reason = reason
    self.howToCheck = howToCheck
  }
}

extension UnevaluatedScheme {
  /// Bits that are only read on request.
  static let svdBits = UnevaluatedScheme(
    scheme: "dwtdctsvd", name: "dwtDctSvd (invisible-watermark)", vendor: "SD.Next and others",
    reason: "Its bits cannot be told from chance, as no payload is known in advance.",
    howToCheck: "Ask for all watermark schemes to see the bits, and compare them with the text "
      + "that you expect.")

  /// The same of RivaGAN, whose network takes 13 seconds for a megapixel.
  static let rivaGANBits = UnevaluatedScheme(
    scheme: "rivagan", name: "RivaGAN (invisible-watermark)", vendor: "invisible-watermark",
    reason: svdBits.reason, howToCheck: svdBits.howToCheck)

  /// The same where the scheme was asked for, and the picture cannot hold it.
  func unread(because reason: String) -> UnevaluatedScheme {
    UnevaluatedScheme(scheme: scheme, name: name, vendor: vendor, reason: reason)
  }

  /// A variant of TrustMark whose network was given and could not be run.
  static func trustMark(_ variant: TrustMarkVariant, reason: String) -> UnevaluatedScheme {
    UnevaluatedScheme(
      scheme: variant.scheme, name: "TrustMark \(variant.rawValue)", vendor: "Adobe",
      reason: reason,
      howToCheck: "Give the path of \(variant.decoderFileName) as Adobe publishes it, and of ONNX "
        + "Runtime's library in ASSAY_ONNXRUNTIME.")
  }

  /// The variants of TrustMark whose network was not given.
  static func trustMark(without variants: [TrustMarkVariant]) -> UnevaluatedScheme {
    let names = variants.map(\.rawValue).joined(separator: ", ")
    return UnevaluatedScheme(
      scheme: "trustmark", name: "TrustMark (variants \(names))", vendor: "Adobe",
      reason: "The network that turns pixels into bits is a separate download.",
      howToCheck: "Download Adobe's decoder_Q.onnx, install ONNX Runtime, and give the paths of "
        + "both.")
  }
}
