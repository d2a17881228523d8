import ByteReading

/// An ingredient assertion of any version.
///
/// - Reference: C2PA 2.4 §18.15.6.
struct Ingredient: Sendable {
  /// 1, 2 or 3.
  var version: Int
  /// The absolute URI of the assertion.
  var uri: String
  var fields: CBOR.Map
  var relationship: String?
  /// The manifest of the ingredient; nil when it has none.
  var activeManifest: HashedURI?
  /// The signature of that manifest, in version 3.
  var claimSignature: HashedURI?
  /// What the maker of the manifest found when validating the ingredient.
  var recorded: Set<RecordedStatus>
  /// Whether there is any record of a validation.
  var hasRecord: Bool

  /// A status in an ingredient assertion.
  struct RecordedStatus: Sendable, Hashable {
    var code: String
    /// The manifest of the URL; nil for a relative one.
    var manifest: String?
    /// The path of the URL; nil when there is none.
    var path: [String]?
  }

  /// The relations that an ingredient may have.
  static let relationships: Set<String> = ["parentOf", "componentOf", "inputTo"]

  init(label: String, uri: String, fields: CBOR.Map) {
    let base = AssertionLabel.base(label)
    version = base.hasSuffix(".v3") ? 3 : base.hasSuffix(".v2") ? 2 : 1
    self.uri = uri
    self.fields = fields
    relationship = fields["relationship"]?.text
    activeManifest = HashedURI(fields["activeManifest"]) ?? HashedURI(fields["c2pa_manifest"])
    claimSignature = HashedURI(fields["claimSignature"])
    recorded = []
    hasRecord = false
    if let results = fields["validationResults"]?.map {
      hasRecord = true
      append(results["activeManifest"])
      for delta in results["ingredientDeltas"]?.array ?? [] {
        append(delta["validationDeltas"])
      }
    }
    for entry in fields["validationStatus"]?.array ?? [] {
      hasRecord = true
      append(entry: entry)
    }
  }

  private mutating func append(_ codes: CBOR?) {
    for list in ["success", "informational", "failure"] {
      for entry in codes?[list]?.array ?? [] { append(entry: entry) }
    }
  }

  private mutating func append(entry: CBOR) {
    guard let code = entry["code"]?.text, recorded.count < 10_000 else { return }
    let uri = entry["url"]?.text.flatMap(JUMBFURI.init)
    recorded.insert(RecordedStatus(code: code, manifest: uri?.manifest, path: uri?.path))
  }

  /// Whether the assertion itself records a status.
  func records(_ status: ValidationStatus) -> Bool {
    let code = status.code.rawValue
    guard !recorded.isEmpty else { return false }
    if recorded.contains(RecordedStatus(code: code)) { return true }
    guard let uri = status.url.flatMap(JUMBFURI.init) else {
      return recorded.contains { $0.code == code }
    }
    return recorded.contains(RecordedStatus(code: code, manifest: uri.manifest, path: uri.path))
      || recorded.contains(RecordedStatus(code: code, path: uri.path))
  }

  /// Whether the assertion records that the signature of `manifest` was inside the validity of its
  /// credential when the ingredient was added.
  ///
  /// Who adds an ingredient validates it and records what was found (C2PA 2.4 §15.11.1). That a
  /// certificate has expired since is then no fault of the ingredient. A record without a URL is
  /// one of nothing.
  func attestsValidity(of manifest: String) -> Bool {
    recorded.contains { status in
      status.code == ValidationCode.claimSignatureInsideValidity.rawValue && status.path != nil
        && (status.manifest == nil || status.manifest == manifest)
    }
  }

  /// What is wrong with the fields; nil when nothing is.
  var fault: String? {
    guard let relationship else { return "the ingredient has no relationship" }
    guard Self.relationships.contains(relationship) else {
      return "the relationship \(relationship) is not known"
    }
    if version == 3 {
      if fields["activeManifest"] != nil, activeManifest == nil {
        return "activeManifest is no hashed URI"
      }
      if activeManifest != nil, fields["validationResults"] == nil {
        return "the ingredient has a manifest but no validation results"
      }
      if activeManifest != nil, fields["digitalSourceType"] != nil {
        return "the ingredient has both a manifest and a digital source type"
      }
    } else {
      let required = ["dc:title", "dc:format"] + (version == 1 ? ["instanceID"] : [])
      if let missing = required.first(where: { fields[$0]?.text == nil }) {
        return "the ingredient has no \(missing)"
      }
    }
    return nil
  }

  /// What reports say.
  var report: IngredientReport {
    IngredientReport(
      relationship: relationship, title: fields["dc:title"]?.text,
      format: fields["dc:format"]?.text,
      manifest: activeManifest.flatMap { JUMBFURI($0.url)?.manifest },
      instanceID: fields["instanceID"]?.text,
      digitalSourceType: fields["digitalSourceType"]?.text,
      dataTypes: (fields["dataTypes"] ?? fields["data_types"])?.array?.compactMap {
        $0["type"]?.text
      } ?? [],
      assertion: uri)
  }
}
