import ByteReading

/// The result in the interchange form that the official rubrics are written for.
///
/// - Reference: Content Credential JSON, schema `https://c2pa.org/crjson/crJSON-schema.json`.
public struct CrJSON: Sendable {
  private let report: CredentialReport
  private let generator: (name: String, version: String)
  private let hidesPersonal: Bool

  /// Creates a writer.
  ///
  /// - Parameters:
  ///   - report: What to write.
  ///   - generatorName: The name of the tool.
  ///   - generatorVersion: The version of the tool, as Semantic Versioning 2.0 has it.
  ///   - hidesPersonal: Whether prompts, places and names of persons in assertions are replaced by
  ///     `[redacted]`.
  public init(
    _ report: CredentialReport, generatorName: String, generatorVersion: String,
    hidesPersonal: Bool = false
  ) {
    self.report = report
    generator = (generatorName, generatorVersion)
    self.hidesPersonal = hidesPersonal
  }

  /// The version of the specification that the validator follows.
  public static let specVersion = "2.4.0"

  /// The document, with the active manifest first and assertions in the order of the claim.
  public var text: String { document.text }

  /// The document with the keys of each object in order, for a report that sorts its keys.
  public var sortedText: String { document.sorted.text }

  private var document: JSONValue {
    let manifests = report.manifests.filter(\.isActive) + report.manifests.filter { !$0.isActive }
    return JSONValue.object([
      (
        "@context",
        .object([
          ("@vocab", .text("https://c2pa.org/crjson")),
          ("extras", .text("https://c2pa.org/crjson/extras")),
        ])
      ),
      ("manifests", .array(manifests.compactMap(manifest))),
      (
        "jsonGenerator",
        .object([("name", .text(generator.name)), ("version", .text(generator.version))])
      ),
    ])
  }

  private func manifest(_ manifest: ManifestReport) -> JSONValue? {
    guard let source = report.store?.manifest(manifest.label) else { return nil }
    var fields: [(String, JSONValue)] = [
      ("label", .text(manifest.label)), ("assertions", assertions(source, manifest)),
    ]
    if let box = source.claimBoxes.first, let data = box.data(of: "cbor"),
      let claim = try? CBOR(decoding: data)
    {
      fields.append(self.claim(claim, version: manifest.claimVersion))
    }
    fields.append(("signature", signature(manifest)))
    var results = outcomes(manifest.isActive ? report.statuses : manifest.statuses)
    results.append(("specVersion", .text(Self.specVersion)))
    results.append(("validationTime", .text(report.validationTime.description)))
    fields.append(("validationResults", .object(results)))
    let own = report.ingredients.filter {
      JUMBFURI($0.assertion)?.manifest == manifest.label && $0.manifest != nil
    }
    if !own.isEmpty {
      let deltas = own.map { ingredient in
        JSONValue.object([
          ("ingredientAssertionURI", .text(ingredient.assertion)),
          ("validationDeltas", .object(outcomes(ingredient.statuses))),
        ])
      }
      fields.append(("ingredientDeltas", .array(deltas)))
    }
    return .object(fields)
  }

  /// The fields of a claim that the schema names; it allows no others.
  ///
  /// Version 1 claims without `claim_generator_info` get one from `claim_generator`, which the
  /// schema wants of both versions.
  private func claim(_ claim: CBOR, version: Int) -> (String, JSONValue) {
    guard case .object(var fields) = JSONValue(claim) else { return ("claim.v2", .object([])) }
    // Some old claims have fields of no content where they mean that there is none.
    fields.removeAll { field in
      switch field.1 {
      case .null: true
      case .array(let items): items.isEmpty && field.0 == "claim_generator_info"
      default: false
      }
    }
    guard version == 1 else {
      fields.removeAll { !Self.claimFields.contains($0.0) }
      return ("claim.v2", .object(fields))
    }
    fields.removeAll { !Self.claimV1Fields.contains($0.0) }
    if let index = fields.firstIndex(where: { $0.0 == "claim_generator_info" }) {
      if case .object = fields[index].1 { fields[index].1 = .array([fields[index].1]) }
    } else if let name = fields.first(where: { $0.0 == "claim_generator" })?.1 {
      fields.append(("claim_generator_info", .array([.object([("name", name)])])))
    }
    return ("claim", .object(fields))
  }

  private static let claimFields: Set<String> = [
    "instanceID", "claim_generator_info", "signature", "created_assertions",
    "gathered_assertions", "dc:title", "redacted_assertions", "alg", "alg_soft", "specVersion",
    "metadata",
  ]

  private static let claimV1Fields: Set<String> = [
    "claim_generator", "claim_generator_info", "signature", "assertions", "dc:format",
    "instanceID", "dc:title", "redacted_assertions", "alg", "alg_soft", "metadata",
  ]

  private func outcomes(_ statuses: ValidationStatuses) -> [(String, JSONValue)] {
    ValidationStatus.Outcome.allCases.map { outcome in
      let entries = statuses.all.filter { $0.outcome == outcome }.map { status in
        var fields: [(String, JSONValue)] = [("code", .text(status.code.rawValue))]
        if let url = status.url { fields.append(("url", .text(url))) }
        if let words = status.explanation { fields.append(("explanation", .text(words))) }
        return JSONValue.object(fields)
      }
      return (outcome.rawValue, .array(entries))
    }
  }

  private func assertions(_ manifest: Manifest, _ summary: ManifestReport) -> JSONValue {
    var fields: [(String, JSONValue)] = []
    for assertion in summary.assertions where !assertion.isRedacted {
      guard let box = manifest.assertionBoxes.first(where: { $0.label == assertion.label }),
        let content = try? AssertionContent(box, limits: ParsingLimits())
      else { continue }
      switch content {
      case .structured(let item):
        let value = JSONValue(item)
        fields.append((assertion.label, hidesPersonal ? value.withoutPersonal : value))
      case .embedded(let type, let data):
        var embedded: [(String, JSONValue)] = []
        if let type { embedded.append(("format", .text(type))) }
        embedded.append(
          ("identifier", .text(manifest.uri("c2pa.assertions", assertion.label))))
        embedded.append(
          (
            "hash", .text("b64'" + Base64.encode(DigestAlgorithm.sha256.digest(data)) + "'")
          ))
        fields.append((assertion.label, .object(embedded)))
      case .opaque, .redacted: fields.append((assertion.label, .object([])))
      }
    }
    return .object(fields)
  }

  private func signature(_ manifest: ManifestReport) -> JSONValue {
    guard let signer = manifest.signer else { return .object([]) }
    var fields: [(String, JSONValue)] = [
      ("algorithm", .text((signer.algorithm ?? "").lowercased())),
      ("certificateInfo", certificate(signer.certificate)),
    ]
    if let signedAt = manifest.signedAt, let authority = signedAt.authorityCertificate {
      fields.append(
        (
          "timeStampInfo",
          .object([
            ("timestamp", .text(signedAt.time.description)),
            ("certificateInfo", certificate(authority)),
          ])
        ))
    }
    return .object(fields)
  }

  private func certificate(_ certificate: X509Certificate) -> JSONValue {
    func name(_ name: X509Name) -> JSONValue {
      var fields: [(String, JSONValue)] = []
      for component in name.components {
        let key = Self.nameFields[component.name] ?? component.name
        guard Self.nameFields.values.contains(key), !fields.contains(where: { $0.0 == key })
        else { continue }
        fields.append((key, .text(component.value)))
      }
      return .object(fields)
    }
    let digits = certificate.serialNumber.map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
    return .object([
      ("serialNumber", .text(digits)), ("issuer", name(certificate.issuer)),
      ("subject", name(certificate.subject)),
      (
        "validity",
        .object([
          ("notBefore", .text(certificate.notBefore.description)),
          ("notAfter", .text(certificate.notAfter.description)),
        ])
      ),
    ])
  }
}

extension CrJSON {
  /// The components of a name that the schema allows, from this module's words to the schema's.
  private static let nameFields = [
    "C": "C", "ST": "ST", "L": "L", "O": "O", "OU": "OU", "CN": "CN", "emailAddress": "E",
    "organizationIdentifier": "2.5.4.97",
  ]
}
