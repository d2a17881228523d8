import DataTree
public import Metadata

/// The catalogue of marks that generators and editors leave in metadata.
///
/// It is data: one file a family, built into the binary. Each mark is a condition on fields and on
/// what is parsed from them; none is a search for bytes in a file.
///
/// ```swift
/// let traces = try GeneratorCatalogue.builtIn().traces(in: record.fields)
/// ```
public struct GeneratorCatalogue: Sendable {
  /// A name in Content Credentials that the catalogue knows.
  public struct KnownGenerator: Sendable, Hashable {
    /// The identifier of the family.
    public var family: String
    /// The generator's name for people.
    public var generator: String
    /// The product, if the name tells it.
    public var product: String?
    /// Who makes it.
    public var vendor: String?
    /// What the name alone says about artificial intelligence; nil where its owner makes other
    /// things too, such as a signer.
    public var classification: OriginClass?
  }

  var families: [GeneratorFamily]

  /// The files of the folder `Catalogue`, compiled.
  static let embeddedTree = CompactTree(PackageResources.catalogue_tree)

  private static let embedded = Result<GeneratorCatalogue, CatalogueError> {
    () throws(CatalogueError) in
    try GeneratorCatalogue(files: embeddedTree?.members ?? [], areBuiltIn: true)
  }

  /// The catalogue that is built in; read once.
  ///
  /// - Throws: ``CatalogueError`` if a built-in file is broken, which the tests rule out.
  public static func builtIn() throws(CatalogueError) -> GeneratorCatalogue { try embedded.get() }

  /// Reads the first document of each file; examples and references follow it and are not needed.
  init(
    files: [(name: String, value: CompactTree)], areBuiltIn: Bool = false
  ) throws(CatalogueError) {
    families = []
    for file in files {
      let reader = GeneratorFamilyReader(file: file.name, isBuiltIn: areBuiltIn)
      guard let document = file.value.elements.first else {
        throw CatalogueError(file: file.name, message: "it holds nothing")
      }
      families.append(try reader.family(document))
    }
  }

  /// The identifiers of all families.
  public var familyIdentifiers: [String] { families.map(\.family) }

  /// The traces of generators and editors in a file's metadata, one a family at most.
  ///
  /// - Parameter fields: The fields of the file.
  /// - Returns: The traces in the order of the catalogue. Where one tool writes the marks of
  ///   another too, as Civitai writes the settings text of AUTOMATIC1111, only the first is named.
  public func traces(in fields: [MetadataField]) -> [GeneratorTrace] {
    guard !fields.isEmpty else { return [] }
    let table = FieldTable(fields)
    var traces: [GeneratorTrace] = []
    var replaced: Set<String> = []
    for family in families {
      guard let trace = trace(of: family, in: table) else { continue }
      traces.append(trace)
      replaced.formUnion(family.replaces)
    }
    traces.removeAll { replaced.contains($0.family) }
    nameSystems(in: table, &traces)
    return traces
  }

  /// The traces in a text that was hidden in the pixels of an image (stealth PNG info): settings
  /// text or JSON.
  ///
  /// - Parameter payload: The text after unpacking.
  /// - Returns: The traces; their fields have the path `stealth` and an empty range.
  public func traces(inStealthPayload payload: String) -> [GeneratorTrace] {
    let source = MetadataSource(carrier: "least significant bits", range: 0..<0)
    return traces(in: [MetadataField(path: "stealth", value: payload, source: source)])
  }

  /// The generator behind the names in Content Credentials.
  ///
  /// The most telling name counts: of the software agent, else of the claim generator, else of the
  /// signer.
  ///
  /// - Parameters:
  ///   - claimGenerator: The name of the claim generator, as written.
  ///   - softwareAgent: The name of the software agent of an action.
  ///   - signer: Organisation or common name of the signer's certificate.
  /// - Returns: nil if none of the names is known.
  public func generatorName(
    forClaimGenerator claimGenerator: String? = nil, softwareAgent: String? = nil,
    signer: String? = nil
  ) -> KnownGenerator? {
    let names: [(role: GeneratorFamily.Agent.Role, text: String?)] = [
      (.agent, softwareAgent), (.claim, claimGenerator), (.signer, signer),
    ]
    for (role, text) in names {
      guard let text, !text.isEmpty, text.utf8.count <= 4096 else { continue }
      for family in families {
        for agent in family.details.value.agents
        where agent.role == role && agent.test.passes(text) {
          return KnownGenerator(
            family: family.family, generator: agent.generator ?? family.generator,
            product: agent.product, vendor: family.vendor, classification: agent.classification)
        }
      }
    }
    return nil
  }

  private func trace(of family: GeneratorFamily, in table: FieldTable) -> GeneratorTrace? {
    var trace: GeneratorTrace?
    var positions: [Int] = []
    var classes: [Int: OriginClass] = [:]
    for (index, entry) in family.entries.enumerated() {
      guard let found = entry.condition.matches(in: table) else { continue }
      let classification = entry.classification ?? family.classification
      var current =
        trace
        ?? GeneratorTrace(
          family: family.family, generator: entry.generator ?? family.generator,
          classification: classification, certainty: entry.certainty)
      current.vendor = family.vendor
      current.product = current.product ?? entry.product
      current.classification = max(current.classification, classification)
      current.certainty = max(current.certainty, entry.certainty)
      current.entries.append("\(family.family)/\(entry.id)")
      positions += found
      for position in found {
        classes[position] = max(classes[position] ?? classification, classification)
      }
      for reading in family.details.value.readings[index] {
        let sources =
          reading.paths.isEmpty ? found : reading.paths.flatMap { table.positions(at: $0) }
        positions += reading.read(sources, in: table, into: &current)
      }
      trace = current
    }
    guard var trace else { return nil }
    for product in family.details.value.products {
      guard let text = trace.parameters[product.parameter],
        product.tests.allSatisfy({ $0.passes(text) })
      else { continue }
      trace.product = product.name
      trace.generator = product.generator ?? trace.generator
      trace.vendor = product.vendor ?? trace.vendor
      break
    }
    if let generator = trace.parameters[.generator] {
      trace.generator = String(generator.prefix(256))
    }
    for path in family.signed {
      for position in table.positions(at: path) {
        let text = table.fields[position].value
        if NovelAISignature.settings(in: text)?["signed_hash"] != nil { trace.signedText = text }
      }
    }
    // What was only read beside the marks comes last.
    func weight(_ position: Int) -> OriginClass { classes[position] ?? .notAI }
    let told = Set(positions).sorted { (weight($1), $0) < (weight($0), $1) }
    trace.fields = told.map { GeneratorTrace.Field(table.fields[$0]) }
    // Values of one field and place are one to a report: the one that says most counts.
    for (position, field) in zip(told, trace.fields).reversed() {
      trace.classifications[field] = classes[position]
    }
    return trace
  }

  /// Replaces the unnamed system of IPTC's AISystemUsed by the family that the name belongs to, and
  /// takes its class from the digital source type, which says how the system was used.
  private func nameSystems(in table: FieldTable, _ traces: inout [GeneratorTrace]) {
    guard let index = traces.firstIndex(where: { $0.family == "iptc-ai-system" }) else { return }
    let types = table.fields.filter { $0.path.hasPrefix("xmp.Iptc4xmpExt:DigitalSource") }
      .map { DigitalSourceType($0.value).classification }
    if types.contains(.aiGenerated) {
      traces[index].classification = .aiGenerated
    } else if types.contains(.aiEdited) || types.contains(.aiComposite) {
      traces[index].classification = .aiEdited
    }
    guard let known = generatorName(softwareAgent: traces[index].generator) else { return }
    if let other = traces.firstIndex(where: { $0.family == known.family }) {
      traces[other].fields += traces[index].fields
      traces[other].entries += traces[index].entries
      traces[other].classification = max(
        traces[other].classification, traces[index].classification)
      traces.remove(at: index)
    } else {
      traces[index].family = known.family
      traces[index].generator = known.generator
      traces[index].product = known.product
      traces[index].vendor = known.vendor
    }
  }
}

extension GeneratorFamily.Reading {
  /// Reads parameters from the fields at `positions`.
  ///
  /// - Returns: The fields that parameters were found in.
  func read(
    _ positions: [Int], in table: FieldTable, into trace: inout GeneratorTrace
  ) -> [Int] {
    if method == .fields {
      var found: [Int] = []
      for (name, paths) in map {
        for position in paths.flatMap({ table.positions(at: $0) })
        where trace.parameters[name] == nil {
          trace.parameters[name] = table.fields[position].value
          found.append(position)
        }
      }
      return found
    }
    var found: [Int] = []
    for position in positions {
      guard let parameters = parameters(of: position, in: table, &trace) else { continue }
      trace.parameters.complete(with: parameters)
      found.append(position)
    }
    return found
  }

  private func parameters(
    of position: Int, in table: FieldTable, _ trace: inout GeneratorTrace
  ) -> GenerationParameters? {
    let field = table.fields[position]
    switch method {
    case .settings: return table.settings(position)?.parameters
    case .comfyui:
      guard let value = table.json(position) else { return nil }
      return ComfyGraph.prompt(in: value).map { ComfyGraph.parameters(of: $0) }
        ?? ComfyGraph.workflow(in: value).map { ComfyGraph.parameters(ofWorkflow: $0) }
    case .dream: return DreamCommand.parameters(of: field.value)
    case .midjourney: return MidjourneyDescription.parameters(of: field.value)
    case .json:
      let value = isUnfolded ? table.unfolded(position) : table.json(position)
      return value.flatMap { json($0) }
    case .aigc:
      guard let label = AIGCLabel(field) else { return nil }
      trace.classification = max(trace.classification, label.classification)
      var parameters = GenerationParameters()
      parameters[.tool] = label.producer
      parameters[.jobID] = label.produceID
      return parameters
    case .fields: return nil
    }
  }

  /// How a path begins that may start at any object.
  private static let anywhere = "**/"

  /// Whether a path may lie in a text that is JSON.
  private var isUnfolded: Bool {
    map.contains { $0.paths.contains { $0.hasPrefix(Self.anywhere) } }
  }

  private func json(_ whole: JSONValue) -> GenerationParameters? {
    var value = whole
    if let inside, let inner = whole[inside] {
      if let text = inner.string {
        guard let parsed = try? JSONValue(parsing: text) else { return nil }
        value = parsed
      } else {
        value = inner
      }
    }
    var parameters = GenerationParameters()
    for (name, paths) in map {
      for path in paths where parameters[name] == nil {
        parameters[name] = Self.text(value, path)
      }
    }
    return parameters
  }

  /// A scalar at a path of member names; of arrays the first element.
  private static func text(_ value: JSONValue, _ path: String) -> String? {
    if path.hasPrefix(anywhere) {
      return value.scalars(anywhereAt: String(path.dropFirst(anywhere.count))).first
    }
    var current = value
    for name in path.utf8.split(separator: UInt8(ascii: "/")) {
      if case .array(let elements) = current { current = elements.first ?? .null }
      guard let next = current[String(Substring(name))] else { return nil }
      current = next
    }
    if case .array(let elements) = current { current = elements.first ?? .null }
    return current.scalar
  }
}
