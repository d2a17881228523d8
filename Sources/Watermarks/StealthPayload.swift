/// Text that was hidden in the lowest bits of a picture.
public struct StealthPayload: Sendable, Hashable {
  /// The signature that the text starts with, which tells the channel and the packing.
  public enum Variant: String, Sendable, Hashable, CaseIterable {
    /// In alpha, plain.
    case alpha = "stealth_pnginfo"
    /// In alpha, gzip.
    case packedAlpha = "stealth_pngcomp"
    /// In red, green and blue, plain.
    case color = "stealth_rgbinfo"
    /// In red, green and blue, gzip.
    case packedColor = "stealth_rgbcomp"
  }

  /// The text, wrong UTF-8 replaced by U+FFFD.
  public var text: String
  /// Where and how it was hidden.
  public var variant: Variant

  /// Creates a payload.
  public init(text: String, variant: Variant) {
    self.text = text
    self.variant = variant
  }
}
