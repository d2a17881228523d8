public import ByteReading

/// A signature with one signer, over content that is not in it.
///
/// - Reference: RFC 9052 §4.2; C2PA 2.4 §13.2, §14.6.
public struct COSESignature: Sendable {
  /// The encoded protected header.
  var protectedBytes: ByteView
  var protected: CBOR.Map
  var unprotected: CBOR.Map
  /// The signature itself.
  var signature: ByteView
  /// The content, when it is inside, which C2PA forbids.
  private var payload: CBOR

  /// Reads a `COSE_Sign1_Tagged`.
  ///
  /// - Throws: ``ByteReading/ParsingError`` with what is wrong.
  public init(parsing bytes: ByteView, limits: ParsingLimits = ParsingLimits())
    throws(ParsingError)
  {
    let item = try CBOR(decoding: bytes, limits: limits)
    func fault(_ part: String) -> ParsingError {
      ParsingError(
        .malformed, at: bytes.offsetInFile, in: "COSE signature: \(part)",
        clause: "RFC 9052 §4.2")
    }
    guard case .tagged(18, .array) = item else { throw fault("tag") }
    guard let parts = item.array, parts.count == 4, let protectedBytes = parts[0].bytes,
      let unprotected = parts[1].map, let signature = parts[3].bytes
    else { throw fault("structure") }
    self.protectedBytes = protectedBytes
    if protectedBytes.isEmpty {
      protected = CBOR.Map()
    } else {
      guard let map = try CBOR(decoding: protectedBytes, limits: limits).map else {
        throw fault("protected header")
      }
      protected = map
    }
    self.unprotected = unprotected
    // Headers that must be understood and are not make the whole invalid (RFC 9052 §3.1).
    if let critical = protected[label: 2] {
      guard let labels = critical.array, !labels.isEmpty,
        labels.allSatisfy({ Self.understood.contains($0) })
      else { throw fault("critical header") }
    }
    self.signature = signature
    payload = parts[2]
  }

  /// The labels of headers that are read here: algorithm, critical headers, type of the content,
  /// claims, certificates.
  private static let understood: [CBOR] = [
    .unsigned(1), .unsigned(2), .unsigned(3), .unsigned(15), .unsigned(33), .text("x5chain"),
    .text("iat"),
  ]

  /// The algorithm, from the protected header only.
  var algorithm: COSEAlgorithm? {
    protected[label: 1]?.integer.flatMap(COSEAlgorithm.init(rawValue:))
  }

  /// The certificates, the signer's first; nil when there are none, when they are not well-formed
  /// or when they stand in both headers. Only the old text label may stand in the header that no
  /// signature covers.
  ///
  /// - Reference: C2PA 2.4 §14.6; RFC 9360 §2.
  var certificateChain: [ByteView]? {
    var found: CBOR?
    switch (protected[label: 33], unprotected[label: 33]) {
    case (.some, .some): return nil
    case (let value?, nil): found = value
    case (nil, _):
      switch (protected["x5chain"], unprotected["x5chain"]) {
      case (.some, .some): return nil
      case (let value?, nil), (nil, let value?): found = value
      case (nil, nil): return nil
      }
    }
    if let single = found?.bytes { return [single] }
    guard let list = found?.array, !list.isEmpty, list.count <= 32 else { return nil }
    let certificates = list.compactMap(\.bytes)
    return certificates.count == list.count ? certificates : nil
  }

  /// A header by its text key, from either bucket.
  func header(_ name: String) -> CBOR? { protected[name] ?? unprotected[name] }

  /// The claimed time of signing.
  ///
  /// - Reference: RFC 9597; C2PA 2.4 §13.2.
  var claimedTime: CredentialTime? {
    let value: CBOR? =
      if case .map(let claims)? = protected[label: 15]?.untagged {
        claims[label: 6]
      } else {
        protected["iat"]
      }
    switch value?.untagged {
    case .unsigned(let seconds)?:
      return Int(exactly: seconds).map(CredentialTime.init(seconds:))
    case .float(let seconds)?:
      return seconds.isFinite && abs(seconds) < 1e12
        ? CredentialTime(seconds: Int(seconds)) : nil
    default: return nil
    }
  }

  /// Whether the padding, which no signature covers, is only zeros.
  var hasCleanPadding: Bool {
    ["pad", "pad2"].allSatisfy { name in
      guard let value = unprotected[name] else { return true }
      guard let bytes = value.bytes else { return false }
      return bytes.slice.allSatisfy { $0 == 0 }
    }
  }

  /// Whether the signature carries no content of its own, or exactly `content`.
  ///
  /// The signature is verified over the claim in any case; other content would only mislead.
  func isDetached(from content: ByteView) -> Bool {
    if payload == .null { return true }
    return payload.bytes?.slice.elementsEqual(content.slice) == true
  }

  /// What is signed when the content is `payload`: context, protected header, no external data.
  ///
  /// - Reference: RFC 9052 §4.4.
  func signedParts(context: String, payload: ByteView) -> [ByteView] {
    var encoder = CBOREncoder()
    encoder.head(4, 4)
    encoder.text(context)
    encoder.byteString(protectedBytes.slice)
    encoder.byteString([])
    encoder.head(2, UInt64(payload.count))
    return [ByteView(encoder.bytes), payload]
  }

  /// Whether the signature is one of `payload` by the key of `certificate`.
  func isSignature(of payload: ByteView, by certificate: X509Certificate) -> Bool {
    guard let algorithm else { return false }
    let parts = signedParts(context: "Signature1", payload: payload)
    return certificate.publicKeyInfo.verifies(
      signature, of: parts, algorithm.signature, rawECDSA: true)
  }
}

/// The algorithms that may sign a claim, by their COSE number.
///
/// - Reference: C2PA 2.4 §13.2.1; RFC 9053.
enum COSEAlgorithm: Int, Sendable {
  case es256 = -7
  case es384 = -35
  case es512 = -36
  case ps256 = -37
  case ps384 = -38
  case ps512 = -39
  case edDSA = -8

  var signature: SignatureAlgorithm {
    switch self {
    case .es256: .ecdsa(.sha256)
    case .es384: .ecdsa(.sha384)
    case .es512: .ecdsa(.sha512)
    case .ps256: .rsaPSS(.sha256)
    case .ps384: .rsaPSS(.sha384)
    case .ps512: .rsaPSS(.sha512)
    case .edDSA: .ed25519
    }
  }

  /// The name in reports and crJSON.
  var name: String {
    switch self {
    case .es256: "ES256"
    case .es384: "ES384"
    case .es512: "ES512"
    case .ps256: "PS256"
    case .ps384: "PS384"
    case .ps512: "PS512"
    case .edDSA: "EdDSA"
    }
  }
}
