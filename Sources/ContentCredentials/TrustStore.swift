public import ByteReading

/// A certificate that trust rests on, and the list it comes from.
struct TrustAnchor: Sendable, Hashable {
  var certificate: X509Certificate
  /// The position of the list in ``TrustStore/lists``.
  var list: Int
  /// Whether the list is the frozen interim one.
  var isLegacy = false
}

/// Anchors, found by what they are and by their name.
struct TrustAnchors: Sendable {
  private var byName: [X509Name: [TrustAnchor]] = [:]

  var isEmpty: Bool { byName.isEmpty }

  /// Adds an anchor, those of the interim list last: what is on another list too counts as that.
  mutating func insert(_ anchor: TrustAnchor) {
    var anchors = byName[anchor.certificate.subject] ?? []
    let place = anchor.isLegacy ? nil : anchors.firstIndex(where: \.isLegacy)
    anchors.insert(anchor, at: place ?? anchors.endIndex)
    byName[anchor.certificate.subject] = anchors
  }

  subscript(named name: X509Name) -> [TrustAnchor] { byName[name] ?? [] }

  subscript(exactly certificate: X509Certificate) -> TrustAnchor? {
    byName[certificate.subject]?.first { $0.certificate == certificate }
  }
}

/// The lists that a validator trusts. Empty at first: nothing is built in.
///
/// Anchors of signers and anchors of time-stamping authorities are kept apart, as the
/// specification wants it: an authority that may attest a time is no reason to trust a signer.
///
/// - Reference: C2PA 2.4 §14.4.
public struct TrustStore: Sendable {
  /// Where a list comes from, in falling order of weight.
  public enum ListClass: String, Sendable, Hashable, CaseIterable {
    /// The list of the C2PA.
    case official
    /// The interim list, frozen since 2026-01-01.
    case legacy
    /// A list of the user's own.
    case user
  }

  /// What the certificates of a list are for.
  public struct Role: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: Int
    /// Creates a set of roles from bits.
    public init(rawValue: Int) { self.rawValue = rawValue }
    /// Anchors of claim signers.
    public static let signers = Role(rawValue: 1)
    /// Anchors of time-stamping authorities.
    public static let timeStamps = Role(rawValue: 2)
    /// Anchors of the signers of CAWG identity assertions.
    public static let identities = Role(rawValue: 4)
  }

  /// A list.
  public struct List: Sendable, Hashable {
    /// The name, for reports.
    public var name: String
    /// Where it comes from.
    public var listClass: ListClass
    /// What it is for.
    public var roles: Role
    /// The number of certificates on it.
    public var count: Int
  }

  /// The lists in the order they were added.
  public private(set) var lists: [List] = []
  /// The extended key usages that a claim signer may have, as dotted identifiers.
  ///
  /// The default is ``listPurposes``.
  public var acceptedPurposes = Self.listPurposes
  /// The purposes that the lists of the specification and of its interim trust model are for:
  /// claim signing, e-mail protection, document signing, and Microsoft's own.
  public static let listPurposes = [
    CertificateProfile.claimSigning, CertificateProfile.emailProtection,
    CertificateProfile.documentSigning, CertificateProfile.microsoftSigning,
  ]
  /// The purpose that a validator accepts which nobody has given a list to: e-mail protection.
  ///
  /// A purpose counts where there is a list of anchors for it (C2PA 2.4 §14.5.1); where there is
  /// none, this is what the first versions of the specification named as the default, and what
  /// c2pa-rs does.
  public static let unconfiguredPurposes = [CertificateProfile.emailProtection]
  private(set) var signers = TrustAnchors()
  /// The anchors of signers whose certificates are not for claim signing: those of the C2PA's own
  /// list vouch for such certificates only (§14.4.1).
  private var otherSigners = TrustAnchors()
  private(set) var timeStampers = TrustAnchors()
  private(set) var identities = TrustAnchors()
  /// SHA-256 of end-entity certificates that are trusted themselves, with their list.
  private var allowed: [[UInt8]: Int] = [:]

  /// Creates an empty store.
  public init() {}

  /// Whether there is no list for signers.
  public var isEmpty: Bool { signers.isEmpty && allowed.isEmpty }

  /// The anchors that may vouch for a signer.
  func signers(of leaf: X509Certificate) -> TrustAnchors {
    leaf.extendedKeyUsage?.contains(CertificateProfile.claimSigning) == true
      ? signers : otherSigners
  }

  /// Adds a list of anchors.
  ///
  /// - Parameters:
  ///   - pem: Certificates in PEM; text between them is ignored.
  ///   - name: The name for reports.
  ///   - listClass: Where it comes from.
  ///   - roles: What the anchors are for.
  /// - Returns: The number of certificates that were taken, and of those that cannot be read.
  @discardableResult
  public mutating func addAnchors(
    pem: ByteView, name: String, listClass: ListClass, roles: Role
  ) -> (taken: Int, unreadable: Int) {
    let (certificates, unreadable) = Self.certificates(pem: pem)
    lists.append(List(name: name, listClass: listClass, roles: roles, count: certificates.count))
    for certificate in certificates {
      let anchor = TrustAnchor(
        certificate: certificate, list: lists.count - 1, isLegacy: listClass == .legacy)
      if roles.contains(.signers) {
        signers.insert(anchor)
        if listClass != .official { otherSigners.insert(anchor) }
      }
      if roles.contains(.timeStamps) { timeStampers.insert(anchor) }
      if roles.contains(.identities) { identities.insert(anchor) }
    }
    return (certificates.count, unreadable)
  }

  /// Adds end-entity certificates that are trusted themselves, without a chain.
  ///
  /// - Parameters:
  ///   - text: Certificates in PEM, or lines with the base64 of their SHA-256.
  ///   - name: The name for reports.
  ///   - listClass: Where the list comes from.
  /// - Returns: The number of entries that were taken, and of those that cannot be read.
  @discardableResult
  public mutating func addAllowed(
    _ text: ByteView, name: String, listClass: ListClass
  ) -> (taken: Int, unreadable: Int) {
    let (certificates, unreadable) = Self.certificates(pem: text)
    var digests = certificates.map { DigestAlgorithm.sha256.digest(ByteView($0.der)) }
    var isInside = false
    for line in text.latin1.split(whereSeparator: \.isNewline) {
      if line.hasPrefix("-----BEGIN") { isInside = true }
      if line.hasPrefix("-----END") { isInside = false }
      if !isInside, let digest = Base64.decode(line.utf8), digest.count == 32 {
        digests.append(digest)
      }
    }
    lists.append(List(name: name, listClass: listClass, roles: .signers, count: digests.count))
    for digest in digests where allowed[digest] == nil { allowed[digest] = lists.count - 1 }
    return (digests.count, unreadable)
  }

  /// Sets the accepted extended key usages from a configuration, as c2patool has it.
  ///
  /// Time-stamping and OCSP signing, which such files name as well, are no purposes of a claim
  /// signer and are left out (C2PA 2.4 §14.5.1: no certificate has more than one of the three).
  ///
  /// - Parameter configuration: A dotted object identifier a line; `//` and `#` begin comments.
  /// - Returns: The number of purposes that were taken; with none, nothing is changed.
  @discardableResult
  public mutating func setPurposes(configuration: String) -> Int {
    var purposes: [String] = []
    for line in configuration.split(whereSeparator: \.isNewline) {
      // Some editors begin a file with a byte order mark.
      let text = line.prefix { $0 != "/" && $0 != "#" }
        .filter { !$0.isWhitespace && $0 != "\u{FEFF}" }
      guard DERElement.isObjectIdentifier(text), !purposes.contains(text), purposes.count < 256
      else { continue }
      purposes.append(text)
    }
    purposes.removeAll {
      [CertificateProfile.timeStamping, CertificateProfile.ocspSigning].contains($0)
    }
    if !purposes.isEmpty { acceptedPurposes = purposes }
    return purposes.count
  }

  /// The list on which a certificate itself stands.
  func list(allowing leaf: X509Certificate) -> List? {
    guard !allowed.isEmpty else { return nil }
    let digest = DigestAlgorithm.sha256.digest(ByteView(leaf.der))
    return allowed[digest].map { lists[$0] }
  }

  /// The list of an anchor.
  func list(of anchor: TrustAnchor) -> List { lists[anchor.list] }

  /// Reads certificates in PEM.
  ///
  /// - Returns: The certificates, and how many cannot be read.
  public static func certificates(
    pem: ByteView
  ) -> (certificates: [X509Certificate], unreadable: Int) {
    var certificates: [X509Certificate] = []
    var unreadable = 0
    let begin = Array("-----BEGIN CERTIFICATE-----".utf8)
    let end = Array("-----END CERTIFICATE-----".utf8)
    var position = 0
    while let opening = pem.firstRange(of: begin, from: position) {
      guard let closing = pem.firstRange(of: end, from: opening.upperBound) else { break }
      position = closing.upperBound
      if let body = pem.slice(opening.upperBound..<closing.lowerBound),
        let der = Base64.decode(body.slice),
        let certificate = try? X509Certificate(parsing: ByteView(der))
      {
        certificates.append(certificate)
      } else {
        unreadable += 1
      }
    }
    return (certificates, unreadable)
  }
}

/// Base64 with white space.
///
/// - Reference: RFC 4648 §4, §5.
enum Base64 {
  /// Decodes; nil when there is anything but digits, white space and padding at the end.
  static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    var padding = 0
    for byte in text {
      let digit: UInt8
      switch byte {
      case 65...90: digit = byte - 65
      case 97...122: digit = byte - 71
      case 48...57: digit = byte + 4
      case 43, 45: digit = 62
      case 47, 95: digit = 63
      case 9, 10, 13, 32: continue
      case 61:
        padding += 1
        guard padding <= 2 else { return nil }
        continue
      default: return nil
      }
      guard padding == 0 else { return nil }
      bits = bits << 6 | UInt32(digit)
      count += 1
      if count % 4 == 0 {
        bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
        bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
        bytes.append(UInt8(truncatingIfNeeded: bits))
      }
    }
    switch count % 4 {
    case 0: break
    case 2: bytes.append(UInt8(truncatingIfNeeded: bits >> 4))
    case 3:
      bytes.append(UInt8(truncatingIfNeeded: bits >> 10))
      bytes.append(UInt8(truncatingIfNeeded: bits >> 2))
    default: return nil
    }
    return bytes
  }

  /// Encodes with padding.
  static func encode(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    var group: UInt32 = 0
    var count = 0
    func flush() {
      for index in 0..<4 {
        text.append(
          index <= count ? digits[Int(group >> UInt32(18 - 6 * index) & 63)] : 61)
      }
      (group, count) = (0, 0)
    }
    for byte in bytes {
      group |= UInt32(byte) << UInt32(16 - 8 * count)
      count += 1
      if count == 3 { flush() }
    }
    if count > 0 { flush() }
    return String(decoding: text, as: UTF8.self)
  }
}
