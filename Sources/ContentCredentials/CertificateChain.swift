import ByteReading

/// A way from a certificate to a trust anchor.
struct CertificateChain {
  /// The certificates from the leaf up, without the anchor when that was not sent along.
  var path: [X509Certificate]
  /// The anchor that the way ends at.
  var anchor: TrustAnchor

  /// Finds a way from `leaf` to one of `anchors`, every step checked: names, signatures, validity,
  /// basic constraints, key usage, path length, name constraints and critical extensions.
  ///
  /// - Parameters:
  ///   - leaf: The certificate that signed.
  ///   - candidates: Certificates that were sent along, in any order.
  ///   - anchors: Where the way may end.
  ///   - time: The moment at which all certificates must be valid.
  /// - Reference: RFC 5280 §6.1, without policies.
  static func find(
    from leaf: X509Certificate, through candidates: [X509Certificate], to anchors: TrustAnchors,
    at time: CredentialTime
  ) -> CertificateChain? {
    guard !anchors.isEmpty else { return nil }
    var search = Search(candidates: candidates, anchors: anchors, time: time)
    return search.extend([leaf])
  }

  /// Whether `certificate` is signed by the key of `issuer`.
  static func isSigned(_ certificate: X509Certificate, by issuer: X509Certificate) -> Bool {
    guard certificate.issuer == issuer.subject, let algorithm = certificate.signatureAlgorithm
    else { return false }
    return issuer.publicKeyInfo.verifies(
      certificate.signature, of: CollectionOfOne(certificate.signedPart), algorithm)
  }

  private struct Search {
    let candidates: [X509Certificate]
    let anchors: TrustAnchors
    let time: CredentialTime
    /// Signatures that may still be verified: a hostile bundle must not buy unbounded work.
    var budget = 32

    private static let longest = 10

    mutating func extend(_ path: [X509Certificate]) -> CertificateChain? {
      guard let last = path.last, path.count <= Self.longest, last.isValid(at: time) else {
        return nil
      }
      if let anchor = anchors[exactly: last], isSound(path, anchor: nil) {
        return CertificateChain(path: path, anchor: anchor)
      }
      for anchor in anchors[named: last.issuer]
      where anchor.certificate.isValid(at: time) && anchor.certificate != last {
        guard spend() else { return nil }
        if CertificateChain.isSigned(last, by: anchor.certificate),
          isSound(path, anchor: anchor.certificate)
        {
          return CertificateChain(path: path, anchor: anchor)
        }
      }
      for candidate in candidates where candidate.subject == last.issuer {
        guard !path.contains(candidate), candidate.isAuthority == true,
          candidate.keyUsage?.contains(.keyCertSign) != false
        else { continue }
        guard spend() else { return nil }
        if CertificateChain.isSigned(last, by: candidate), let found = extend(path + [candidate]) {
          return found
        }
      }
      return nil
    }

    private mutating func spend() -> Bool {
      budget -= 1
      return budget >= 0
    }

    /// Checks what depends on the whole way.
    private func isSound(_ path: [X509Certificate], anchor: X509Certificate?) -> Bool {
      let authorities = path.dropFirst() + (anchor.map { [$0] } ?? [])
      for (index, authority) in authorities.enumerated() {
        // Self-issued certificates do not count against the length (RFC 5280 §6.1.4).
        let below = authorities.prefix(index).count { !$0.isSelfIssued }
        if let limit = authority.pathLength, below > limit { return false }
        guard CertificateProfile.unknownCriticalExtension(authority) == nil else { return false }
        if let constraints = NameConstraints(authority) {
          for (position, certificate) in path.prefix(index + 1).enumerated() {
            if position > 0, certificate.isSelfIssued { continue }
            guard constraints.allow(certificate) else { return false }
          }
        }
      }
      return true
    }
  }
}

/// The names that an authority may certify.
///
/// - Reference: RFC 5280 §4.2.1.10.
struct NameConstraints {
  private var permitted: [DERElement] = []
  private var excluded: [DERElement] = []
  private var isReadable = true

  /// Creates constraints from a certificate; nil when it has none.
  init?(_ authority: X509Certificate) {
    guard let value = authority.value(of: X509Certificate.ExtensionIdentifier.nameConstraints)
    else { return nil }
    guard let parts = try? DERElement(parsing: value).children else {
      isReadable = false
      return
    }
    for part in parts {
      for subtree in part.children ?? [] {
        guard let base = subtree.children?.first else {
          isReadable = false
          return
        }
        if part.tag == DERElement.context(0) {
          permitted.append(base)
        } else {
          excluded.append(base)
        }
      }
    }
  }

  /// Whether all names of a certificate are allowed.
  func allow(_ certificate: X509Certificate) -> Bool {
    guard isReadable else { return false }
    var names: [DERElement] = []
    if let value = certificate.value(
      of: X509Certificate.ExtensionIdentifier.subjectAlternativeName)
    {
      guard let list = try? DERElement(parsing: value).children else { return false }
      names = list
    }
    for name in names where !allows(name) { return false }
    let subject = ByteView(DEREncoder.element(DERElement.context(4), certificate.subject.der))
    guard certificate.subject.attributes.isEmpty || (try? DERElement(parsing: subject)) != nil,
      let element = try? DERElement(parsing: subject)
    else { return false }
    if !certificate.subject.attributes.isEmpty, !allows(element) { return false }
    return certificate.subject.attributes.allSatisfy {
      $0.identifier != "1.2.840.113549.1.9.1" || allowsMail($0.value)
    }
  }

  private func allows(_ name: DERElement) -> Bool {
    let sameKind = permitted.filter { $0.tag == name.tag }
    if !sameKind.isEmpty, !sameKind.contains(where: { Self.matches(name, $0) }) { return false }
    return !excluded.contains { $0.tag == name.tag && Self.matches(name, $0) }
  }

  private func allowsMail(_ address: String) -> Bool {
    let tag = DERElement.primitiveContext(1)
    let sameKind = permitted.filter { $0.tag == tag }
    if !sameKind.isEmpty,
      !sameKind.contains(where: { Self.matchesMail(address, $0.content.latin1) })
    {
      return false
    }
    return !excluded.contains { $0.tag == tag && Self.matchesMail(address, $0.content.latin1) }
  }

  private static func matches(_ name: DERElement, _ base: DERElement) -> Bool {
    let (text, root) = (name.content.latin1.lowercased(), base.content.latin1.lowercased())
    switch name.tag {
    case DERElement.primitiveContext(1): return matchesMail(text, root)
    case DERElement.primitiveContext(2):
      return root.isEmpty || text == root || text.hasSuffix("." + root)
    case DERElement.context(4):
      guard let own = try? DERElement(parsing: name.content).children,
        let limit = try? DERElement(parsing: base.content).children, own.count >= limit.count
      else { return false }
      return zip(own, limit).allSatisfy { $0.view.slice.elementsEqual($1.view.slice) }
    default:
      // Other kinds are not compared: a permitted one matches only itself, an excluded one all.
      return name.content.slice.elementsEqual(base.content.slice)
    }
  }

  private static func matchesMail(_ address: String, _ base: String) -> Bool {
    let (address, base) = (address.lowercased(), base.lowercased())
    if base.contains("@") { return address == base }
    let host = address.split(separator: "@").last.map(String.init) ?? ""
    return base.hasPrefix(".") ? host.hasSuffix(base) : host == base
  }
}
