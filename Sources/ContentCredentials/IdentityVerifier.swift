import ByteReading

/// placeholder
struct IdentityVerifier {
  let trust: TrustStore
  let now: CredentialTime
  let limits: ParsingLimits
  let signatureBox: String?
  func verify(_ parsed: ParsedManifest, _ claim: Claim) -> [IdentityReport] { [] }
}
