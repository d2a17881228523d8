public import ByteReading

/// A statement of an authority on whether certificates are revoked.
///
/// - Reference: RFC 6960 §4.2.
public struct OCSPResponse: Sendable {
  /// What is said about one certificate.
  struct Single: Sendable {
    enum Status: Sendable, Equatable {
      case good
      case revoked(at: CredentialTime, reason: Int?)
      case unknown
    }

    var digest: DigestAlgorithm?
    var issuerNameHash: ByteView
    var issuerKeyHash: ByteView
    var serialNumber: ByteView
    var status: Status
    var thisUpdate: CredentialTime
    var nextUpdate: CredentialTime?

    /// Whether the statement is about `certificate`, issued by `issuer`.
    func isAbout(_ certificate: X509Certificate, issuer: X509Certificate) -> Bool {
      guard let digest else { return false }
      return serialNumber.slice.elementsEqual(certificate.serialNumber)
        && issuerNameHash.slice.elementsEqual(digest.digest(ByteView(issuer.subject.der)))
        && issuerKeyHash.slice.elementsEqual(digest.digest(issuer.publicKeyInfo.key))
    }
  }

  var producedAt: CredentialTime
  var responses: [Single]
  private var signedPart: ByteView
  private var algorithm: SignatureAlgorithm?
  private var signature: ByteView
  private var responder: DERElement
  private var certificates: [X509Certificate]

  private static func fault(_ view: ByteView, _ part: String) -> ParsingError {
    ParsingError(
      .malformed, at: view.offsetInFile, in: "OCSP response: \(part)", clause: "RFC 6960 §4.2.1")
  }

  /// Reads a response.
  ///
  /// - Throws: ``ByteReading/ParsingError``, also for a response that reports an error.
  public init(parsing bytes: ByteView) throws(ParsingError) {
    var outer = try DERElement(parsing: bytes).reader
    guard try outer.required(DERElement.enumerated).smallInteger == 0 else {
      throw Self.fault(bytes, "status")
    }
    let wrapped = try outer.required(DERElement.context(0))
    var typed = try DERElement(parsing: wrapped.content).reader
    guard try typed.element().objectIdentifier == "1.3.6.1.5.5.7.48.1.1" else {
      throw Self.fault(bytes, "type")
    }
    var basic = try DERElement(parsing: try typed.required(DERElement.octetString).content).reader
    let body = try basic.required(DERElement.sequence)
    algorithm = SignatureAlgorithm(identifier: try basic.required(DERElement.sequence))
    guard let signature = try basic.required(DERElement.bitString).bits else {
      throw Self.fault(bytes, "signature")
    }
    self.signature = signature
    signedPart = body.view
    certificates = []
    if let wrapped = try basic.optional(DERElement.context(0)),
      let list = try DERElement(parsing: wrapped.content).children
    {
      for element in list.prefix(4) {
        if let certificate = try? X509Certificate(parsing: element.view) {
          certificates.append(certificate)
        }
      }
    }
    var reader = body.reader
    _ = try reader.optional(DERElement.context(0))
    responder = try reader.element()
    guard let producedAt = try reader.required(DERElement.generalizedTime).time else {
      throw Self.fault(bytes, "producedAt")
    }
    self.producedAt = producedAt
    responses = []
    for element in try reader.required(DERElement.sequence).children ?? [] {
      responses.append(try Self.single(element))
    }
  }

  private static func single(_ element: DERElement) throws(ParsingError) -> Single {
    var reader = element.reader
    var identifier = try reader.required(DERElement.sequence).reader
    let digest = DigestAlgorithm(
      objectIdentifier: try identifier.required(DERElement.sequence).children?.first?
        .objectIdentifier)
    let nameHash = try identifier.required(DERElement.octetString).content
    let keyHash = try identifier.required(DERElement.octetString).content
    let serial = try identifier.required(DERElement.integer).content
    let state = try reader.element()
    let status: Single.Status
    switch state.tag {
    case DERElement.primitiveContext(0): status = .good
    case DERElement.context(1):
      var inner = state.reader
      guard let time = try inner.required(DERElement.generalizedTime).time else {
        throw fault(element.view, "revocationTime")
      }
      let reason = try inner.optional(DERElement.context(0)).flatMap {
        try? DERElement(parsing: $0.content).smallInteger
      }
      status = .revoked(at: time, reason: reason ?? nil)
    default: status = .unknown
    }
    guard let thisUpdate = try reader.required(DERElement.generalizedTime).time else {
      throw fault(element.view, "thisUpdate")
    }
    let nextUpdate = try reader.optional(DERElement.context(0)).flatMap {
      try? DERElement(parsing: $0.content).time
    }
    return Single(
      digest: digest, issuerNameHash: nameHash, issuerKeyHash: keyHash, serialNumber: serial,
      status: status, thisUpdate: thisUpdate, nextUpdate: nextUpdate ?? nil)
  }

  /// Whether the response is signed by the issuer of the certificate, or by a responder to whom the
  /// issuer gave that right.
  ///
  /// - Reference: RFC 6960 §4.2.2.2.
  func isAuthorized(by issuer: X509Certificate) -> Bool {
    guard let algorithm else { return false }
    let delegates = certificates.filter {
      $0.extendedKeyUsage?.contains(CertificateProfile.ocspSigning) == true
        && $0.isValid(at: producedAt) && CertificateChain.isSigned($0, by: issuer)
    }
    for signer in [issuer] + delegates where isNamed(signer) {
      if signer.publicKeyInfo.verifies(signature, of: CollectionOfOne(signedPart), algorithm) {
        return true
      }
    }
    return false
  }

  /// Whether the responder identifier means a certificate.
  private func isNamed(_ certificate: X509Certificate) -> Bool {
    guard let inner = try? DERElement(parsing: responder.content) else { return false }
    switch responder.tag {
    case DERElement.context(1): return inner.view.slice.elementsEqual(certificate.subject.der)
    case DERElement.context(2):
      return inner.content.slice.elementsEqual(
        DigestAlgorithm.sha1.digest(certificate.publicKeyInfo.key))
    default: return false
    }
  }
}

/// What stapled responses establish about a signer's certificate.
enum RevocationStatus: Sendable, Equatable {
  case notRevoked
  case revoked
  case unknown
  /// No response is about the certificate, or none can be used.
  case notEstablished

  private static let removedFromList = 8

  /// Evaluates responses.
  ///
  /// - Parameters:
  ///   - attested: The time of a trusted time-stamp; nil without one.
  ///   - now: The moment of validation.
  /// - Reference: C2PA 2.4 §15.9.1.
  init(
    of leaf: X509Certificate, issuer: X509Certificate, responses: [OCSPResponse],
    attested: CredentialTime?, now: CredentialTime
  ) {
    var isUnknown = false
    for response in responses where response.isAuthorized(by: issuer) {
      for single in response.responses where single.isAbout(leaf, issuer: issuer) {
        guard single.thisUpdate <= now else { continue }
        let end = single.nextUpdate ?? CredentialTime(seconds: response.producedAt.seconds + 86_400)
        switch single.status {
        case .unknown: isUnknown = true
        case .good, .revoked(_, Self.removedFromList):
          if let attested, attested <= end {
            self = .notRevoked
            return
          }
        case .revoked(let time, _):
          // Without an attested time nothing shows that the signature is older than that.
          guard let attested, attested < time else {
            self = .revoked
            return
          }
          self = .notRevoked
          return
        }
      }
    }
    self = isUnknown ? .unknown : .notEstablished
  }
}
