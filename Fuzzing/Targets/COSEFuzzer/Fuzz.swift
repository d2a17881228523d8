import ByteReading
@testable import ContentCredentials
import _CredentialTestSupport

/// An authority that is made once.
private let authority = try? TestPKI(seed: "fuzz")
private let issuer = authority.flatMap {
  try? X509Certificate(parsing: ByteView($0.intermediate.certificate))
}
private let trust: TrustStore = {
  var trust = TrustStore()
  if let authority {
    trust.addAnchors(
      pem: ByteView(authority.rootPEM), name: "fuzz", listClass: .user,
      roles: [.signers, .timeStamps, .identities])
  }
  return trust
}()

/// Reads any bytes as a signature, a certificate, a time-stamp and an OCSP response, and uses what
/// comes out as a validator does.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  let view = ByteView(bytes)
  let now = CredentialTime(seconds: 1_780_272_000)
  if let signature = try? COSESignature(parsing: view) { use(signature) }
  if let certificate = try? X509Certificate(parsing: view) { use(certificate) }
  for token in [try? TimeStampToken(parsing: view), try? TimeStampToken(parsingResponse: view)] {
    guard let token else { continue }
    _ = token.stamps([view])
    if let signer = token.signer { use(signer) }
    for certificate in token.certificates { use(certificate) }
  }
  if let response = try? OCSPResponse(parsing: view), let issuer {
    _ = response.isAuthorized(by: issuer)
    _ = RevocationStatus(
      of: issuer, issuer: issuer, responses: [response], attested: nil, now: now)
  }
  _ = TrustStore.certificates(pem: view)
  if let did = String(validating: bytes, as: UTF8.self) { _ = JUMBFURI(did) }
  return 0
}

private func use(_ signature: COSESignature) {
  _ = signature.claimedTime
  _ = signature.hasCleanPadding
  for view in signature.certificateChain ?? [] {
    guard let certificate = try? X509Certificate(parsing: view) else { continue }
    use(certificate)
    _ = signature.isSignature(of: view, by: certificate)
  }
}

private func use(_ certificate: X509Certificate) {
  _ = CertificateProfile.faults(ofSigner: certificate, purposes: trust.acceptedPurposes)
  _ = certificate.subject.displayName
  _ = certificate.pathLength
  _ = certificate.authorityKeyIdentifier
  _ = certificate.subjectKeyIdentifier
  if let issuer { _ = CertificateChain.isSigned(certificate, by: issuer) }
}
