import Crypto
import Foundation

/// NovelAI's signature over the pixels and settings of an image.
///
/// It is an Ed25519 signature over the red, green and blue bytes, row by row and without alpha,
/// followed by the settings as `json.dumps` writes them without `signed_hash`. So it proves that
/// neither the pixels nor the settings have changed since NovelAI made them.
///
/// ```swift
/// let outcome = NovelAISignature.verify(comment: text, rgb: bytes)
/// ```
/// - Reference: NovelAI `novelai-image-metadata`, `nai_sig.py` (2024).
public enum NovelAISignature {
  /// What a check of the signature gave.
  public enum Outcome: String, Sendable, Hashable, CaseIterable {
    /// The signature is NovelAI's, over these pixels and settings.
    case verified
    /// The signature is not one over these pixels and settings.
    case failed
    /// There is no signature, or it has not been checked.
    case none
  }

  /// NovelAI's public key.
  static let publicKey: [UInt8] = [
    0x63, 0x62, 0x5C, 0x40, 0x03, 0xA1, 0x2F, 0x0C, 0xF0, 0x48, 0x35, 0x09, 0x3C, 0xD8, 0x0B, 0xD3,
    0x89, 0xD2, 0xD1, 0x36, 0xEA, 0x9B, 0xB7, 0x12, 0x45, 0xCE, 0x31, 0x93, 0x4B, 0xD1, 0x32, 0x27,
  ]

  /// The settings as JSON, wherever a file keeps them: the `Comment` of a PNG itself, or the
  /// `Comment` within the JSON of a user comment or of a stealth payload.
  static func settings(in comment: String) -> JSONValue? {
    guard let value = try? JSONValue(parsing: comment), value.isObject else { return nil }
    switch value["Comment"] {
    case .string(let text):
      guard let inner = try? JSONValue(parsing: text), inner.isObject else { return nil }
      return inner
    case .object(let members): return .object(members)
    default: return value
    }
  }

  /// Checks the signature.
  ///
  /// - Parameters:
  ///   - comment: The JSON that holds `signed_hash`, or JSON whose `Comment` is that JSON as text.
  ///   - rgb: The decoded pixels, three bytes each, row by row from the top, alpha dropped, no
  ///     colour conversion.
  /// - Returns: ``Outcome/none`` if there is no `signed_hash`.
  public static func verify(comment: String, rgb: [UInt8]) -> Outcome {
    verify(comment: comment, rgb: rgb, publicKey: publicKey)
  }

  static func verify(comment: String, rgb: [UInt8], publicKey: [UInt8]) -> Outcome {
    guard let settings = settings(in: comment), let signed = settings["signed_hash"] else {
      return .none
    }
    guard let text = signed.string, let signature = Data(base64Encoded: text),
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)
    else { return .failed }
    var message = Data(rgb)
    message.append(contentsOf: signedText(of: settings))
    return key.isValidSignature(signature, for: message) ? .verified : .failed
  }

  /// The part of the signed message that follows the pixels.
  static func signedText(of settings: JSONValue) -> [UInt8] {
    PythonJSON.dumps(.object(settings.members.filter { $0.name != "signed_hash" }))
  }
}
