public import ByteReading

/// The products that the conformance programme of the C2PA lists: by it a signer is named as a
/// product and not only as a company.
///
/// Certification authorities of the C2PA trust list issue certificates to products on this list
/// only, and write the record's identifier and name into them. That ties a certificate to a record
/// as far as its issuer is trusted; the name of a signer that nobody vouches for proves nothing, so
/// ask only for signers that are trusted.
///
/// The list is an array of records. Fields that are not known are passed over, and so are records
/// without a name; an object that holds such an array is taken as well.
///
/// - Reference: C2PA Conforming Products List, schema of 2026-07-31 and its Companion Guide; C2PA
///   Certificate Policy 0.2, profile of claim-signing certificates.
public struct ConformingProducts: Sendable {
  /// A product that makes claims.
  public struct Product: Sendable, Hashable {
    /// The identifier of the record, a UUID; nil when several records have this name.
    public var recordID: String?
    /// The legal name of the company.
    public var vendor: String
    /// The name of the product.
    public var name: String
    /// The versions of the specification that it supports, in order.
    public var specVersions: [String]
    /// The highest assurance level, 1 or 2; nil where none is given.
    public var assuranceLevel: Int?
    /// `conformant`, `revoked`, `revoked_eol` or `revoked_vulnerability`; as written.
    public var status: String
    /// The signals of the official rubric that its active manifests may not give.
    public var disallowedSignals: Set<String>

    /// Whether the product is no longer conformant.
    public var isRevoked: Bool { status.hasPrefix("revoked") }

    /// The signals of an active manifest that the product may not give, in order.
    ///
    /// - Parameter signals: The signals of a store; those of ingredients are passed over.
    public func disallowed(of signals: [CredentialSignal]) -> [CredentialSignal] {
      signals.filter { $0.depth == 0 && disallowedSignals.contains($0.name.rawValue) }
    }
  }

  private struct Record: Sendable {
    var product: Product
    var unit: String?
    var country: String?
  }

  /// Records of products that make claims; the others sign nothing.
  private var records: [Record] = []
  /// How many records the list has, of products of either kind.
  public private(set) var count = 0
  /// How many records could not be read.
  public private(set) var passedOverCount = 0

  /// Reads a list.
  ///
  /// - Throws: ``ByteReading/ParsingError`` when it is no JSON, or holds no record.
  public init(parsing bytes: ByteView) throws(ParsingError) {
    var limits = ParsingLimits()
    limits.count = 2_000_000
    limits.nesting = 32
    let document = try JSONText.parse(bytes, limits: limits)
    let items = document.array ?? document.map?.pairs.lazy.compactMap(\.value.array).first ?? []
    for item in items {
      guard let fields = item.map, let product = fields["product"]?.map,
        let name = Self.text(product["DN"]?.map?["CN"])
      else {
        passedOverCount += 1
        continue
      }
      count += 1
      if Self.text(product["productType"]) == "validatorProduct" { continue }
      records.append(Self.record(fields, product, name))
    }
    guard count > 0 else {
      throw ParsingError(
        .malformed, at: bytes.offsetInFile, in: "list of conforming products",
        clause: "C2PA Conforming Products List")
    }
  }

  private static func record(_ fields: CBOR.Map, _ product: CBOR.Map, _ name: String) -> Record {
    let subject = product["DN"]?.map
    var disallowed: Set<String> = []
    for pair in product["disallowedSignals"]?.map?.pairs ?? [] {
      disallowed.formUnion(pair.value.array?.compactMap(\.text) ?? [])
    }
    let level = product["assurance"]?.map?["maxAssuranceLevel"]?.integer
    return Record(
      product: Product(
        recordID: text(fields["recordId"])?.lowercased(),
        vendor: text(subject?["O"]) ?? text(fields["applicant"]) ?? "", name: name,
        specVersions: fields["specVersion"]?.array?.compactMap(\.text)
          ?? fields["specVersion"]?.text.map { [$0] } ?? [],
        assuranceLevel: level, status: text(fields["status"]) ?? "",
        disallowedSignals: disallowed),
      unit: text(subject?["OU"]), country: text(subject?["C"]))
  }

  /// A text without space around it; nil when nothing is left.
  private static func text(_ value: CBOR?) -> String? {
    guard var text = value?.text?[...] else { return nil }
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text.isEmpty ? nil : String(text)
  }

  /// Adds the records of another list, behind the own ones.
  public mutating func append(_ other: ConformingProducts) {
    records += other.records
    count += other.count
    passedOverCount += other.passedOverCount
  }

  /// The extension that holds the identifier of a record.
  static let recordExtension = "1.3.6.1.4.1.62558.4"

  /// The product that a certificate was issued to; nil when the list has none.
  ///
  /// The record's identifier in the certificate decides. Certificates without one are matched by
  /// name: common name, organization, unit and country. Records that have one name are versions of
  /// one product; what only some of them disallow is not disallowed.
  ///
  /// - Parameter certificate: The certificate of a signer that is trusted.
  public func product(of certificate: X509Certificate) -> Product? {
    if let identifier = certificate.productRecord?.lowercased(),
      let record = records.first(where: { $0.product.recordID == identifier })
    {
      return record.product
    }
    let subject = certificate.subject
    guard let name = subject.commonName, let vendor = subject.organization else { return nil }
    let found = records.filter { record in
      record.product.name == name && record.product.vendor == vendor
        && record.unit == subject.organizationalUnit.flatMap { $0.isEmpty ? nil : $0 }
        && (record.country == nil || subject.country == nil || record.country == subject.country)
    }
    guard var product = found.first?.product else { return nil }
    for other in found.dropFirst().map(\.product) {
      product.recordID = nil
      product.specVersions += other.specVersions.filter { !product.specVersions.contains($0) }
      product.disallowedSignals.formIntersection(other.disallowedSignals)
      product.assuranceLevel = [product.assuranceLevel, other.assuranceLevel].compactMap(\.self)
        .max()
      if product.isRevoked { product.status = other.status }
    }
    product.specVersions.sort()
    return product
  }
}

extension X509Certificate {
  /// The identifier of the record on the list of conforming products; nil without one.
  ///
  /// - Reference: C2PA Certificate Policy 0.2, `c2pa-cpl-record`.
  var productRecord: String? {
    guard let value = value(of: ConformingProducts.recordExtension),
      let element = try? DERElement(parsing: value)
    else { return nil }
    return element.string
  }
}
