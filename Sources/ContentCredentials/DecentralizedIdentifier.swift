import ByteReading
import Crypto

/// A decentralized identifier, as far as it names the key of an issuer of credentials.
///
/// The methods `jwk` and `key` hold the key itself. Others, `web` among them, need a network.
///
/// - Reference: W3C Decentralized Identifiers 1.0 §3.1; did:jwk method; did:key method 0.7.
struct DecentralizedIdentifier {
  /// What follows `did:` – `jwk`, `key`, `web` and so on.
  var method: String
  /// What follows the method, without path, query and fragment.
  private var identifier: Substring

  private static let largestCount = 8192

  /// Reads an identifier; nil when it is not one.
  init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "did", !parts[1].isEmpty, !parts[2].isEmpty,
      text.utf8.count <= Self.largestCount
    else { return nil }
    method = String(parts[1])
    identifier = parts[2].prefix { !"#?/;".contains($0) }
  }

  /// Whether the key is in the identifier itself.
  var holdsKey: Bool { method == "jwk" || method == "key" }

  /// The key; nil when it is not in the identifier, or is of a kind that may not sign.
  func key(limits: ParsingLimits) -> PublicKeyInfo? {
    switch method {
    case "jwk": webKey(limits: limits)
    case "key": multicodecKey
    default: nil
    }
  }

  /// The key of a `did:jwk`: base64url of a JSON Web Key.
  ///
  /// - Reference: RFC 7517 §4; RFC 8037 §2.
  private func webKey(limits: ParsingLimits) -> PublicKeyInfo? {
    guard let json = Base64.decode(identifier.utf8),
      let key = try? JSONText.parse(ByteView(json), limits: limits),
      let x = key["x"]?.text.flatMap({ Base64.decode($0.utf8) })
    else { return nil }
    switch (key["kty"]?.text, key["crv"]?.text) {
    case ("OKP", "Ed25519"): return PublicKeyInfo(kind: .ed25519, key: x)
    case ("EC", let curve?):
      guard let y = key["y"]?.text.flatMap({ Base64.decode($0.utf8) }) else { return nil }
      let kinds: [String: PublicKeyInfo.Kind] = [
        "P-256": .p256, "P-384": .p384, "P-521": .p521,
      ]
      return kinds[curve].map { PublicKeyInfo(kind: $0, key: [4] + x + y) }
    default: return nil
    }
  }

  /// The key of a `did:key`: `z`, then base58 of a code for the kind and the key.
  private var multicodecKey: PublicKeyInfo? {
    guard identifier.first == "z", let bytes = Base58.decode(identifier.dropFirst().utf8),
      bytes.count > 2
    else { return nil }
    let key = Array(bytes.dropFirst(2))
    switch (bytes[0], bytes[1]) {
    case (0xED, 0x01): return key.count == 32 ? PublicKeyInfo(kind: .ed25519, key: key) : nil
    case (0x80, 0x24):
      return (try? P256.Signing.PublicKey(compressedRepresentation: key)).map {
        PublicKeyInfo(kind: .p256, key: Array($0.x963Representation))
      }
    case (0x81, 0x24):
      return (try? P384.Signing.PublicKey(compressedRepresentation: key)).map {
        PublicKeyInfo(kind: .p384, key: Array($0.x963Representation))
      }
    default: return nil
    }
  }
}

/// Base58 with the alphabet of Bitcoin.
///
/// - Reference: IETF draft-msporny-base58-03.
enum Base58 {
  private static let alphabet = Array(
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
  /// The work grows with the square of the length; keys are far shorter.
  private static let largestCount = 256

  /// Decodes; nil when there is any other character.
  static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
    // Little endian.
    var number: [UInt8] = []
    var zeros = 0
    var count = 0
    for character in text {
      guard let digit = alphabet.firstIndex(of: character), count < largestCount else {
        return nil
      }
      count += 1
      if digit == 0, number.isEmpty {
        zeros += 1
        continue
      }
      var carry = digit
      for index in number.indices {
        carry += Int(number[index]) * 58
        number[index] = UInt8(truncatingIfNeeded: carry)
        carry >>= 8
      }
      while carry > 0 {
        number.append(UInt8(truncatingIfNeeded: carry))
        carry >>= 8
      }
    }
    return [UInt8](repeating: 0, count: zeros) + number.reversed()
  }
}

extension PublicKeyInfo {
  /// Creates a key from its parts.
  init(kind: Kind, key: [UInt8]) {
    self.kind = kind
    self.key = ByteView(key)
    der = []
  }
}
