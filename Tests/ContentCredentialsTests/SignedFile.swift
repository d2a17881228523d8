import ByteReading
import Containers
import ContentCredentials
import _CredentialTestSupport

/// Files that are signed in code, and what the validator says about them.
enum SignedFile {
  /// 2026-06-01
  static let now = CredentialTime(seconds: 1_780_272_000)

  static func trust(_ pki: TestPKI) -> TrustStore {
    var trust = TrustStore()
    trust.addAnchors(
      pem: ByteView(pki.rootPEM), name: "test", listClass: .user, roles: [.signers, .timeStamps])
    return trust
  }

  static func validate(
    _ file: [UInt8], trust: TrustStore, sidecar: [UInt8]? = nil, at time: CredentialTime = now
  ) throws -> CredentialReport {
    let view = ByteView(file)
    return CredentialValidator(trust: trust).validate(
      file: view, container: try Container(parsing: view), sidecar: sidecar.map { ByteView($0) },
      at: time)
  }

  /// Signs the sample of a format with a builder that may be changed, and validates it.
  static func report(
    _ carrier: TestCarrier = .png, at time: CredentialTime = now,
    _ edit: (inout ManifestBuilder, TestPKI) throws -> Void = { _, _ in },
    signer change: (inout TestCertificate) -> Void = { _ in }
  ) throws -> CredentialReport {
    let pki = try TestPKI()
    var builder = ManifestBuilder(identity: try pki.signer(change))
    try edit(&builder, pki)
    let file = try builder.sign(carrier.sample, carrier)
    return try validate(file, trust: trust(pki), at: time)
  }

  static func failures(_ report: CredentialReport) -> Set<String> {
    Set(report.statuses.codes(.failure).map(\.rawValue))
  }

  static func notes(_ report: CredentialReport) -> Set<String> {
    Set(report.statuses.codes(.informational).map(\.rawValue))
  }

  static func successes(_ report: CredentialReport) -> Set<String> {
    Set(report.statuses.codes(.success).map(\.rawValue))
  }
}
