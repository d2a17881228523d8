import ByteReading

/// What a certificate must be like to sign claims or time-stamps.
///
/// - Reference: C2PA 2.4 §14.5.1.
enum CertificateProfile {
  static let anyPurpose = "2.5.29.37.0"
  static let timeStamping = "1.3.6.1.5.5.7.3.8"
  static let ocspSigning = "1.3.6.1.5.5.7.3.9"
  static let claimSigning = "1.3.6.1.4.1.62558.2.1"
  static let emailProtection = "1.3.6.1.5.5.7.3.4"
  static let documentSigning = "1.3.6.1.5.5.7.3.36"
  static let microsoftSigning = "1.3.6.1.4.1.311.76.59.1.9"

  private typealias Extension = X509Certificate.ExtensionIdentifier

  /// How the fault begins that none of a signer's purposes is accepted; the purposes follow.
  static let purposeFault = "none of its extended key usages is accepted here"

  /// What breaks the profile of a claim signer, for people; empty when nothing does.
  ///
  /// - Parameter purposes: The extended key usages that are accepted.
  static func faults(ofSigner leaf: X509Certificate, purposes: [String]) -> [String] {
    var faults = commonFaults(leaf)
    guard let usages = leaf.extendedKeyUsage, !usages.isEmpty else {
      faults.append("the certificate has no extended key usage")
      return faults
    }
    if usages.contains(anyPurpose) {
      faults.append("the certificate may be used for any purpose")
    }
    if usages.contains(timeStamping) && usages.contains(ocspSigning)
      || (usages.contains(timeStamping) || usages.contains(ocspSigning)) && usages.count > 1
    {
      faults.append("the certificate mixes purposes that exclude each other")
    }
    if !usages.contains(where: purposes.contains) {
      faults.append("\(purposeFault) (\(usages.joined(separator: ", ")))")
    }
    return faults
  }

  /// What every end-entity certificate must be like.
  static func commonFaults(_ leaf: X509Certificate) -> [String] {
    var faults: [String] = []
    if leaf.version != 3 { faults.append("the certificate is not of X.509 version 3") }
    if leaf.hasUniqueIdentifiers { faults.append("the certificate has unique identifiers") }
    if leaf.signatureAlgorithm == nil {
      faults.append("the certificate is signed with an algorithm that is not allowed")
    }
    if !leaf.innerSignatureAlgorithm.slice.elementsEqual(leaf.outerSignatureAlgorithm.slice) {
      faults.append("the certificate names two signature algorithms")
    }
    switch leaf.publicKeyInfo.kind {
    case .p256, .p384, .p521, .ed25519: break
    case .rsa:
      if let bits = leaf.publicKeyInfo.modulusBitCount, bits < 2048 {
        faults.append("the RSA key has only \(bits) bits")
      }
    case .other: faults.append("the key is of a kind that is not allowed")
    }
    if leaf.isAuthority == true {
      faults.append("the certificate is one of an authority")
    }
    guard let usage = leaf.keyUsage else {
      faults.append("the certificate has no key usage")
      return faults
    }
    if !usage.contains(.digitalSignature) {
      faults.append("the key usage does not contain digitalSignature")
    }
    if usage.contains(.keyCertSign) {
      faults.append("the key usage contains keyCertSign")
    }
    if leaf.authorityKeyIdentifier == nil, !leaf.isSelfIssued {
      faults.append("the certificate has no authority key identifier")
    }
    if let unknown = unknownCriticalExtension(leaf) {
      faults.append("the critical extension \(unknown) is not known")
    }
    return faults
  }

  /// A critical extension that is not processed here; nil when there is none.
  static func unknownCriticalExtension(_ certificate: X509Certificate) -> String? {
    let known: Set<String> = [
      Extension.subjectKey, Extension.keyUsage, Extension.subjectAlternativeName,
      Extension.basicConstraints, Extension.nameConstraints, Extension.policies,
      Extension.authorityKey, Extension.extendedKeyUsage, Extension.policyConstraints,
      Extension.inhibitAnyPolicy,
    ]
    return certificate.extensions.first { $0.isCritical && !known.contains($0.identifier) }?
      .identifier
  }

  /// Whether a certificate may sign time-stamps: its only purpose is time-stamping.
  static func isTimeStampSigner(_ certificate: X509Certificate) -> Bool {
    certificate.extendedKeyUsage == [timeStamping] && certificate.isAuthority != true
      && certificate.keyUsage?.contains(.digitalSignature) != false
  }
}
