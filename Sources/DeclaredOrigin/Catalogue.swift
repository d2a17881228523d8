import Metadata
import Yams

/// The families of generators that are known, from the embedded files.
public struct Catalogue: Sendable {
  /// The families, in the order of the files.
  public let entries: [CatalogueEntry]

  /// What is wrong with a file: every fault at once.
  public struct Faults: Error, Sendable, CustomStringConvertible {
    /// One line a fault: `file:line: message`.
    public var faults: [String]

    /// The faults, one a line.
    public var description: String { faults.joined(separator: "\n") }
  }

  private static let files: [(String, [UInt8])] = [
    ("open-tools.yml", PackageResources.open_tools_yml),
    ("services.yml", PackageResources.services_yml),
    ("editors.yml", PackageResources.editors_yml),
  ]

  /// The embedded catalogue. A test proves that it has no fault.
  public static let standard = (try? Catalogue()) ?? Catalogue(entries: [])

  private init(entries: [CatalogueEntry]) { self.entries = entries }

  /// Reads the embedded files.
  ///
  /// - Throws: ``Faults``.
  public init() throws {
    var reader = CatalogueReader()
    for (file, bytes) in Self.files {
      reader.read(String(decoding: bytes, as: UTF8.self), file: file)
    }
    guard reader.faults.isEmpty else { throw Faults(faults: reader.faults) }
    entries = reader.entries
  }

  /// The families whose trace the fields hold, with those that a more exact one replaces left out.
  func matches(_ fields: [MetadataField]) -> [(entry: CatalogueEntry, fields: [MetadataField])] {
    let found = entries.compactMap { entry in
      entry.condition.match(fields).map { (entry: entry, fields: $0) }
    }
    let replaced = Set(found.flatMap(\.entry.replaces))
    return found.filter { !replaced.contains($0.entry.family) }
  }

  /// Whether the family of an entry is recognised in an example.
  public func recognises(_ entry: CatalogueEntry, in example: CatalogueEntry.Example) -> Bool {
    let fields = example.fields.map {
      MetadataField(
        path: $0.path, value: $0.value, source: MetadataSource(carrier: "", range: 0..<0))
    }
    return matches(fields).contains { $0.entry.family == entry.family }
  }
}

/// Reads catalogue files.
struct CatalogueReader {
  var entries: [CatalogueEntry] = []
  var faults: [String] = []
  private var file = ""

  mutating func read(_ text: String, file: String) {
    self.file = file
    guard let list = (try? Yams.compose(yaml: text, .basic))?.sequence else {
      faults.append("\(file): the file must be a list of families")
      return
    }
    for node in list { entry(node) }
  }

  private mutating func fail(_ node: Node, _ message: String) {
    faults.append("\(file):\(node.mark?.line ?? 0): \(message)")
  }

  private func texts(_ node: Node?) -> [String] {
    guard let node else { return [] }
    return node.sequence.map { $0.compactMap(\.string) } ?? node.string.map { [$0] } ?? []
  }

  private mutating func entry(_ node: Node) {
    guard let map = node.mapping, let family = map["family"]?.string,
      let generator = map["generator"]?.string, let when = map["when"],
      let classification = map["class"]?.string.flatMap(GeneratorTrace.Classification.init),
      let certainty = map["certainty"]?.string.flatMap(GeneratorTrace.Certainty.init)
    else { return fail(node, "family, generator, class, certainty and when are needed") }
    let known: Set<String> = [
      "family", "generator", "vendor", "class", "certainty", "parser", "replaces", "when",
      "references", "examples",
    ]
    for (key, value) in map where !known.contains(key.string ?? "") {
      fail(value, "there is no field '\(key.string ?? "")'")
    }
    var examples: [CatalogueEntry.Example] = []
    for example in map["examples"]?.sequence ?? [] {
      guard let fields = example.mapping, let fires = fields["fires"]?.bool else {
        fail(example, "an example needs 'fires'")
        continue
      }
      examples.append(
        .init(
          fields: fields.compactMap { key, value in
            guard let path = key.string, path != "fires", let text = value.string else {
              return nil
            }
            return (path, text)
          }, fires: fires))
    }
    if !examples.contains(where: \.fires) { fail(node, "\(family): no example that must match") }
    if !examples.contains(where: { !$0.fires }) {
      fail(node, "\(family): no example that must not match")
    }
    entries.append(
      CatalogueEntry(
        family: family, generator: generator, vendor: map["vendor"]?.string,
        classification: classification, certainty: certainty, parser: map["parser"]?.string,
        replaces: texts(map["replaces"]), condition: condition(when),
        references: texts(map["references"]), examples: examples))
  }

  private mutating func condition(_ node: Node) -> CatalogueEntry.Condition {
    guard let map = node.mapping else {
      fail(node, "a condition must be a mapping")
      return .any([])
    }
    if let list = map["all"]?.sequence { return .all(list.map { condition($0) }) }
    if let list = map["any"]?.sequence { return .any(list.map { condition($0) }) }
    if let inner = map["not"] { return .not(condition(inner)) }
    let paths = texts(map["field"])
    if paths.isEmpty { fail(node, "a condition needs all, any, not or field") }
    var tests: [CatalogueEntry.Test] = []
    for (key, value) in map {
      switch key.string ?? "" {
      case "field": continue
      case "exists": tests.append(.exists)
      case "equals": tests.append(.equals(texts(value)))
      case "startsWith": tests.append(.startsWith(texts(value)))
      case "form":
        if FieldForm(rawValue: value.string ?? "") == nil { fail(value, "there is no such form") }
        tests.append(.form(value.string ?? ""))
      case "jsonKeys": tests.append(.jsonKeys(texts(value)))
      case "jsonValue":
        for (key, values) in value.mapping ?? [:] {
          tests.append(.jsonValue(key: key.string ?? "", values: texts(values)))
        }
      case let other: fail(value, "there is no test '\(other)'")
      }
    }
    if tests.isEmpty { fail(node, "a condition on fields needs a test") }
    return .field(paths: paths, tests: tests)
  }
}
