import Crypto
import Foundation
import _CryptoExtras

/// A private key of a test, made from a seed.
public struct TestKey: Sendable {
  /// The kinds of key that may sign claims.
  public enum Kind: String, Sendable, CaseIterable {
    case ed25519, p256, p384, p521, rsa
  }

  private enum Storage: Sendable {
    case ed25519(Curve25519.Signing.PrivateKey)
    case p256(P256.Signing.PrivateKey)
    case p384(P384.Signing.PrivateKey)
    case p521(P521.Signing.PrivateKey)
    case rsa(_RSA.Signing.PrivateKey)
  }

  /// The kind of key.
  public let kind: Kind
  private let storage: Storage

  /// Makes a key. Equal seeds give equal keys, but for RSA.
  ///
  /// - Throws: What the cryptography reports.
  public init(_ kind: Kind, seed: String) throws {
    self.kind = kind
    let digest = Array(SHA256.hash(data: Data(seed.utf8)))
    switch kind {
    case .ed25519:
      storage = .ed25519(try Curve25519.Signing.PrivateKey(rawRepresentation: digest))
    case .p256: storage = .p256(try P256.Signing.PrivateKey(rawRepresentation: digest))
    case .p384:
      storage = .p384(
        try P384.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: 1, count: 16) + digest))
    case .p521:
      storage = .p521(
        try P521.Signing.PrivateKey(
          rawRepresentation: [0] + [UInt8](repeating: 1, count: 33) + digest))
    case .rsa: storage = .rsa(try _RSA.Signing.PrivateKey(keySize: .bits2048))
    }
  }

  /// The COSE number of the algorithm.
  public var coseAlgorithm: Int {
    switch kind {
    case .ed25519: -8
    case .p256: -7
    case .p384: -35
    case .p521: -36
    case .rsa: -37
    }
  }

  /// The `SubjectPublicKeyInfo`.
  public var publicKeyInfo: [UInt8] {
    switch storage {
    case .ed25519(let key):
      DERBuilder.sequence(
        DERBuilder.sequence(DERBuilder.oid("1.3.101.112")),
        DERBuilder.bits(Array(key.publicKey.rawRepresentation)))
    case .p256(let key): Array(key.publicKey.derRepresentation)
    case .p384(let key): Array(key.publicKey.derRepresentation)
    case .p521(let key): Array(key.publicKey.derRepresentation)
    case .rsa(let key): Array(key.publicKey.derRepresentation)
    }
  }

  /// The `AlgorithmIdentifier` of signatures in certificates, CMS and OCSP.
  public var algorithmIdentifier: [UInt8] {
    switch kind {
    case .ed25519: DERBuilder.sequence(DERBuilder.oid("1.3.101.112"))
    case .p256: DERBuilder.sequence(DERBuilder.oid("1.2.840.10045.4.3.2"))
    case .p384: DERBuilder.sequence(DERBuilder.oid("1.2.840.10045.4.3.3"))
    case .p521: DERBuilder.sequence(DERBuilder.oid("1.2.840.10045.4.3.4"))
    case .rsa: DERBuilder.sequence(DERBuilder.oid("1.2.840.113549.1.1.11"), DERBuilder.null)
    }
  }

  /// A signature as certificates hold it.
  public func sign(_ message: [UInt8]) throws -> [UInt8] {
    switch storage {
    case .ed25519(let key): Array(try key.signature(for: message))
    case .p256(let key): Array(try key.signature(for: SHA256.hash(data: message)).derRepresentation)
    case .p384(let key): Array(try key.signature(for: SHA384.hash(data: message)).derRepresentation)
    case .p521(let key): Array(try key.signature(for: SHA512.hash(data: message)).derRepresentation)
    case .rsa(let key):
      Array(
        try key.signature(for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5)
          .rawRepresentation)
    }
  }

  /// A signature as COSE holds it.
  public func signCOSE(_ message: [UInt8]) throws -> [UInt8] {
    switch storage {
    case .ed25519(let key): Array(try key.signature(for: message))
    case .p256(let key): Array(try key.signature(for: SHA256.hash(data: message)).rawRepresentation)
    case .p384(let key): Array(try key.signature(for: SHA384.hash(data: message)).rawRepresentation)
    case .p521(let key): Array(try key.signature(for: SHA512.hash(data: message)).rawRepresentation)
    case .rsa(let key):
      Array(try key.signature(for: SHA256.hash(data: message), padding: .PSS).rawRepresentation)
    }
  }
}
