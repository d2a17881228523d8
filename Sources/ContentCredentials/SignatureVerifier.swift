import ByteReading

/// What was found about the signature of a claim.
struct SignatureFindings {
  var signature = CredentialReport.Signature.missing
  var trust = CredentialReport.Trust.notChecked
  var trustList: TrustStore.List?
  var signer: ManifestReport.Signer?
  var chain: [X509Certificate] = []
  var signedAt: ManifestReport.SigningTime?
  var statuses = ValidationStatuses()
}

/// Verifies the signature of a claim, its time-stamp, and the credential behind it.
///
/// - Reference: C2PA 2.4 §15.7–15.9.
struct SignatureVerifier {
  let trust: TrustStore
  let now: CredentialTime
  let limits: ParsingLimits
  /// Time-stamps that later manifests hold, by the label of the manifest they are for.
  let laterTimeStamps: [String: [ByteView]]
  /// OCSP responses of certificate-status assertions.
  let laterResponses: [ByteView]

  func verify(_ manifest: Manifest, _ claim: Claim) -> SignatureFindings {
    var findings = SignatureFindings()
    guard let box = signatureBox(manifest, claim) else {
      findings.statuses.fail(
        .claimSignatureMissing, claim.signatureURI ?? manifest.uri("c2pa.signature"))
      return findings
    }
    let uri = manifest.uri("c2pa.signature")
    findings.signature = .failed
    guard let data = box.data(of: "cbor"),
      let signature = try? COSESignature(parsing: data, limits: limits)
    else {
      findings.statuses.fail(.claimSignatureMismatch, uri, "the signature cannot be read")
      return findings
    }
    guard signature.algorithm != nil else {
      findings.statuses.fail(.algorithmUnsupported, uri)
      findings.statuses.fail(.claimSignatureMismatch, uri, "its algorithm is not known")
      return findings
    }
    guard let encoded = signature.certificateChain,
      let leaf = try? X509Certificate(parsing: encoded[0])
    else {
      findings.trust = .untrusted
      findings.statuses.fail(
        .signingCredentialInvalid, uri, "there is no certificate that can be read")
      return findings
    }
    let others = encoded.dropFirst().compactMap { try? X509Certificate(parsing: $0) }
    findings.chain = [leaf] + others
    findings.signer = ManifestReport.Signer(
      organization: leaf.subject.organization, commonName: leaf.subject.commonName,
      issuer: leaf.issuer.organization ?? leaf.issuer.commonName,
      algorithm: signature.algorithm?.name, certificate: leaf)

    let attested = stamp(signature, manifest, claim, uri: uri, &findings)
    judge(leaf, others, attested: attested, uri: uri, &findings)
    if signature.isSignature(of: claim.bytes, by: leaf), signature.isDetached(from: claim.bytes) {
      findings.signature = .verified
      findings.statuses.success(.claimSignatureValidated, uri)
    } else {
      findings.statuses.fail(.claimSignatureMismatch, uri)
    }
    checkValidity(leaf, attested: attested, claimed: signature.claimedTime, uri: uri, &findings)
    checkRevocation(signature, leaf, others, attested: attested, uri: uri, &findings)
    return findings
  }

  private func signatureBox(_ manifest: Manifest, _ claim: Claim) -> JUMBFBox? {
    guard let text = claim.signatureURI, let uri = JUMBFURI(text),
      uri.manifest == nil || uri.manifest == manifest.label, uri.path == ["c2pa.signature"]
    else { return nil }
    let boxes = manifest.signatureBoxes
    return boxes.count == 1 ? boxes[0] : nil
  }

  // MARK: Time-stamps

  /// Finds a time-stamp that can be relied on; nil when there is none.
  private func stamp(
    _ signature: COSESignature, _ manifest: Manifest, _ claim: Claim, uri: String,
    _ findings: inout SignatureFindings
  ) -> CredentialTime? {
    var candidates: [(token: ByteView, isResponse: Bool, payload: ByteView, isLegacy: Bool)] = []
    if let header = signature.unprotected["sigTst2"] ?? signature.protected["sigTst2"] {
      if let token = Self.singleToken(header) {
        candidates.append((token, false, Self.encoded(signature.signature), false))
      } else {
        findings.statuses.note(.timeStampMalformed, uri, "there is not exactly one token")
      }
    }
    if let header = signature.unprotected["sigTst"] ?? signature.protected["sigTst"] {
      if let token = Self.singleToken(header) {
        candidates.append((token, true, claim.bytes, claim.version == 1))
      } else {
        findings.statuses.note(.timeStampMalformed, uri, "there is not exactly one token")
      }
    }
    for token in (laterTimeStamps[manifest.label] ?? []).prefix(8) {
      candidates.append((token, false, Self.encoded(signature.signature), false))
    }
    for candidate in candidates {
      let token: TimeStampToken
      do {
        token =
          candidate.isResponse
          ? try Self.response(candidate.token) : try TimeStampToken(parsing: candidate.token)
      } catch {
        findings.statuses.note(.timeStampMalformed, uri, error.explanation)
        continue
      }
      let parts = signature.signedParts(context: "CounterSignature", payload: candidate.payload)
      let time = check(
        token, parts: parts, isLegacy: candidate.isLegacy, uri: uri, &findings)
      if let time { return time }
    }
    return nil
  }

  /// Reads a response; a few writers put a bare token there.
  private static func response(_ bytes: ByteView) throws(ParsingError) -> TimeStampToken {
    do { return try TimeStampToken(parsingResponse: bytes) } catch {
      if let token = try? TimeStampToken(parsing: bytes) { return token }
      throw error
    }
  }

  private static func singleToken(_ header: CBOR) -> ByteView? {
    guard let tokens = header["tstTokens"]?.array, tokens.count == 1 else { return nil }
    return tokens[0]["val"]?.bytes
  }

  private static func encoded(_ bytes: ByteView) -> ByteView {
    var encoder = CBOREncoder()
    encoder.byteString(bytes.slice)
    return ByteView(encoder.bytes)
  }

  /// Checks one token; gives its time when it can be relied on.
  private func check(
    _ token: TimeStampToken, parts: [ByteView], isLegacy: Bool, uri: String,
    _ findings: inout SignatureFindings
  ) -> CredentialTime? {
    guard token.imprintAlgorithm != nil else {
      findings.statuses.note(.timeStampUntrusted, uri, "the digest of the imprint is not allowed")
      return nil
    }
    guard token.stamps(parts) else {
      findings.statuses.note(.timeStampMismatch, uri, "the time-stamp is one of something else")
      return nil
    }
    guard let signer = token.signer else {
      findings.statuses.note(.timeStampUntrusted, uri, "the authority's certificate is missing")
      return nil
    }
    guard token.signatureAlgorithm != nil else {
      findings.statuses.note(.timeStampUntrusted, uri, "the signature algorithm is not allowed")
      return nil
    }
    guard token.isSignatureValid else {
      findings.statuses.note(.timeStampMismatch, uri, "the signature does not verify")
      return nil
    }
    guard CertificateProfile.isTimeStampSigner(signer) else {
      findings.statuses.note(.timeStampCredentialInvalid, uri)
      findings.statuses.note(.timeStampUntrusted, uri, "the certificate is not one for time-stamps")
      return nil
    }
    var time = ManifestReport.SigningTime(
      time: token.time, source: .untrustedTimeStamp, authority: signer.subject.displayName,
      authorityCertificate: signer)
    defer {
      if findings.signedAt == nil || time.source != .untrustedTimeStamp {
        findings.signedAt = time
      }
    }
    guard signer.isValid(at: token.time) else {
      findings.statuses.note(.timeStampOutsideValidity, uri)
      return nil
    }
    guard token.time.seconds <= now.seconds + 300 else {
      findings.statuses.note(.timeStampOutsideValidity, uri, "the attested time is in the future")
      return nil
    }
    findings.statuses.success(.timeStampValidated, uri)
    let chain = CertificateChain.find(
      from: signer, through: token.certificates.filter { $0 != signer },
      to: trust.timeStampers, at: token.time)
    if chain == nil, !isLegacy {
      findings.statuses.note(
        .timeStampUntrusted, uri, "\(signer.subject.displayName) is on no list")
      return nil
    }
    time.source = chain == nil ? .legacyTimeStamp : .trustedTimeStamp
    findings.statuses.success(
      .timeStampTrusted, uri,
      chain == nil ? "time-stamps of version 1 claims are accepted without a list" : nil)
    return token.time
  }

  // MARK: The credential

  private func judge(
    _ leaf: X509Certificate, _ others: [X509Certificate], attested: CredentialTime?, uri: String,
    _ findings: inout SignatureFindings
  ) {
    let faults = CertificateProfile.faults(ofSigner: leaf, purposes: trust.acceptedPurposes)
    for fault in faults.prefix(1) {
      findings.statuses.fail(
        .signingCredentialInvalid, uri, ([fault] + faults.dropFirst()).joined(separator: "; "))
    }
    let time = attested ?? now
    var list: TrustStore.List?
    if isForSigning(leaf) {
      let chain = CertificateChain.find(
        from: leaf, through: others, to: trust.signers(of: leaf), at: time)
      list = chain.map { trust.list(of: $0.anchor) }
    }
    if list == nil, leaf.isValid(at: time) { list = trust.list(allowing: leaf) }
    if let list {
      findings.trustList = list
      findings.trust = list.listClass == .legacy ? .legacy : .trusted
      findings.statuses.success(
        .signingCredentialTrusted, uri, "\(leaf.subject.displayName) is on \(list.name)")
    } else {
      findings.trust = trust.isEmpty ? .notChecked : .untrusted
      findings.statuses.fail(.signingCredentialUntrusted, uri)
    }
    if !faults.isEmpty {
      // Where nobody gave a list, an unknown purpose is no word on the signer.
      let isOnlyPurpose = faults.count == 1 && faults[0].hasPrefix(CertificateProfile.purposeFault)
      findings.trust = trust.isEmpty && isOnlyPurpose ? .notChecked : .untrusted
      findings.trustList = nil
    }
  }

  /// Whether a certificate has a purpose that there are anchors for: trust is given for a purpose.
  ///
  /// - Reference: C2PA 2.4 §14.4.1.
  private func isForSigning(_ leaf: X509Certificate) -> Bool {
    leaf.extendedKeyUsage?.contains { trust.acceptedPurposes.contains($0) } == true
  }

  private func checkValidity(
    _ leaf: X509Certificate, attested: CredentialTime?, claimed: CredentialTime?, uri: String,
    _ findings: inout SignatureFindings
  ) {
    if leaf.isValid(at: attested ?? now) {
      if findings.signature == .verified {
        findings.statuses.success(.claimSignatureInsideValidity, uri)
      }
    } else if attested != nil {
      findings.statuses.fail(.claimSignatureOutsideValidity, uri)
      findings.trust = .expired
      findings.trustList = nil
    } else {
      // Nothing shows when the signature was made, only that the credential is not valid now.
      findings.statuses.fail(
        .signingCredentialExpired, uri,
        "valid from \(leaf.notBefore) to \(leaf.notAfter), and no trusted time-stamp")
      findings.trust = .expired
      findings.trustList = nil
    }
    if let claimed {
      let isInside = leaf.isValid(at: claimed) && claimed <= attested ?? claimed
      findings.statuses.note(
        isInside ? .timeOfSigningInsideValidity : .timeOfSigningOutsideValidity, uri)
      if findings.signedAt == nil {
        findings.signedAt = ManifestReport.SigningTime(
          time: claimed, source: .claimed, authority: nil)
      }
    }
  }

  // MARK: Revocation

  private func checkRevocation(
    _ signature: COSESignature, _ leaf: X509Certificate, _ others: [X509Certificate],
    attested: CredentialTime?, uri: String, _ findings: inout SignatureFindings
  ) {
    var encoded = signature.header("rVals")?["ocspVals"]?.array?.compactMap(\.bytes) ?? []
    encoded += laterResponses
    let responses = encoded.prefix(16).compactMap { try? OCSPResponse(parsing: $0) }
    guard !responses.isEmpty else {
      findings.statuses.note(.signingCredentialOCSPSkipped, uri)
      return
    }
    let issuers = others + trust.signers[named: leaf.issuer].map(\.certificate)
    guard let issuer = issuers.first(where: { CertificateChain.isSigned(leaf, by: $0) }) else {
      findings.statuses.note(
        .signingCredentialOCSPSkipped, uri, "the issuer's certificate is missing")
      return
    }
    switch RevocationStatus(
      of: leaf, issuer: issuer, responses: responses, attested: attested, now: now)
    {
    case .notRevoked: findings.statuses.success(.signingCredentialOCSPNotRevoked, uri)
    case .revoked:
      findings.statuses.fail(.signingCredentialOCSPRevoked, uri)
      findings.trust = .revoked
      findings.trustList = nil
    case .unknown: findings.statuses.note(.signingCredentialOCSPUnknown, uri)
    case .notEstablished: findings.statuses.note(.signingCredentialOCSPSkipped, uri)
    }
  }
}
