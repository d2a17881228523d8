import ByteReading

/// Verifies the identity assertions of a manifest, as far as that is possible without a network.
///
/// What is found has no effect on the verdict on the manifest.
///
/// - Reference: CAWG Identity Assertion 1.2 §5, §7, §8.
struct IdentityVerifier {
  let trust: TrustStore
  let now: CredentialTime
  let limits: ParsingLimits

  func verify(_ parsed: ParsedManifest, _ claim: Claim) -> [IdentityReport] {
    parsed.assertions(labeled: "cawg.identity").filter(\.isIntact).prefix(4).map {
      verify($0, parsed, claim)
    }
  }

  private static func code(_ text: String) -> ValidationCode {
    ValidationCode(rawValue: "cawg." + text)
  }

  private func verify(
    _ assertion: ParsedManifest.ParsedAssertion, _ parsed: ParsedManifest, _ claim: Claim
  ) -> IdentityReport {
    var report = IdentityReport(assertion: assertion.uri, outcome: .failed)
    guard let fields = assertion.fields, let payload = fields["signer_payload"]?.map,
      let signature = fields["signature"]?.bytes, let bytes = assertion.box?.data(of: "cbor")
    else {
      report.statuses.fail(Self.code("identity.cbor.invalid"), assertion.uri)
      return report
    }
    report.credentialType = payload["sig_type"]?.text
    checkPadding(fields, assertion.uri, &report.statuses)
    checkReferences(payload, parsed, claim, assertion.uri, &report.statuses)
    let isWellFormed = report.statuses.codes(.failure).isEmpty
    switch report.credentialType {
    case "cawg.x509.cose":
      guard
        let signed = CBOR.encodedValue(of: "signer_payload", in: bytes, limits: limits)
      else { return report }
      // The specification wants the deterministic encoding; some writers sign what they store.
      let deterministic = ByteView(CBOR.map(payload).deterministicEncoding)
      verifyX509(signature, payloads: [signed, deterministic], assertion.uri, &report)
    case "cawg.identity_claims_aggregation":
      verifyAggregation(signature, payload: payload, assertion.uri, &report)
    default:
      report.statuses.fail(Self.code("identity.sig_type.unknown"), assertion.uri)
      report.outcome = .notEvaluated
    }
    if !isWellFormed { report.outcome = .failed }
    return report
  }

  private func checkPadding(
    _ fields: CBOR.Map, _ uri: String, _ statuses: inout ValidationStatuses
  ) {
    let isClean = ["pad1", "pad2"].allSatisfy { name in
      guard let value = fields[name] else { return true }
      return value.bytes?.slice.allSatisfy { $0 == 0 } == true
    }
    if !isClean { statuses.fail(Self.code("identity.pad.invalid"), uri) }
  }

  /// Checks that the credential refers to assertions of its own claim, the hard binding among them.
  private func checkReferences(
    _ payload: CBOR.Map, _ parsed: ParsedManifest, _ claim: Claim, _ uri: String,
    _ statuses: inout ValidationStatuses
  ) {
    var seen: Set<String> = []
    var hasBinding = false
    for item in (payload["referenced_assertions"]?.array ?? []).prefix(4096) {
      guard let reference = HashedURI(item), let target = JUMBFURI(reference.url),
        let found = parsed.assertions.first(where: {
          $0.uri == target.absolute(in: parsed.manifest.label)
        }),
        let hash = reference.hash, let own = found.reference.hash,
        hash.slice.elementsEqual(own.slice)
      else {
        statuses.fail(Self.code("identity.assertion.mismatch"), uri)
        continue
      }
      if !seen.insert(found.uri).inserted {
        statuses.fail(Self.code("identity.assertion.duplicate"), uri)
      }
      if AssertionLabel.hardBindings.contains(found.base) { hasBinding = true }
    }
    if !hasBinding { statuses.fail(Self.code("identity.hard_binding_missing"), uri) }
  }

  // MARK: X.509

  private func verifyX509(
    _ bytes: ByteView, payloads: [ByteView], _ uri: String, _ report: inout IdentityReport
  ) {
    guard let signature = try? COSESignature(parsing: bytes, limits: limits),
      let chain = signature.certificateChain,
      let leaf = try? X509Certificate(parsing: chain[0])
    else {
      report.statuses.fail(Self.code("x509.cose_sign1.invalid"), uri)
      return
    }
    report.name = leaf.subject.displayName
    guard payloads.contains(where: { signature.isSignature(of: $0, by: leaf) }) else {
      report.statuses.fail(Self.code("x509.signature.mismatch"), uri)
      return
    }
    report.outcome = .verified
    let others = chain.dropFirst().compactMap { try? X509Certificate(parsing: $0) }
    if CertificateChain.find(from: leaf, through: others, to: trust.identities, at: now) != nil {
      report.outcome = .trusted
    } else {
      report.statuses.fail(Self.code("x509.credential.untrusted"), uri)
    }
  }

  // MARK: Identity claims aggregation

  private func verifyAggregation(
    _ bytes: ByteView, payload: CBOR.Map, _ uri: String, _ report: inout IdentityReport
  ) {
    guard let item = try? CBOR(decoding: bytes, limits: limits), let parts = item.array,
      parts.count == 4, let content = parts[2].bytes,
      let signature = try? COSESignature(parsing: bytes, limits: limits)
    else {
      report.statuses.fail(Self.code("ica.invalid_cose_sign1"), uri)
      return
    }
    guard let credential = try? JSONText.parse(content, limits: limits) else {
      report.statuses.fail(Self.code("ica.invalid_verifiable_credential"), uri)
      return
    }
    guard signature.protected[label: 3]?.text == "application/vc" else {
      report.statuses.fail(Self.code("ica.invalid_content_type"), uri)
      return
    }
    let subject = credential["credentialSubject"]
    report.name = (subject?["verifiedIdentities"]?.array ?? []).prefix(16).compactMap {
      $0["name"]?.text ?? $0["username"]?.text
    }.joined(separator: ", ")
    if !matches(subject?["c2paAsset"], payload) {
      report.statuses.fail(Self.code("ica.signer_payload.mismatch"), uri)
      return
    }
    checkDates(credential, uri, &report.statuses)
    guard
      let issuer = credential["issuer"].flatMap({ $0.text ?? $0["id"]?.text })
    else {
      report.statuses.fail(Self.code("ica.invalid_issuer"), uri)
      return
    }
    guard let identifier = DecentralizedIdentifier(issuer) else {
      report.statuses.fail(Self.code("ica.invalid_issuer"), uri)
      return
    }
    guard identifier.holdsKey else {
      // The key of the issuer is elsewhere, and nothing is fetched.
      let method = identifier.method
      report.statuses.note(
        Self.code("ica.did_unavailable"), uri,
        method == "web"
          ? "\(issuer) cannot be resolved without a network"
          : "the method did:\(method) is not known")
      if report.statuses.codes(.failure).isEmpty { report.outcome = .notEvaluated }
      return
    }
    guard let key = identifier.key(limits: limits),
      let algorithm = signature.algorithm,
      key.verifies(
        signature.signature, of: signature.signedParts(context: "Signature1", payload: content),
        algorithm.signature, rawECDSA: true)
    else {
      report.statuses.fail(Self.code("ica.signature_mismatch"), uri)
      return
    }
    report.statuses.note(Self.code("ica.untrusted_issuer"), uri, issuer)
    if report.statuses.codes(.failure).isEmpty { report.outcome = .verified }
  }

  /// Whether the credential was issued for this payload: same type, same assertions.
  private func matches(_ asset: CBOR?, _ payload: CBOR.Map) -> Bool {
    guard let asset, asset["sig_type"]?.text == payload["sig_type"]?.text,
      let listed = asset["referenced_assertions"]?.array,
      let own = payload["referenced_assertions"]?.array, listed.count == own.count
    else { return false }
    return zip(listed, own).allSatisfy { a, b in
      guard let text = a["hash"]?.text, let digest = Base64.decode(text.utf8),
        let hash = b["hash"]?.bytes
      else { return false }
      return a["url"]?.text == b["url"]?.text && hash.slice.elementsEqual(digest)
    }
  }

  private func checkDates(
    _ credential: CBOR, _ uri: String, _ statuses: inout ValidationStatuses
  ) {
    guard let from = credential["validFrom"]?.text else {
      return statuses.fail(Self.code("ica.valid_from.missing"), uri)
    }
    if let time = CredentialTime(iso8601: from) {
      if time > now { statuses.fail(Self.code("ica.valid_from.invalid"), uri) }
    } else {
      statuses.fail(Self.code("ica.valid_from.invalid"), uri)
    }
    if let until = credential["validUntil"]?.text {
      guard let time = CredentialTime(iso8601: until), time >= now else {
        return statuses.fail(Self.code("ica.valid_until.invalid"), uri)
      }
    }
  }
}

extension CredentialTime {
  /// Reads `YYYY-MM-DDTHH:MM:SS[.f](Z|±HH:MM)`.
  init?(iso8601 text: String) {
    let digits = text.filter { $0 != "-" && $0 != ":" || $0 == "+" }
    guard text.utf8.count >= 20, text.utf8.count <= 40, digits.contains("T") else { return nil }
    // A negative offset lost its sign above.
    let tail = text.dropFirst(19)
    var compact = digits.filter { $0 != "T" }
    if let sign = tail.lastIndex(of: "-") {
      let offset = tail[tail.index(after: sign)...].filter { $0 != ":" }
      compact = String(compact.dropLast(offset.count)) + "-" + offset
    }
    self.init(asn1: compact, hasCentury: true)
  }
}
