import EvidenceModel

/// Version 1 of the JSON report: the list of its fields, in sorted order.
///
/// The fields are written out here and not derived from the model, so that the model may change
/// and the report does not. Fields may be added; none is ever renamed or removed. The schema is
/// `docs/report.schema.json`.
enum JSONReportV1 {
  /// The version that reports carry.
  static let schemaVersion = 1

  // MARK: One image

  static func write(_ image: ImageReport, redaction: Redaction, to json: inout JSONWriter) {
    let inspection = image.inspection
    let verdict = image.verdict
    json.beginObject()
    json.field("byteCount", inspection.byteCount)
    json.key("credentials")
    write(inspection.credentials, to: &json)
    json.field("decision", verdict.decision.rawValue)
    json.key("diagnostics")
    json.beginArray()
    for diagnostic in inspection.diagnostics { write(diagnostic, to: &json) }
    json.endArray()
    json.key("disclosure")
    write(verdict.disclosure, to: &json)
    json.key("evidence")
    json.beginArray()
    for evidence in inspection.evidence.items {
      write(evidence, redaction: redaction, to: &json)
    }
    json.endArray()
    json.key("faces")
    json.beginArray()
    for face in inspection.faces ?? [] { write(face, to: &json) }
    json.endArray()
    json.key("findings")
    json.beginArray()
    for finding in verdict.findings {
      write(finding, of: image, redaction: redaction, to: &json)
    }
    json.endArray()
    json.key("forensics")
    write(inspection.forensics, to: &json)
    json.field("format", inspection.format)
    json.field("height", inspection.height)
    json.field("inspected", inspection.isInspected)
    json.field("mediaType", inspection.mediaType)
    json.key("metadata")
    write(inspection.metadata, redaction: redaction, to: &json)
    json.field("notEvaluated", inspection.notEvaluated)
    json.key("notEvaluatedReasons")
    json.beginObject()
    for name in inspection.notEvaluated.sorted() {
      json.field(name, inspection.notEvaluatedReasons[name])
    }
    json.endObject()
    json.key("origin")
    json.beginObject()
    json.field("basis", verdict.origin.basis.rawValue)
    json.field("class", verdict.origin.classification.rawValue)
    json.field("generator", verdict.origin.generator)
    json.field("summary", redaction.text(verdict.origin.summary, of: image))
    json.endObject()
    json.field("path", inspection.path)
    json.field("policies", verdict.policies)
    json.key("posts")
    json.beginArray()
    for post in image.posts { write(post, to: &json) }
    json.endArray()
    json.field("schemaVersion", schemaVersion)
    json.field("sha256", inspection.sha256.isEmpty ? nil : inspection.sha256)
    json.key("timing")
    write(inspection.timing, to: &json)
    json.key("watermarks")
    json.beginArray()
    for watermark in inspection.watermarks {
      write(watermark, redaction: redaction, to: &json)
    }
    json.endArray()
    json.field("width", inspection.width)
    json.endObject()
  }

  // MARK: Verdict

  private static func write(_ disclosure: Disclosure, to json: inout JSONWriter) {
    json.beginObject()
    json.field("labels", objects: disclosure.labels) { label, json in
      json.field("location", label.location)
      json.field("type", label.type)
      json.field("value", label.value)
    }
    json.field("required", disclosure.isRequired)
    json.field("status", disclosure.status.rawValue)
    json.endObject()
  }

  private static func write(
    _ finding: Finding, of image: ImageReport, redaction: Redaction, to json: inout JSONWriter
  ) {
    json.beginObject()
    json.field("confidence", finding.confidence.rawValue)
    json.field("evidence", finding.evidence)
    json.field("fingerprint", finding.fingerprint)
    json.field("fix", finding.fix)
    json.field("kind", finding.kind.rawValue)
    json.key("location")
    if let location = finding.location { write(location, to: &json) } else { json.null() }
    json.field("message", redaction.text(finding.message, of: image))
    json.field("references", objects: finding.references) { reference, json in
      json.field("certainty", reference.certainty)
      json.field("date", reference.date)
      json.field("title", reference.title)
      json.field("url", reference.url)
    }
    json.field("rule", finding.rule)
    json.field("severity", finding.severity.rawValue)
    json.field("suppressed", finding.isSuppressed)
    json.field("suppression", finding.suppression)
    json.endObject()
  }

  private static func write(_ location: PostLocation, to json: inout JSONWriter) {
    json.beginObject()
    json.field("line", location.line)
    json.field("path", location.path)
    json.endObject()
  }

  // MARK: Facts

  private static func write(
    _ evidence: Evidence, redaction: Redaction, to json: inout JSONWriter
  ) {
    json.beginObject()
    json.key("attributes")
    write(.object(redaction.attributes(of: evidence)), to: &json)
    json.field("id", evidence.id)
    json.field("kind", evidence.kind.rawValue)
    json.field("name", evidence.name)
    json.field("personal", evidence.isPersonal)
    json.key("source")
    json.beginObject()
    json.field("byteLength", evidence.source.byteLength)
    json.field("byteOffset", evidence.source.byteOffset)
    json.field("container", evidence.source.container)
    json.field("field", evidence.source.field)
    json.endObject()
    json.key("value")
    write(redaction.value(of: evidence), to: &json)
    json.endObject()
  }

  private static func write(
    _ value: EvidenceValue, depth: Int = 0, to json: inout JSONWriter
  ) {
    guard depth < JSONWriter.maximumDepth else { return json.value("[nested too deep]") }
    switch value {
    case .string(let text): json.value(text)
    case .integer(let number): json.value(number)
    case .number(let number): json.value(number)
    case .boolean(let flag): json.value(flag)
    case .list(let values):
      json.beginArray()
      for value in values { write(value, depth: depth + 1, to: &json) }
      json.endArray()
    case .object(let fields):
      json.beginObject()
      for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
        json.key(name)
        write(value, depth: depth + 1, to: &json)
      }
      json.endObject()
    }
  }

  private static func write(_ diagnostic: Diagnostic, to json: inout JSONWriter) {
    json.beginObject()
    json.field("code", diagnostic.code)
    json.field("message", diagnostic.message)
    json.field("offset", diagnostic.offset)
    json.field("severity", diagnostic.severity.rawValue)
    json.field("stage", diagnostic.stage)
    json.endObject()
  }

  // MARK: Credentials

  private static func write(_ credentials: CredentialSummary, to json: inout JSONWriter) {
    json.beginObject()
    json.field("claimGenerator", credentials.claimGenerator)
    json.key("codes")
    write(credentials.codes, to: &json)
    // Only reports on one file have it; it may be as large as the store.
    if let document = credentials.crJSON {
      json.key("crJSON")
      json.document(document)
    }
    json.field("digitalSourceTypes", credentials.digitalSourceTypes)
    json.key("ingredientCodes")
    write(credentials.ingredientCodes, to: &json)
    json.field("integrity", credentials.integrity.rawValue)
    json.key("manifests")
    json.beginArray()
    for manifest in credentials.manifests { write(manifest, to: &json) }
    json.endArray()
    // Only where a list of products is installed and the signer is on it.
    if let product = credentials.product {
      json.key("product")
      write(product, to: &json)
    }
    json.field("remoteURL", credentials.remoteURL)
    json.field("signature", credentials.signature.rawValue)
    json.field("signedAt", credentials.signedAt)
    json.field("signer", credentials.signer)
    json.field("state", credentials.state.rawValue)
    json.field("trust", credentials.trust.rawValue)
    json.field("trustList", credentials.trustList)
    json.endObject()
  }

  private static func write(_ product: CredentialSummary.Product, to json: inout JSONWriter) {
    json.beginObject()
    json.field("assuranceLevel", product.assuranceLevel)
    json.field("name", product.name)
    json.field("recordID", product.recordID)
    json.field("specVersions", product.specVersions)
    json.field("status", product.status)
    json.field("vendor", product.vendor)
    json.endObject()
  }

  private static func write(_ codes: CredentialSummary.Codes, to json: inout JSONWriter) {
    json.beginObject()
    json.field("failure", codes.failure)
    json.field("informational", codes.informational)
    json.field("success", codes.success)
    json.endObject()
  }

  private static func write(_ manifest: CredentialSummary.Manifest, to json: inout JSONWriter) {
    json.beginObject()
    json.field("actions", objects: manifest.actions) { action, json in
      json.field("action", action.action)
      json.field("digitalSourceType", action.digitalSourceType)
      json.field("gathered", action.isGathered)
      json.field("softwareAgent", action.softwareAgent)
      json.field("when", action.when)
    }
    json.field("active", manifest.isActive)
    json.field("algorithm", manifest.algorithm)
    json.field("assertions", manifest.assertions)
    json.field("claimGenerator", manifest.claimGenerator)
    json.key("codes")
    write(manifest.codes, to: &json)
    json.field("identities", objects: manifest.identities) { identity, json in
      json.field("codes", identity.codes)
      json.field("credentialType", identity.credentialType)
      json.field("name", identity.name)
      json.field("outcome", identity.outcome)
    }
    json.field("ingredients", objects: manifest.ingredients) { ingredient, json in
      json.field("format", ingredient.format)
      json.field("manifest", ingredient.manifest)
      json.field("relationship", ingredient.relationship)
      json.field("state", ingredient.state.rawValue)
      json.field("title", ingredient.title)
    }
    json.field("kind", manifest.kind)
    json.field("label", manifest.label)
    json.field("signature", manifest.signature.rawValue)
    json.field("signedAt", manifest.signedAt)
    json.field("signedAtSource", manifest.signedAtSource)
    json.field("signer", manifest.signer)
    json.field("state", manifest.state.rawValue)
    json.field("timeStampAuthority", manifest.timeStampAuthority)
    json.field("title", manifest.title)
    json.field("trust", manifest.trust.rawValue)
    json.field("trustList", manifest.trustList)
    json.endObject()
  }

  // MARK: Metadata and measurements

  private static func write(
    _ metadata: MetadataSummary, redaction: Redaction, to json: inout JSONWriter
  ) {
    json.beginObject()
    json.field("aiSystem", metadata.aiSystem)
    json.field("camera", metadata.camera)
    json.field("digitalSourceTypes", metadata.digitalSourceTypes)
    json.field("generator", metadata.generator)
    json.field("privacy", metadata.privacy)
    json.field("prompt", redaction.prompt(of: metadata))
    json.field("software", metadata.software)
    json.endObject()
  }

  private static func write(
    _ watermark: WatermarkResult, redaction: Redaction, to json: inout JSONWriter
  ) {
    json.beginObject()
    json.field("generator", watermark.generator)
    json.field("matchedBits", watermark.matchedBits)
    json.field("name", watermark.name)
    json.field("pValue", watermark.pValue)
    json.field("payload", redaction.payload(of: watermark))
    json.field("presenceUnknown", watermark.isPresenceUnknown)
    json.field("robustness", watermark.robustness)
    json.field("scheme", watermark.scheme)
    json.field("totalBits", watermark.totalBits)
    json.field("view", watermark.view)
    json.field("zScore", watermark.zScore)
    json.endObject()
  }

  /// A picture whose pixels were not examined is one that was abstained on, so that readers of the
  /// report find the same fields in every image.
  private static func write(_ result: ForensicResult?, to json: inout JSONWriter) {
    let result =
      result ?? ForensicResult(outcome: .abstained, reason: "Pixel statistics were not examined.")
    json.beginObject()
    json.field("logLikelihoodRatio", result.logLikelihoodRatio)
    json.field("model", result.model)
    json.field("outcome", result.outcome.rawValue)
    json.field("reason", result.reason)
    json.field("score", result.score)
    json.key("statistics")
    json.beginObject()
    for (name, value) in result.statistics.sorted(by: { $0.key < $1.key }) {
      json.field(name, value)
    }
    json.endObject()
    json.endObject()
  }

  private static func write(_ face: FaceResult, to json: inout JSONWriter) {
    json.beginObject()
    json.key("box")
    json.beginArray()
    for number in [face.x, face.y, face.width, face.height] { json.value(number) }
    json.endArray()
    json.key("cues")
    write(.object(face.cues), to: &json)
    json.field("detection", face.detection)
    json.field("outcome", face.outcome.rawValue)
    json.field("score", face.score)
    json.endObject()
  }

  private static func write(_ timing: [StageTiming], to json: inout JSONWriter) {
    // Microseconds are enough, and spare readers numbers of seventeen digits.
    func rounded(_ milliseconds: Double) -> Double { (milliseconds * 1000).rounded() / 1000 }
    var stages: [String: Double] = [:]
    for timing in timing { stages[timing.stage, default: 0] += timing.milliseconds }
    json.beginObject()
    json.key("stages")
    json.beginObject()
    for (stage, milliseconds) in stages.sorted(by: { $0.key < $1.key }) {
      json.field(stage, rounded(milliseconds))
    }
    json.endObject()
    json.field("total", rounded(timing.reduce(0) { $0 + $1.milliseconds }))
    json.endObject()
  }

  // MARK: The run

  static func write(_ summary: RunSummary, to json: inout JSONWriter) {
    json.beginObject()
    json.key("decisions")
    json.beginObject()
    for name in Decision.allCases.map(\.rawValue).sorted() {
      json.field(name, Decision(rawValue: name).map { summary.count(of: $0) } ?? 0)
    }
    json.endObject()
    json.key("findings")
    json.beginObject()
    for name in Severity.allCases.map(\.rawValue).sorted() {
      json.field(name, Severity(rawValue: name).map { summary.count(of: $0) } ?? 0)
    }
    json.endObject()
    json.field("ignoredFiles", summary.ignoredFileCount)
    json.field("images", summary.imageCount)
    json.field("interrupted", summary.isInterrupted)
    json.key("origins")
    json.beginObject()
    for name in OriginClass.allCases.map(\.rawValue).sorted() {
      json.field(name, OriginClass(rawValue: name).map { summary.count(of: $0) } ?? 0)
    }
    json.endObject()
    if !summary.remarks.isEmpty { json.field("remarks", summary.remarks) }
    json.field("seconds", (summary.seconds * 1000).rounded() / 1000)
    json.field("unreadableFiles", summary.unreadableFileCount)
    json.endObject()
  }

  static func writeTool(_ options: ReportOptions, to json: inout JSONWriter) {
    json.beginObject()
    json.field("generatedAt", options.generatedAt)
    json.field("name", options.toolName)
    json.field("policies", options.policies)
    json.field("version", options.toolVersion)
    json.endObject()
  }
}
