import ByteReading
import Crypto
import _CryptoExtras

/// A digest algorithm.
public enum DigestAlgorithm: String, Sendable, Hashable {
  /// Only for names in OCSP and old time-stamps; never for content.
  case sha1
  /// SHA-256
  case sha256
  /// SHA-384
  case sha384
  /// SHA-512
  case sha512

  /// The algorithm of an object identifier.
  init?(objectIdentifier: String?) {
    switch objectIdentifier {
    case "1.3.14.3.2.26": self = .sha1
    case "2.16.840.1.101.3.4.2.1": self = .sha256
    case "2.16.840.1.101.3.4.2.2": self = .sha384
    case "2.16.840.1.101.3.4.2.3": self = .sha512
    default: return nil
    }
  }
}

/// A signature algorithm with its digest.
enum SignatureAlgorithm: Sendable, Hashable {
  case ecdsa(DigestAlgorithm)
  case rsaPKCS1(DigestAlgorithm)
  case rsaPSS(DigestAlgorithm)
  case ed25519

  /// Reads an `AlgorithmIdentifier`; nil when it is not one that may be used.
  init?(identifier: DERElement, digest: DigestAlgorithm? = nil) {
    guard let parts = identifier.children, let name = parts.first?.objectIdentifier else {
      return nil
    }
    switch name {
    case "1.2.840.10045.4.3.2": self = .ecdsa(.sha256)
    case "1.2.840.10045.4.3.3": self = .ecdsa(.sha384)
    case "1.2.840.10045.4.3.4": self = .ecdsa(.sha512)
    case "1.2.840.113549.1.1.11": self = .rsaPKCS1(.sha256)
    case "1.2.840.113549.1.1.12": self = .rsaPKCS1(.sha384)
    case "1.2.840.113549.1.1.13": self = .rsaPKCS1(.sha512)
    case "1.3.101.112": self = .ed25519
    case "1.2.840.113549.1.1.1":
      // CMS names the key only; the digest stands beside it.
      guard let digest else { return nil }
      self = .rsaPKCS1(digest)
    case "1.2.840.10045.2.1":
      guard let digest else { return nil }
      self = .ecdsa(digest)
    case "1.2.840.113549.1.1.10":
      guard let digest = Self.pssDigest(parts.dropFirst().first) else { return nil }
      self = .rsaPSS(digest)
    default: return nil
    }
  }

  /// The digest of RSASSA-PSS parameters, when the mask uses the same.
  private static func pssDigest(_ parameters: DERElement?) -> DigestAlgorithm? {
    guard let list = parameters?.children else { return nil }
    var hash: DigestAlgorithm?
    var mask: DigestAlgorithm?
    for part in list {
      guard let inner = try? DERElement(parsing: part.content) else { return nil }
      switch part.tag {
      case DERElement.context(0):
        hash = DigestAlgorithm(objectIdentifier: inner.children?.first?.objectIdentifier)
      case DERElement.context(1):
        mask = DigestAlgorithm(
          objectIdentifier: inner.children?.last?.children?.first?.objectIdentifier)
      default: continue
      }
    }
    guard let hash, hash == mask, hash != .sha1 else { return nil }
    return hash
  }
}

/// The public key of a certificate.
struct PublicKeyInfo: Sendable, Hashable {
  /// The kind of key.
  enum Kind: Sendable, Hashable {
    case p256, p384, p521, ed25519
    /// RSA; `isPSS` when the key may only be used for RSASSA-PSS.
    case rsa(isPSS: Bool)
    case other
  }

  let kind: Kind
  /// The whole `SubjectPublicKeyInfo`.
  let der: [UInt8]
  /// The key itself: a point, 32 bytes, or an `RSAPublicKey`.
  let key: ByteView

  init(_ element: DERElement) throws(ParsingError) {
    der = element.view.bytes
    var reader = element.reader
    let algorithm = try reader.required(DERElement.sequence)
    guard let key = try reader.required(DERElement.bitString).bits else {
      throw ParsingError(.malformed, at: element.view.offsetInFile, in: "X.509 public key")
    }
    self.key = key
    let parts = algorithm.children ?? []
    switch parts.first?.objectIdentifier {
    case "1.2.840.10045.2.1":
      switch parts.dropFirst().first?.objectIdentifier {
      case "1.2.840.10045.3.1.7": kind = .p256
      case "1.3.132.0.34": kind = .p384
      case "1.3.132.0.35": kind = .p521
      default: kind = .other
      }
    case "1.2.840.113549.1.1.1": kind = .rsa(isPSS: false)
    case "1.2.840.113549.1.1.10": kind = .rsa(isPSS: true)
    case "1.3.101.112": kind = .ed25519
    default: kind = .other
    }
  }

  /// The number of bits of an RSA modulus; nil for other keys.
  var modulusBitCount: Int? {
    guard case .rsa = kind, let modulus = try? DERElement(parsing: key).children?.first else {
      return nil
    }
    let digits = modulus.content.slice.drop { $0 == 0 }
    guard let first = digits.first else { return 0 }
    return (digits.count - 1) * 8 + (8 - first.leadingZeroBitCount)
  }

  /// Whether `signature` is a signature of `message` by this key.
  ///
  /// - Parameters:
  ///   - rawECDSA: Whether an ECDSA signature is *r* and *s* side by side (COSE) and not DER.
  func verifies(
    _ signature: ByteView, of message: some Sequence<ByteView>, _ algorithm: SignatureAlgorithm,
    rawECDSA: Bool = false
  ) -> Bool {
    switch (algorithm, kind) {
    case (.ed25519, .ed25519):
      guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: key.slice) else {
        return false
      }
      var bytes: [UInt8] = []
      for part in message { bytes.append(contentsOf: part.slice) }
      return key.isValidSignature(signature.slice, for: bytes)
    case (.ecdsa(let digest), .p256), (.ecdsa(let digest), .p384), (.ecdsa(let digest), .p521):
      switch digest {
      case .sha1: return false
      case .sha256:
        return verifiesECDSA(signature, SHA256.digest(message), raw: rawECDSA)
      case .sha384:
        return verifiesECDSA(signature, SHA384.digest(message), raw: rawECDSA)
      case .sha512:
        return verifiesECDSA(signature, SHA512.digest(message), raw: rawECDSA)
      }
    case (.rsaPKCS1(let digest), .rsa(isPSS: false)):
      return verifiesRSA(signature, message, digest, padding: .insecurePKCS1v1_5)
    case (.rsaPSS(let digest), .rsa):
      return verifiesRSA(signature, message, digest, padding: .PSS)
    default: return false
    }
  }

  private func verifiesECDSA(
    _ signature: ByteView, _ digest: some Digest, raw: Bool
  ) -> Bool {
    switch kind {
    case .p256:
      guard let key = try? P256.Signing.PublicKey(x963Representation: key.slice),
        let value = raw
          ? try? P256.Signing.ECDSASignature(rawRepresentation: signature.slice)
          : try? P256.Signing.ECDSASignature(derRepresentation: signature.slice)
      else { return false }
      return key.isValidSignature(value, for: digest)
    case .p384:
      guard let key = try? P384.Signing.PublicKey(x963Representation: key.slice),
        let value = raw
          ? try? P384.Signing.ECDSASignature(rawRepresentation: signature.slice)
          : try? P384.Signing.ECDSASignature(derRepresentation: signature.slice)
      else { return false }
      return key.isValidSignature(value, for: digest)
    case .p521:
      guard let key = try? P521.Signing.PublicKey(x963Representation: key.slice),
        let value = raw
          ? try? P521.Signing.ECDSASignature(rawRepresentation: signature.slice)
          : try? P521.Signing.ECDSASignature(derRepresentation: signature.slice)
      else { return false }
      return key.isValidSignature(value, for: digest)
    default: return false
    }
  }

  private func verifiesRSA(
    _ signature: ByteView, _ message: some Sequence<ByteView>, _ algorithm: DigestAlgorithm,
    padding: _RSA.Signing.Padding
  ) -> Bool {
    // A larger key costs more than a file may ask for.
    guard let bits = modulusBitCount, bits >= 2048, bits <= 16_384,
      let key = try? _RSA.Signing.PublicKey(derRepresentation: key.slice)
    else { return false }
    let value = _RSA.Signing.RSASignature(rawRepresentation: signature.slice)
    return switch algorithm {
    case .sha1: false
    case .sha256: key.isValidSignature(value, for: SHA256.digest(message), padding: padding)
    case .sha384: key.isValidSignature(value, for: SHA384.digest(message), padding: padding)
    case .sha512: key.isValidSignature(value, for: SHA512.digest(message), padding: padding)
    }
  }
}

extension HashFunction {
  /// The digest of parts in order.
  static func digest(_ parts: some Sequence<ByteView>) -> Digest {
    var hasher = Self()
    for part in parts { hasher.update(part) }
    return hasher.finalize()
  }

  /// Adds the bytes of a view without a copy.
  mutating func update(_ view: ByteView) {
    unsafe view.slice.withUnsafeBytes { unsafe update(bufferPointer: $0) }
  }
}

extension DigestAlgorithm {
  /// The digest of parts in order.
  func digest(_ parts: some Sequence<ByteView>) -> [UInt8] {
    switch self {
    case .sha1: Array(Insecure.SHA1.digest(parts))
    case .sha256: Array(SHA256.digest(parts))
    case .sha384: Array(SHA384.digest(parts))
    case .sha512: Array(SHA512.digest(parts))
    }
  }

  /// The digest of one view.
  func digest(_ view: ByteView) -> [UInt8] { digest(CollectionOfOne(view)) }
}
