import ByteReading

/// The result in the interchange form that the official rubrics are written for.
///
/// - Reference: Content Credential JSON, schema `https://c2pa.org/crjson/crJSON-schema.json`.
public struct CrJSON: Sendable {
  private let report: CredentialReport
  private let generator: (name: String, version: String)

  /// Creates a writer.
  ///
  /// - Parameters:
  ///   - report: What to write.
  ///   - generatorName: The name of the tool.
  ///   - generatorVersion: The version of the tool, as Semantic Versioning 2.0 has it.
  public init(_ report: CredentialReport, generatorName: String, generatorVersion: String) {
    self.report = report
    generator = (generatorName, generatorVersion)
  }

  /// The version of the specification that the validator follows.
  public static let specVersion = "2.4.0"

  /// The document, with the active manifest first.
  public var text: String {
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
    ]).text
  }

  private func manifest(_ manifest: ManifestReport) -> JSONValue? {
    guard let source = report.store?.manifest(manifest.label) else { return nil }
    var fields: [(String, JSONValue)] = [
      ("label", .text(manifest.label)), ("assertions", assertions(source, manifest)),
    ]
    if let box = source.claimBoxes.first, let data = box.data(of: "cbor"),
      let claim = try? CBOR(decoding: data)
    {
      fields.append((manifest.claimVersion == 1 ? "claim" : "claim.v2", JSONValue(claim)))
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
      case .structured(let item): fields.append((assertion.label, JSONValue(item)))
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
      for component in name.components where !fields.contains(where: { $0.0 == component.name }) {
        fields.append((component.name, .text(component.value)))
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

/// A value of JSON that is only written.
indirect enum JSONValue: Sendable {
  case text(String)
  case number(String)
  case boolean(Bool)
  case null
  case array([JSONValue])
  case object([(String, JSONValue)])

  /// Converts an item of CBOR. Byte strings become `b64'…'`.
  init(_ item: CBOR) {
    switch item {
    case .unsigned(let value): self = .number(String(value))
    case .negative(let value):
      self = .number(value == .max ? "-18446744073709551616" : "-\(value + 1)")
    case .bytes(let view): self = .text("b64'" + Base64.encode(view.slice) + "'")
    case .text(let text): self = .text(text)
    case .array(let items): self = .array(items.map(JSONValue.init))
    case .map(let map):
      self = .object(
        map.pairs.map { pair in
          (
            pair.key.text ?? pair.key.integer.map(String.init)
              ?? pair.key.bytes.map { Base64.encode($0.slice) } ?? "?", JSONValue(pair.value)
          )
        })
    case .tagged(_, let inner): self = JSONValue(inner)
    case .boolean(let truth): self = .boolean(truth)
    case .null, .simple: self = .null
    case .float(let number): self = number.isFinite ? .number(String(number)) : .null
    }
  }

  /// The text, without white space between values.
  var text: String {
    var output = ""
    write(to: &output)
    return output
  }

  private func write(to output: inout String) {
    switch self {
    case .text(let text): Self.write(text, to: &output)
    case .number(let digits): output += digits
    case .boolean(let truth): output += truth ? "true" : "false"
    case .null: output += "null"
    case .array(let items):
      output += "["
      for (index, item) in items.enumerated() {
        if index > 0 { output += "," }
        item.write(to: &output)
      }
      output += "]"
    case .object(let fields):
      output += "{"
      for (index, field) in fields.enumerated() {
        if index > 0 { output += "," }
        Self.write(field.0, to: &output)
        output += ":"
        field.1.write(to: &output)
      }
      output += "}"
    }
  }

  private static func write(_ text: String, to output: inout String) {
    output += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\r": output += "\\r"
      case "\t": output += "\\t"
      case _
      where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        || (0x2028...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value):
        // Control characters and those that turn the direction of text around.
        let digits = String(scalar.value, radix: 16)
        output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: output.unicodeScalars.append(scalar)
      }
    }
    output += "\""
  }
}
