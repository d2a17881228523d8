import Crypto
import Foundation

/// Verifies the signature that NovelAI puts over pixels and settings.
///
/// The signed message is the RGB samples of the picture, row by row, alpha left out, followed by the
/// comment without `signed_hash` as Python's `json.dumps` writes it. A signature that verifies
/// proves that neither pixels nor settings were changed.
public enum NovelAISignature {
  /// NovelAI's public key, Ed25519.
  private static let publicKey = "Y2JcQAOhLwzwSDUJPNgL04nS0Tbqm7cSRc4xk0vRMic="

  /// Verifies a comment.
  ///
  /// - Parameters:
  ///   - comment: The JSON text of the comment.
  ///   - rgb: The samples of the picture, three a pixel, row by row.
  ///   - key: The public key in base64; NovelAI's by default.
  /// - Returns: `none` when the comment holds no signature.
  public static func verify(comment: String, rgb: [UInt8], key: String? = nil)
    -> GeneratorTrace.Signature
  {
    guard let json = JSONText(comment), let signature = json["signed_hash"]?.text else {
      return .none
    }
    let rest = JSONText.object(json.members.filter { $0.key != "signed_hash" })
    guard let keyData = Data(base64Encoded: key ?? publicKey),
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: keyData),
      let signature = Data(base64Encoded: signature)
    else { return .failed }
    let message = Data(rgb + Array(rest.pythonDump.utf8))
    return key.isValidSignature(signature, for: message) ? .verified : .failed
  }
}
