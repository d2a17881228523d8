public import ByteReading

/// A time-stamp token: a CMS message of an authority that attests a time.
///
/// - Reference: RFC 3161 §2.4.2; RFC 5652 §5.
public struct TimeStampToken: Sendable {
  /// The attested time.
  public var time: CredentialTime
  /// The digest algorithm of what was stamped; nil when it is not allowed.
  var imprintAlgorithm: DigestAlgorithm?
  /// The digest of what was stamped.
  var imprint: ByteView
  /// Certificates that came along.
  var certificates: [X509Certificate]
  /// The certificate that signed; nil when it did not come along.
  public var signer: X509Certificate?
  /// The signature algorithm; nil when it is not allowed.
  var signatureAlgorithm: SignatureAlgorithm?
  /// Whether the signature verifies, and the attributes fit the content.
  var isSignatureValid: Bool

  private static let signedData = "1.2.840.113549.1.7.2"
  private static let timeStampInfo = "1.2.840.113549.1.9.16.1.4"
  private static let contentTypeAttribute = "1.2.840.113549.1.9.3"
  private static let digestAttribute = "1.2.840.113549.1.9.4"
  private static let certificateAttribute = "1.2.840.113549.1.9.16.2.12"
  private static let certificateAttribute2 = "1.2.840.113549.1.9.16.2.47"

  private static func fault(_ view: ByteView, _ part: String) -> ParsingError {
    ParsingError(
      .malformed, at: view.offsetInFile, in: "Time-stamp: \(part)", clause: "RFC 3161 §2.4.2")
  }

  /// Reads the token inside of a time-stamp response.
  ///
  /// - Throws: ``ByteReading/ParsingError``, also when the response is a refusal.
  public init(parsingResponse bytes: ByteView) throws(ParsingError) {
    var reader = try DERElement(parsing: bytes).reader
    let status = try reader.required(DERElement.sequence)
    guard let number = status.children?.first?.smallInteger, number == 0 || number == 1 else {
      throw Self.fault(bytes, "status")
    }
    self = try TimeStampToken(parsing: try reader.required(DERElement.sequence).view)
  }

  /// Reads a token and verifies its signature.
  ///
  /// - Throws: ``ByteReading/ParsingError`` with what is wrong with the structure. A wrong
  ///   signature is a value, see ``isSignatureValid``.
  public init(parsing bytes: ByteView) throws(ParsingError) {
    var outer = try DERElement(parsing: bytes).reader
    guard try outer.element().objectIdentifier == Self.signedData else {
      throw Self.fault(bytes, "content type")
    }
    let wrapped = try outer.required(DERElement.context(0))
    var reader = try DERElement(parsing: wrapped.content).reader
    _ = try reader.required(DERElement.integer)
    _ = try reader.required(DERElement.set)
    var encapsulated = try reader.required(DERElement.sequence).reader
    guard try encapsulated.element().objectIdentifier == Self.timeStampInfo else {
      throw Self.fault(bytes, "encapsulated content type")
    }
    let info = try Self.octets(
      try DERElement(parsing: try encapsulated.required(DERElement.context(0)).content))
    (time, imprintAlgorithm, imprint) = try Self.read(info)

    certificates = []
    if let list = try reader.optional(DERElement.context(0))?.children {
      for element in list.prefix(32) where element.tag == DERElement.sequence {
        if let certificate = try? X509Certificate(parsing: element.view) {
          certificates.append(certificate)
        }
      }
    }
    _ = try reader.optional(DERElement.context(1))
    let signers = try reader.required(DERElement.set).children ?? []
    guard signers.count == 1 else { throw Self.fault(bytes, "number of signers") }
    let result = try Self.verify(signers[0], info: info, certificates: certificates)
    (signer, signatureAlgorithm, isSignatureValid) = result
  }

  /// The content of an octet string, which BER may split.
  private static func octets(_ element: DERElement) throws(ParsingError) -> ByteView {
    if element.tag == DERElement.octetString { return element.content }
    guard element.tag == 0x24, let parts = element.children,
      parts.allSatisfy({ $0.tag == DERElement.octetString })
    else { throw fault(element.view, "octet string") }
    return ByteView(parts.flatMap { $0.content.bytes }, offsetInFile: element.view.offsetInFile)
  }

  /// Reads a `TSTInfo`.
  private static func read(
    _ info: ByteView
  ) throws(ParsingError) -> (CredentialTime, DigestAlgorithm?, ByteView) {
    var reader = try DERElement(parsing: info).reader
    _ = try reader.required(DERElement.integer)
    _ = try reader.required(DERElement.objectIdentifier)
    var imprint = try reader.required(DERElement.sequence).reader
    let algorithm = DigestAlgorithm(
      objectIdentifier: try imprint.required(DERElement.sequence).children?.first?
        .objectIdentifier)
    let digest = try imprint.required(DERElement.octetString).content
    _ = try reader.required(DERElement.integer)
    guard let time = try reader.required(DERElement.generalizedTime).time else {
      throw fault(info, "genTime")
    }
    return (time, algorithm == .sha1 ? nil : algorithm, digest)
  }

  /// Verifies a `SignerInfo`.
  ///
  /// - Reference: RFC 5652 §5.3–5.6; RFC 5035 §5.
  private static func verify(
    _ info: DERElement, info content: ByteView, certificates: [X509Certificate]
  ) throws(ParsingError) -> (X509Certificate?, SignatureAlgorithm?, Bool) {
    var reader = info.reader
    _ = try reader.required(DERElement.integer)
    let identifier = try reader.element()
    let digest = DigestAlgorithm(
      objectIdentifier: try reader.required(DERElement.sequence).children?.first?
        .objectIdentifier)
    let attributes = try reader.optional(DERElement.context(0))
    let algorithm = SignatureAlgorithm(
      identifier: try reader.required(DERElement.sequence), digest: digest)
    let signature = try reader.required(DERElement.octetString).content
    let signer = certificates.first { matches($0, identifier) }
    guard let signer, let digest, digest != .sha1, let algorithm, let attributes,
      let list = attributes.children
    else { return (signer, algorithm, false) }
    func value(_ name: String) -> DERElement? {
      let found = list.filter { $0.children?.first?.objectIdentifier == name }
      guard found.count == 1 else { return nil }
      return found[0].children?.last?.children?.first
    }
    guard value(contentTypeAttribute)?.objectIdentifier == timeStampInfo,
      let stated = value(digestAttribute)?.content,
      stated.slice.elementsEqual(digest.digest(content)),
      names(signer, value(certificateAttribute), value(certificateAttribute2))
    else { return (signer, algorithm, false) }
    // The attributes are signed as a SET, not with the tag they are stored under.
    let signed = DEREncoder.element(DERElement.set, attributes.content.slice)
    let isValid = signer.publicKeyInfo.verifies(
      signature, of: CollectionOfOne(ByteView(signed)), algorithm)
    return (signer, algorithm, isValid)
  }

  /// Whether the signing-certificate attribute, if there is one, names the signer.
  private static func names(
    _ signer: X509Certificate, _ old: DERElement?, _ new: DERElement?
  ) -> Bool {
    let der = ByteView(signer.der)
    if let new {
      guard let first = new.children?.first?.children?.first?.children else { return false }
      var digest = DigestAlgorithm.sha256
      if first.first?.tag == DERElement.sequence {
        guard
          let named = DigestAlgorithm(
            objectIdentifier: first.first?.children?.first?.objectIdentifier)
        else { return false }
        digest = named
      }
      guard let hash = first.first(where: { $0.tag == DERElement.octetString }) else {
        return false
      }
      return hash.content.slice.elementsEqual(digest.digest(der))
    }
    if let old {
      guard let hash = old.children?.first?.children?.first?.children?.first else { return false }
      return hash.content.slice.elementsEqual(DigestAlgorithm.sha1.digest(der))
    }
    return true
  }

  /// Whether a signer identifier means a certificate.
  private static func matches(_ certificate: X509Certificate, _ identifier: DERElement) -> Bool {
    if identifier.tag == DERElement.primitiveContext(0) {
      return certificate.subjectKeyIdentifier?.slice.elementsEqual(identifier.content.slice)
        == true
    }
    guard let parts = identifier.children, parts.count == 2 else { return false }
    return parts[0].view.slice.elementsEqual(certificate.issuer.der)
      && parts[1].content.slice.elementsEqual(certificate.serialNumber)
  }

  /// Whether the token stamps `parts`.
  func stamps(_ parts: [ByteView]) -> Bool {
    guard let imprintAlgorithm else { return false }
    return imprint.slice.elementsEqual(imprintAlgorithm.digest(parts))
  }
}
