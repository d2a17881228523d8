public import ByteReading

/// An X.509 certificate, as far as a validator of Content Credentials needs it.
///
/// - Reference: RFC 5280 §4.
public struct X509Certificate: Sendable, Hashable {
  /// All bytes.
  public let der: [UInt8]
  /// The subject, for people and for names.
  public let subject: X509Name
  /// The issuer.
  public let issuer: X509Name
  /// The serial number, big endian.
  public let serialNumber: [UInt8]
  /// The first moment of validity.
  public let notBefore: CredentialTime
  /// The last moment of validity.
  public let notAfter: CredentialTime

  let version: Int
  let signedPart: ByteView
  let signatureAlgorithm: SignatureAlgorithm?
  let innerSignatureAlgorithm: ByteView
  let outerSignatureAlgorithm: ByteView
  let signature: ByteView
  let publicKeyInfo: PublicKeyInfo
  let hasUniqueIdentifiers: Bool
  let extensions: [X509Extension]

  /// Extensions that are read; others are unknown.
  enum ExtensionIdentifier {
    static let subjectKey = "2.5.29.14"
    static let keyUsage = "2.5.29.15"
    static let subjectAlternativeName = "2.5.29.17"
    static let basicConstraints = "2.5.29.19"
    static let nameConstraints = "2.5.29.30"
    static let policies = "2.5.29.32"
    static let policyMappings = "2.5.29.33"
    static let authorityKey = "2.5.29.35"
    static let policyConstraints = "2.5.29.36"
    static let extendedKeyUsage = "2.5.29.37"
    static let inhibitAnyPolicy = "2.5.29.54"
  }

  /// Whether the bytes are equal.
  public static func == (a: X509Certificate, b: X509Certificate) -> Bool { a.der == b.der }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) { hasher.combine(der) }

  /// Reads a certificate.
  ///
  /// - Parameter bytes: The DER of the certificate; nothing may follow.
  /// - Throws: ``ByteReading/ParsingError`` with what is wrong.
  public init(parsing bytes: ByteView) throws(ParsingError) {
    func fault(_ part: String) -> ParsingError {
      ParsingError(
        .malformed, at: bytes.offsetInFile, in: "X.509 certificate: \(part)",
        clause: "RFC 5280 §4.1")
    }
    guard bytes.count <= 65_536 else {
      throw ParsingError(
        .limitExceeded(.payloadSize, requested: bytes.count), at: bytes.offsetInFile,
        in: "X.509 certificate")
    }
    let whole = try DERElement(parsing: bytes)
    guard whole.tag == DERElement.sequence, whole.view.count == bytes.count else {
      throw fault("structure")
    }
    var outer = whole.reader
    let body = try outer.required(DERElement.sequence)
    let algorithm = try outer.required(DERElement.sequence)
    guard let signature = try outer.required(DERElement.bitString).bits, outer.isAtEnd else {
      throw fault("signature")
    }
    der = bytes.bytes
    signedPart = body.view
    self.signature = signature
    outerSignatureAlgorithm = algorithm.view
    signatureAlgorithm = SignatureAlgorithm(identifier: algorithm)

    var reader = body.reader
    if let version = try reader.optional(DERElement.context(0)) {
      guard let number = try DERElement(parsing: version.content).smallInteger else {
        throw fault("version")
      }
      self.version = number + 1
    } else {
      version = 1
    }
    serialNumber = try reader.required(DERElement.integer).content.bytes
    innerSignatureAlgorithm = try reader.required(DERElement.sequence).view
    issuer = X509Name(try reader.required(DERElement.sequence))
    var validity = try reader.required(DERElement.sequence).reader
    guard let notBefore = try validity.element().time, let notAfter = try validity.element().time
    else { throw fault("validity") }
    self.notBefore = notBefore
    self.notAfter = notAfter
    subject = X509Name(try reader.required(DERElement.sequence))
    publicKeyInfo = try PublicKeyInfo(try reader.required(DERElement.sequence))

    var hasUniqueIdentifiers = false
    var extensions: [X509Extension] = []
    while !reader.isAtEnd {
      let element = try reader.element()
      switch element.tag {
      case 0x81, 0x82, 0xA1, 0xA2: hasUniqueIdentifiers = true
      case DERElement.context(3):
        guard let list = try DERElement(parsing: element.content).children, list.count <= 256
        else { throw fault("extensions") }
        for item in list { extensions.append(try X509Extension(item)) }
      default: throw fault("fields")
      }
    }
    guard Set(extensions.map(\.identifier)).count == extensions.count else {
      throw fault("repeated extension")
    }
    self.hasUniqueIdentifiers = hasUniqueIdentifiers
    self.extensions = extensions
  }

  /// The value of an extension.
  func value(of identifier: String) -> ByteView? {
    extensions.first { $0.identifier == identifier }?.value
  }

  /// Whether subject and issuer are the same name.
  var isSelfIssued: Bool { subject == issuer }

  /// Whether the certificate may sign other certificates; nil without basic constraints.
  var isAuthority: Bool? {
    guard let value = value(of: ExtensionIdentifier.basicConstraints) else { return nil }
    guard let list = try? DERElement(parsing: value).children else { return nil }
    return list.first?.tag == DERElement.boolean && list.first?.content[0] != 0
  }

  /// How many authorities may stand between this one and the end; nil for any number.
  var pathLength: Int? {
    guard let value = value(of: ExtensionIdentifier.basicConstraints),
      let list = try? DERElement(parsing: value).children
    else { return nil }
    return list.last?.smallInteger
  }

  /// The bits of the key usage, bit 0 first; nil without the extension.
  var keyUsage: KeyUsage? {
    guard let value = value(of: ExtensionIdentifier.keyUsage),
      let bits = try? DERElement(parsing: value).bits
    else { return nil }
    return KeyUsage(rawValue: UInt16(bits[0] ?? 0) << 8 | UInt16(bits[1] ?? 0))
  }

  /// What the key may be used for.
  struct KeyUsage: OptionSet {
    let rawValue: UInt16
    static let digitalSignature = KeyUsage(rawValue: 0x8000)
    static let keyCertSign = KeyUsage(rawValue: 0x0400)
  }

  /// The purposes of the extended key usage; nil without the extension.
  public var extendedKeyUsage: [String]? {
    guard let value = value(of: ExtensionIdentifier.extendedKeyUsage),
      let list = try? DERElement(parsing: value).children
    else { return nil }
    return list.compactMap(\.objectIdentifier)
  }

  /// The identifier of the subject's key.
  var subjectKeyIdentifier: ByteView? {
    value(of: ExtensionIdentifier.subjectKey).flatMap {
      try? DERElement(parsing: $0).content
    }
  }

  /// The identifier of the issuer's key.
  var authorityKeyIdentifier: ByteView? {
    guard let value = value(of: ExtensionIdentifier.authorityKey),
      let list = try? DERElement(parsing: value).children
    else { return nil }
    return list.first { $0.tag == DERElement.primitiveContext(0) }?.content
  }

  /// Whether `time` lies in the validity.
  func isValid(at time: CredentialTime) -> Bool { notBefore <= time && time <= notAfter }
}

/// An extension of a certificate.
struct X509Extension: Sendable, Hashable {
  var identifier: String
  var isCritical: Bool
  var value: ByteView

  init(_ element: DERElement) throws(ParsingError) {
    guard element.tag == DERElement.sequence else {
      throw ParsingError(.malformed, at: element.view.offsetInFile, in: "X.509 extension")
    }
    var reader = element.reader
    guard let identifier = try reader.element().objectIdentifier else {
      throw ParsingError(.malformed, at: element.view.offsetInFile, in: "X.509 extension")
    }
    self.identifier = identifier
    isCritical = (try reader.optional(DERElement.boolean)?.content[0] ?? 0) != 0
    value = try reader.required(DERElement.octetString).content
  }
}

/// A distinguished name.
public struct X509Name: Sendable, Hashable {
  /// The DER, which names are compared by.
  let der: [UInt8]
  /// Attributes in their order: dotted identifier and text.
  let attributes: [Attribute]

  struct Attribute: Sendable, Hashable {
    var identifier: String
    var value: String
  }

  init(_ element: DERElement) {
    der = element.view.bytes
    var attributes: [Attribute] = []
    for set in element.children ?? [] {
      for pair in set.children ?? [] {
        guard let parts = pair.children, parts.count == 2,
          let identifier = parts[0].objectIdentifier, let value = parts[1].string
        else { continue }
        attributes.append(Attribute(identifier: identifier, value: value))
      }
    }
    self.attributes = attributes
  }

  private func first(_ identifier: String) -> String? {
    attributes.first { $0.identifier == identifier }?.value
  }

  /// CN
  public var commonName: String? { first("2.5.4.3") }
  /// O
  public var organization: String? { first("2.5.4.10") }
  /// OU
  public var organizationalUnit: String? { first("2.5.4.11") }
  /// C
  public var country: String? { first("2.5.4.6") }

  private static let shortNames: [String: String] = [
    "2.5.4.3": "CN", "2.5.4.4": "SN", "2.5.4.5": "serialNumber", "2.5.4.6": "C", "2.5.4.7": "L",
    "2.5.4.8": "ST", "2.5.4.9": "street", "2.5.4.10": "O", "2.5.4.11": "OU", "2.5.4.42": "GN",
    "1.2.840.113549.1.9.1": "emailAddress", "0.9.2342.19200300.100.1.25": "DC",
    "2.5.4.97": "organizationIdentifier", "2.5.4.15": "businessCategory",
  ]

  /// The attributes by short name, each once; used by crJSON.
  public var components: [(name: String, value: String)] {
    attributes.map { (Self.shortNames[$0.identifier] ?? $0.identifier, $0.value) }
  }

  /// Organization and common name, for people.
  public var displayName: String {
    switch (organization, commonName) {
    case (let organization?, let name?) where organization != name: "\(organization) (\(name))"
    case (let organization?, _): organization
    case (nil, let name?): name
    case (nil, nil): components.map { "\($0.name)=\($0.value)" }.joined(separator: ", ")
    }
  }
}
