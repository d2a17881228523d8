import ByteReading
import Containers
import ContentCredentials
import _CredentialTestSupport

private let trust: TrustStore = {
  var trust = TrustStore()
  if let authority = try? TestPKI() {
    trust.addAnchors(
      pem: ByteView(authority.rootPEM), name: "fuzz", listClass: .user,
      roles: [.signers, .timeStamps, .identities])
  }
  return trust
}()

/// A small picture that stores are held against as sidecars.
private let picture = TestCarrier.png.sample

/// Validates any bytes as an image file, and as the sidecar of a small picture. What is trusted
/// must be intact and signed, and the report must be written in every case.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  let view = ByteView(bytes)
  var options = CredentialOptions()
  options.limits.payloadSize = 1 << 22
  options.limits.totalMemory = 1 << 23
  let validator = CredentialValidator(trust: trust, options: options)
  let now = CredentialTime(seconds: 1_780_272_000)
  func check(_ report: CredentialReport) {
    if report.state == .trusted || report.state == .valid {
      precondition(report.integrity == .intact && report.signature == .verified)
      precondition(!report.statuses.hasFailure)
    }
    for range in report.uncoveredRanges {
      precondition(range.lowerBound >= 0)
    }
    _ = CrJSON(report, generatorName: "assay", generatorVersion: "0.1.0").text
  }
  if let container = try? Container(parsing: view, limits: options.limits) {
    check(validator.validate(file: view, container: container, at: now))
  }
  let file = ByteView(picture)
  if let container = try? Container(parsing: file) {
    check(validator.validate(file: file, container: container, sidecar: view, at: now))
  }
  return 0
}
