public import Metadata

/// What a file's metadata declares about generators.
public struct OriginTraces: Sendable {
  /// The traces, in the order of the catalogue.
  public private(set) var traces: [GeneratorTrace] = []
  /// The AIGC labels, in file order, each with the field it was read from.
  public private(set) var aigcLabels: [(label: AIGCLabelText, field: MetadataField)] = []

  /// Reads the traces of a file.
  ///
  /// - Parameters:
  ///   - record: The metadata of the file.
  ///   - catalogue: The families that are known.
  public init(_ record: MetadataRecord, catalogue: Catalogue = .standard) {
    self.init(fields: record.fields, catalogue: catalogue)
  }

  /// Reads the traces in a text that was decoded from pixels (stealth PNG info).
  ///
  /// - Parameter text: A settings text, or a JSON object with the fields of a PNG.
  public init(stealthPayload text: String, catalogue: Catalogue = .standard) {
    let source = MetadataSource(carrier: "pixels", range: 0..<0)
    var fields = [MetadataField(path: "stealth.text", value: text, source: source)]
    for member in JSONText(text)?.members ?? [] {
      let value = member.value.text ?? member.value.pythonDump
      fields.append(MetadataField(path: "stealth.\(member.key)", value: value, source: source))
      // The hidden text repeats the chunks of the PNG, by their names.
      fields.append(MetadataField(path: "png.text.\(member.key)", value: value, source: source))
    }
    self.init(fields: fields, catalogue: catalogue)
  }

  init(fields: [MetadataField], catalogue: Catalogue) {
    let fields = fields.flatMap(Self.withParts)
    for field in fields where Self.mayHoldAIGC(field) {
      if let label = AIGCLabelText(field.value) { aigcLabels.append((label, field)) }
    }
    for (entry, matched) in catalogue.matches(fields) {
      var trace = GeneratorTrace(
        family: entry.family, generator: entry.generator, vendor: entry.vendor,
        classification: entry.classification, certainty: entry.certainty,
        fields: Self.unique(matched))
      if let parser = entry.parser { SettingsParser(fields: fields).fill(&trace, by: parser) }
      traces.append(trace)
    }
  }

  /// A field, and the parts of a settings text that name the tool or the service.
  private static func withParts(_ field: MetadataField) -> [MetadataField] {
    guard field.value.utf8.count < 4 << 20, field.value.contains("Steps: "),
      let parameters = GenerationParameters(field.value)
    else { return [field] }
    func part(_ name: String, _ value: String) -> MetadataField {
      MetadataField(path: "\(field.path).\(name)", value: value, source: field.source)
    }
    var parts = [field]
    if let app = parameters.settings["App"] { parts.append(part("app", app)) }
    if let resources = parameters.settings["Civitai resources"] {
      parts.append(part("civitai", resources))
    }
    return parts
  }

  private static func mayHoldAIGC(_ field: MetadataField) -> Bool {
    switch field.path {
    case "png.text.AIGC", "exif.UserComment", "exif.ImageDescription", "trailer", "jpeg.comment",
      "gif.comment":
      true
    default: field.path.hasSuffix(":AIGC") || field.path.hasPrefix("jpeg.app")
    }
  }

  private static func unique(_ fields: [MetadataField]) -> [MetadataField] {
    var seen: Set<MetadataField> = []
    return fields.filter { seen.insert($0).inserted }
  }
}
