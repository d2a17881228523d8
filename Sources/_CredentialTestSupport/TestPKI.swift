import Crypto
import Foundation

/// A certificate with its key.
public struct TestIdentity: Sendable {
  /// The certificate.
  public var certificate: [UInt8]
  /// The subject name.
  public var subject: [UInt8]
  /// The serial number.
  public var serial: [UInt8]
  /// The key.
  public var key: TestKey
  /// The certificates above it, without the root.
  public var chain: [[UInt8]]
}

/// What a certificate of a test is like. The defaults are what the profile wants.
public struct TestCertificate: Sendable {
  /// The organization of the subject.
  public var organization = "Assay Test"
  /// The common name of the subject.
  public var commonName = "Test Signer"
  /// The kind of key.
  public var keyKind = TestKey.Kind.ed25519
  /// The first second of validity.
  public var notBefore = 1_735_689_600  // 2025-01-01
  /// The last second of validity.
  public var notAfter = 1_893_456_000  // 2030-01-01
  /// The extended key usages; nil for none.
  public var purposes: [String]? = ["1.3.6.1.4.1.62558.2.1", "1.3.6.1.5.5.7.3.4"]
  /// The bits of the key usage; nil for no such extension.
  public var keyUsage: UInt8? = 0x80
  /// Whether it is one of an authority; nil for no such extension.
  public var isAuthority: Bool? = false
  /// The path length of an authority.
  public var pathLength: UInt8?
  /// The X.509 version.
  public var version: UInt8 = 3
  /// Whether there is an authority key identifier.
  public var hasAuthorityKey = true
  /// Extensions to add, encoded.
  public var extraExtensions: [[UInt8]] = []

  /// Creates the defaults.
  public init() {}

  /// The distinguished name.
  public var subject: [UInt8] {
    func attribute(_ oid: String, _ value: String) -> [UInt8] {
      DERBuilder.set(DERBuilder.sequence(DERBuilder.oid(oid), DERBuilder.text(value)))
    }
    return DERBuilder.sequence(
      attribute("2.5.4.10", organization), attribute("2.5.4.3", commonName))
  }
}

/// Issues certificates, time-stamps and OCSP responses for tests. All of it is made in code; with
/// Ed25519 keys the same seed gives the same bytes.
public struct TestPKI: Sendable {
  /// The root.
  public let root: TestIdentity
  /// The authority that issues leaves.
  public let intermediate: TestIdentity
  private let seed: String

  /// Makes a root and an intermediate authority.
  public init(
    seed: String = "assay", intermediate change: (inout TestCertificate) -> Void = { _ in }
  ) throws {
    self.seed = seed
    var authority = TestCertificate()
    authority.isAuthority = true
    authority.keyUsage = 0x06
    authority.purposes = nil
    authority.commonName = "Test Root \(seed)"
    authority.hasAuthorityKey = false
    authority.notBefore = 1_577_836_800
    authority.notAfter = 2_208_988_800
    root = try Self.issue(authority, by: nil, seed: seed + "/root")
    authority.commonName = "Test Intermediate \(seed)"
    authority.hasAuthorityKey = true
    change(&authority)
    intermediate = try Self.issue(authority, by: root, seed: seed + "/intermediate")
  }

  /// The root in PEM, to trust it.
  public var rootPEM: [UInt8] { Self.pem(root.certificate) }

  /// A certificate in PEM.
  public static func pem(_ certificate: [UInt8]) -> [UInt8] {
    let text = Data(certificate).base64EncodedString(options: .lineLength64Characters)
    return Array("-----BEGIN CERTIFICATE-----\n\(text)\n-----END CERTIFICATE-----\n".utf8)
  }

  /// Issues the certificate of a claim signer.
  public func signer(_ change: (inout TestCertificate) -> Void = { _ in }) throws -> TestIdentity {
    var certificate = TestCertificate()
    change(&certificate)
    var identity = try Self.issue(
      certificate, by: intermediate,
      seed: "\(seed)/signer/\(certificate.commonName)/\(certificate.keyKind.rawValue)")
    identity.chain = [intermediate.certificate]
    return identity
  }

  /// Issues the certificate of a time-stamping authority.
  public func timeStamper(
    _ change: (inout TestCertificate) -> Void = { _ in }
  ) throws -> TestIdentity {
    try signer {
      $0.commonName = "Test Time-Stamps"
      $0.purposes = ["1.3.6.1.5.5.7.3.8"]
      change(&$0)
    }
  }

  /// Issues a certificate.
  public static func issue(
    _ certificate: TestCertificate, by issuer: TestIdentity?, seed: String
  ) throws -> TestIdentity {
    let key = try TestKey(certificate.keyKind, seed: seed)
    let serial = Array(SHA256.hash(data: Data(seed.utf8)).prefix(8)).map { $0 & 0x7F | 1 }
    let signer = issuer?.key ?? key
    var extensions: [[UInt8]] = []
    func add(_ oid: String, isCritical: Bool, _ value: [UInt8]) {
      extensions.append(
        DERBuilder.sequence(
          DERBuilder.oid(oid), isCritical ? DERBuilder.yes : [], DERBuilder.octets(value)))
    }
    if let isAuthority = certificate.isAuthority {
      let length = certificate.pathLength.map { DERBuilder.integer($0) } ?? []
      add(
        "2.5.29.19", isCritical: true,
        DERBuilder.sequence(isAuthority ? DERBuilder.yes : [], length))
    }
    if let usage = certificate.keyUsage {
      add("2.5.29.15", isCritical: true, DERBuilder.element(0x03, [0, usage]))
    }
    if let purposes = certificate.purposes {
      add(
        "2.5.29.37", isCritical: false,
        DERBuilder.element(0x30, purposes.flatMap { DERBuilder.oid($0) }))
    }
    if certificate.isAuthority == true {
      let identifier = Array(Insecure.SHA1.hash(data: Data(key.publicKeyInfo)))
      add("2.5.29.14", isCritical: false, DERBuilder.octets(identifier))
    }
    if certificate.hasAuthorityKey {
      let identifier = Array(Insecure.SHA1.hash(data: Data(signer.publicKeyInfo)))
      add("2.5.29.35", isCritical: false, DERBuilder.sequence(DERBuilder.element(0x80, identifier)))
    }
    extensions += certificate.extraExtensions
    let body = DERBuilder.sequence(
      certificate.version > 1
        ? DERBuilder.explicit(0, DERBuilder.integer(certificate.version - 1)) : [],
      DERBuilder.integer(serial), signer.algorithmIdentifier,
      issuer?.subject ?? certificate.subject,
      DERBuilder.sequence(
        DERBuilder.validity(certificate.notBefore), DERBuilder.validity(certificate.notAfter)),
      certificate.subject, key.publicKeyInfo,
      certificate.version == 3
        ? DERBuilder.explicit(3, DERBuilder.element(0x30, extensions.flatMap { $0 })) : [])
    let der = DERBuilder.sequence(
      body, signer.algorithmIdentifier, DERBuilder.bits(try signer.sign(body)))
    return TestIdentity(
      certificate: der, subject: certificate.subject, serial: serial, key: key, chain: [])
  }

  // MARK: Time-stamps

  /// Makes a time-stamp token.
  ///
  /// - Parameters:
  ///   - message: What is stamped.
  ///   - seconds: The attested time.
  ///   - authority: Who attests it.
  public func timeStamp(
    _ message: [UInt8], at seconds: Int, by authority: TestIdentity
  ) throws -> [UInt8] {
    let sha256 = DERBuilder.sequence(DERBuilder.oid("2.16.840.1.101.3.4.2.1"))
    let info = DERBuilder.sequence(
      DERBuilder.integer(1), DERBuilder.oid("1.3.6.1.4.1.62558.99"),
      DERBuilder.sequence(sha256, DERBuilder.octets(Array(SHA256.hash(data: message)))),
      DERBuilder.integer(7), DERBuilder.time(seconds))
    let contentType = "1.2.840.113549.1.9.16.1.4"
    let attributes =
      DERBuilder.sequence(
        DERBuilder.oid("1.2.840.113549.1.9.3"), DERBuilder.set(DERBuilder.oid(contentType)))
      + DERBuilder.sequence(
        DERBuilder.oid("1.2.840.113549.1.9.4"),
        DERBuilder.set(DERBuilder.octets(Array(SHA256.hash(data: info)))))
    let signature = try authority.key.sign(DERBuilder.element(0x31, attributes))
    let issuer = authority.chain.isEmpty ? root.subject : intermediate.subject
    let signerInfo = DERBuilder.sequence(
      DERBuilder.integer(1),
      DERBuilder.sequence(issuer, DERBuilder.integer(authority.serial)), sha256,
      DERBuilder.element(0xA0, attributes), authority.key.algorithmIdentifier,
      DERBuilder.octets(signature))
    let certificates = DERBuilder.element(
      0xA0, authority.certificate + authority.chain.flatMap { $0 })
    return DERBuilder.sequence(
      DERBuilder.oid("1.2.840.113549.1.7.2"),
      DERBuilder.explicit(
        0,
        DERBuilder.sequence(
          DERBuilder.integer(3), DERBuilder.set(sha256),
          DERBuilder.sequence(
            DERBuilder.oid(contentType), DERBuilder.explicit(0, DERBuilder.octets(info))),
          certificates, DERBuilder.set(signerInfo))))
  }

  // MARK: OCSP

  /// What an OCSP response says.
  public enum RevocationStatus: Sendable {
    case good
    case unknown
    case revoked(at: Int)
  }

  /// Makes an OCSP response about a certificate, signed by its issuer.
  public func ocspResponse(
    about identity: TestIdentity, _ status: RevocationStatus, at seconds: Int,
    until end: Int? = nil, signedBy signer: TestIdentity? = nil
  ) throws -> [UInt8] {
    let signer = signer ?? intermediate
    let key = Array(intermediate.key.publicKeyInfo)
    // The key itself is what the bit string at the end of the key information holds.
    let keyBits: [UInt8] =
      intermediate.key.kind == .ed25519 ? Array(key.suffix(32)) : Array(key.suffix(65))
    let identifier = DERBuilder.sequence(
      DERBuilder.sequence(DERBuilder.oid("1.3.14.3.2.26"), DERBuilder.null),
      DERBuilder.octets(Array(Insecure.SHA1.hash(data: Data(intermediate.subject)))),
      DERBuilder.octets(Array(Insecure.SHA1.hash(data: Data(keyBits)))),
      DERBuilder.integer(identity.serial))
    let state: [UInt8] =
      switch status {
      case .good: [0x80, 0x00]
      case .unknown: [0x82, 0x00]
      case .revoked(let time): DERBuilder.element(0xA1, DERBuilder.time(time))
      }
    let single = DERBuilder.sequence(
      identifier, state, DERBuilder.time(seconds),
      end.map { DERBuilder.explicit(0, DERBuilder.time($0)) } ?? [])
    let body = DERBuilder.sequence(
      DERBuilder.explicit(1, signer.subject), DERBuilder.time(seconds),
      DERBuilder.sequence(single))
    let basic = DERBuilder.sequence(
      body, signer.key.algorithmIdentifier, DERBuilder.bits(try signer.key.sign(body)))
    return DERBuilder.sequence(
      [0x0A, 0x01, 0x00],
      DERBuilder.explicit(
        0,
        DERBuilder.sequence(
          DERBuilder.oid("1.3.6.1.5.5.7.48.1.1"), DERBuilder.octets(basic))))
  }
}
