public import Metadata

/// All that a file's metadata declares about its origin.
///
/// ```swift
/// let origin = try DeclaredOrigin(record.fields)
/// for trace in origin.traces { print(trace.generator, trace.classification) }
/// ```
public struct DeclaredOrigin: Sendable {
  /// A credit line that names artificial intelligence.
  public struct CreditLine: Sendable, Hashable {
    /// The line as written.
    public var text: String
    /// What it says about artificial intelligence.
    public var classification: OriginClass
    /// The family of the generator that it names.
    public var family: String
    /// Where it stands.
    public var field: GeneratorTrace.Field
  }

  /// A value of IPTC's properties about artificial intelligence.
  ///
  /// - Reference: IPTC Photo Metadata Standard 2025.1.
  public struct AIProperty: Sendable, Hashable {
    /// The property's name: `AISystemUsed`, `AISystemVersionUsed`, `AIPromptInformation` or
    /// `AIPromptWriterName`.
    public var name: String
    /// The value (prompts and names may be personal data).
    public var value: String
    /// Where it stands.
    public var field: GeneratorTrace.Field
  }

  /// A term of PLUS's data-mining property: a statement of rights, no sign of generation.
  ///
  /// - Reference: PLUS LDF 2.0.1 `plus:DataMining`.
  public struct DataMining: Sendable, Hashable {
    /// The term without its address, such as `DMI-PROHIBITED`.
    public var term: String
    /// What it says: whether mining is prohibited, at least in part; nil if nothing is said or the
    /// term is unknown.
    public var isProhibited: Bool?
    /// Where it stands.
    public var field: GeneratorTrace.Field
  }

  /// The traces of generators and editors.
  public private(set) var traces: [GeneratorTrace]
  /// The labels of TC260.
  public private(set) var aigcLabels: [AIGCLabel]
  /// IPTC's properties about artificial intelligence.
  public private(set) var aiProperties: [AIProperty] = []
  /// What is said about data mining.
  public private(set) var dataMining: [DataMining] = []
  /// Credit lines that name artificial intelligence.
  public private(set) var credits: [CreditLine] = []

  /// Reads the fields of a file.
  ///
  /// - Parameters:
  ///   - fields: The file's metadata.
  ///   - catalogue: The catalogue to use.
  public init(_ fields: [MetadataField], catalogue: GeneratorCatalogue) {
    traces = catalogue.traces(in: fields)
    aigcLabels = AIGCLabel.labels(in: fields)
    for field in fields where !field.value.isEmpty {
      let source = GeneratorTrace.Field(field)
      switch field.path {
      case "xmp.Iptc4xmpExt:AISystemUsed", "xmp.Iptc4xmpExt:AISystemVersionUsed",
        "xmp.Iptc4xmpExt:AIPromptInformation", "xmp.Iptc4xmpExt:AIPromptWriterName":
        aiProperties.append(
          AIProperty(
            name: String(field.path.dropFirst("xmp.Iptc4xmpExt:".count)), value: field.value,
            field: source))
      case "xmp.plus:DataMining":
        dataMining.append(Self.dataMining(field))
      case "xmp.photoshop:Credit", "iptc.2:110":
        for trace in traces where trace.fields.contains(source) {
          let classification = trace.classifications[source] ?? trace.classification
          guard classification > .notAI else { continue }
          credits.append(
            CreditLine(
              text: field.value, classification: classification, family: trace.family,
              field: source))
        }
      default: break
      }
    }
  }

  /// Reads the fields of a file with the built-in catalogue.
  ///
  /// - Throws: ``CatalogueError`` if the built-in catalogue is broken.
  public init(_ fields: [MetadataField]) throws(CatalogueError) {
    self.init(fields, catalogue: try .builtIn())
  }

  private static func dataMining(_ field: MetadataField) -> DataMining {
    let term = field.value.split { $0 == "/" || $0.isWhitespace }.last.map(String.init) ?? ""
    let code = term.uppercased()
    let isProhibited: Bool? =
      code.hasPrefix("DMI-PROHIBITED") ? true : code == "DMI-ALLOWED" ? false : nil
    return DataMining(
      term: code.hasPrefix("DMI-") ? code : term, isProhibited: isProhibited,
      field: GeneratorTrace.Field(field))
  }
}
