import ByteReading

/// A reference to a box, with the digest of what is there.
///
/// - Reference: C2PA 2.4 §8.4.2.
struct HashedURI: Sendable {
  var url: String
  var algorithm: String?
  var hash: ByteView?

  init?(_ item: CBOR?) {
    guard let map = item?.map, let url = map["url"]?.text else { return nil }
    self.url = url
    algorithm = map["alg"]?.text
    hash = map["hash"]?.bytes
  }
}

/// A claim: who made it with what, and which assertions it stands for.
///
/// - Reference: C2PA 2.4 §10.2; version 1 as in C2PA 1.4 §9.2.
struct Claim: Sendable {
  /// 1 or 2.
  var version: Int
  /// What is signed.
  var bytes: ByteView
  var fields: CBOR.Map
  var instanceID: String?
  var signatureURI: String?
  var title: String?
  var format: String?
  /// The default digest algorithm.
  var algorithm: String?
  /// The assertions that are the signer's own; all of a version 1 claim.
  var created: [HashedURI] = []
  /// The assertions that the signer only gathered.
  var gathered: [HashedURI] = []
  var redacted: [String] = []
  var generatorInfo: [GeneratorInfo] = []
  var generatorText: String?
  var specVersion: String?
  /// Required fields that are missing or of the wrong type.
  var faults: [String] = []

  /// Reads a claim.
  ///
  /// - Throws: ``ByteReading/ParsingError`` when the content is no CBOR map.
  init(parsing box: JUMBFBox, limits: ParsingLimits) throws(ParsingError) {
    guard let bytes = box.data(of: "cbor") else {
      throw ParsingError(.malformed, at: box.view.offsetInFile, in: "Claim without content")
    }
    guard case .map(let fields) = try CBOR(decoding: bytes, limits: limits) else {
      throw ParsingError(.malformed, at: bytes.offsetInFile, in: "Claim")
    }
    self.bytes = bytes
    self.fields = fields
    version = box.label?.hasPrefix("c2pa.claim.v2") == true ? 2 : 1
    instanceID = fields["instanceID"]?.text
    signatureURI = fields["signature"]?.text
    title = fields["dc:title"]?.text
    format = fields["dc:format"]?.text
    algorithm = fields["alg"]?.text
    specVersion = fields["specVersion"]?.text
    redacted = (fields["redacted_assertions"]?.array ?? []).compactMap(\.text)
    generatorText = fields["claim_generator"]?.text
    if let list = fields["claim_generator_info"]?.array {
      generatorInfo = list.compactMap(GeneratorInfo.init)
    } else if let single = GeneratorInfo(fields["claim_generator_info"]) {
      generatorInfo = [single]
    }
    created = references(version == 2 ? "created_assertions" : "assertions")
    gathered = version == 2 ? references("gathered_assertions") : []
    if box.label != "c2pa.claim", box.label != "c2pa.claim.v2" {
      faults.append("\(box.label ?? "no label") is not the label of a claim that is known")
    }
    check()
  }

  private mutating func references(_ name: String) -> [HashedURI] {
    guard let value = fields[name] else { return [] }
    guard let list = value.array else {
      faults.append("\(name) is no array")
      return []
    }
    let references = list.compactMap { HashedURI($0) }
    if references.count != list.count { faults.append("\(name) holds something else than URIs") }
    return references
  }

  private mutating func check() {
    if instanceID == nil { faults.append("instanceID is missing") }
    if fields["signature"] == nil { faults.append("signature is missing") }
    if version == 2 {
      if fields["created_assertions"] == nil { faults.append("created_assertions is missing") }
      if created.isEmpty, fields["created_assertions"] != nil {
        faults.append("created_assertions is empty")
      }
      if fields["claim_generator_info"]?.map == nil {
        faults.append("claim_generator_info is missing")
      } else if generatorInfo.first?.name == nil {
        faults.append("claim_generator_info has no name")
      }
    } else {
      if fields["assertions"] == nil { faults.append("assertions is missing") }
      if generatorText == nil { faults.append("claim_generator is missing") }
      if format == nil { faults.append("dc:format is missing") }
    }
  }

  /// All references in order, created ones first.
  var assertions: [HashedURI] { created + gathered }

  /// Name and version of what made the claim, for people.
  var generator: String? {
    if let info = generatorInfo.first, let name = info.name {
      return info.version.map { "\(name)/\($0)" } ?? name
    }
    return generatorText
  }
}

/// Name and version of a piece of software.
struct GeneratorInfo: Sendable {
  var name: String?
  var version: String?
  var icon: CBOR?

  /// Reads a map, or a text that is the name.
  init?(_ item: CBOR?) {
    if let text = item?.text {
      name = text
      return
    }
    guard let map = item?.map else { return nil }
    name = map["name"]?.text
    version = map["version"]?.text
    icon = map["icon"]
  }
}
