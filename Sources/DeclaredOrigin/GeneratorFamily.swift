import DataTree

/// A family of the catalogue: one generator, or several that write the same marks.
struct GeneratorFamily: Sendable {
  /// How parameters are read from a field.
  enum Method: String, CaseIterable {
    /// AUTOMATIC1111's settings text.
    case settings
    /// A graph of ComfyUI.
    case comfyui
    /// InvokeAI's command.
    case dream
    /// Midjourney's description.
    case midjourney
    /// JSON by the map.
    case json
    /// The fields that the map names, as they are.
    case fields
    /// The label of TC260.
    case aigc
  }

  struct Reading: Sendable {
    var method: Method
    /// The fields it reads; those that matched if empty.
    var paths: [String]
    /// The member that holds the JSON, as text or object, where it is not the whole.
    var inside: String?
    var map: [(name: GenerationParameters.Name, paths: [String])]
  }

  struct Entry: Sendable {
    var id: String
    var condition: Condition
    var certainty: TraceCertainty
    var classification: OriginClass?
    var product: String?
    /// The generator's name where this mark tells it better than the family's.
    var generator: String?
  }

  /// A product of the family, told by a parameter.
  struct Product: Sendable {
    var name: String
    var parameter: GenerationParameters.Name
    var tests: [TextTest]
    var generator: String?
    var vendor: String?
  }

  /// A name in Content Credentials.
  struct Agent: Sendable {
    enum Role: String, CaseIterable {
      case agent
      case claim
      case signer
    }

    var role: Role
    var test: TextTest
    var product: String?
    var generator: String?
    var classification: OriginClass?
  }

  var family: String
  var generator: String
  var vendor: String?
  var classification: OriginClass
  /// Families whose marks this one writes too, and which it explains.
  var replaces: [String]
  /// Whether the fields hold a text that the generator has signed.
  var signed: [String]
  var entries: [Entry]
  /// What only a file with a mark of the family asks for, or a name in Content Credentials.
  var details: Deferred<Details>
}

extension GeneratorFamily {
  /// What a family has beside the conditions of its marks.
  struct Details: Sendable {
    /// What is read where the entry of the same index is found.
    var readings: [[Reading]] = []
    var products: [Product] = []
    var agents: [Agent] = []
  }
}

/// Makes a family of a catalogue document.
struct GeneratorFamilyReader {
  let file: String
  /// Whether the file is built in. Tests prove such files, and a start need not: names are not
  /// looked at, and the details are read when they are first asked for.
  var isBuiltIn = false

  private func fault(_ message: String) -> CatalogueError {
    CatalogueError(file: file, message: message)
  }

  private func check(_ node: CompactTree, _ names: [String]) throws(CatalogueError) {
    guard !isBuiltIn else { return }
    for member in node.members where !names.contains(member.name) {
      throw fault("unknown name \(member.name)")
    }
  }

  private func required(_ node: CompactTree, _ name: String) throws(CatalogueError) -> String {
    guard let text = node[name]?.text else { throw fault("\(name) is missing") }
    return text
  }

  private func term<Term: RawRepresentable>(
    _ text: String, _ type: Term.Type
  ) throws(CatalogueError) -> Term where Term.RawValue == String {
    guard let term = Term(rawValue: text) else { throw fault("unknown term \(text)") }
    return term
  }

  private func optional<Term: RawRepresentable>(
    _ node: CompactTree, _ name: String, _ type: Term.Type
  ) throws(CatalogueError) -> Term? where Term.RawValue == String {
    guard let text = node[name]?.text else { return nil }
    return try term(text, type)
  }

  func family(_ node: CompactTree) throws(CatalogueError) -> GeneratorFamily {
    try check(
      node,
      [
        "family", "generator", "vendor", "class", "replaces", "signed", "entries", "products",
        "agents",
      ])
    var entries: [GeneratorFamily.Entry] = []
    for entry in node["entries"]?.elements ?? [] { entries.append(try self.entry(entry)) }
    return GeneratorFamily(
      family: try required(node, "family"), generator: try required(node, "generator"),
      vendor: node["vendor"]?.text,
      classification: try term(try required(node, "class"), OriginClass.self),
      replaces: node["replaces"]?.texts ?? [], signed: node["signed"]?.texts ?? [],
      entries: entries,
      details: isBuiltIn
        ? Deferred { [count = entries.count] in
          (try? details(node)) ?? .init(readings: Array(repeating: [], count: count))
        } : Deferred(try details(node)))
  }

  private func details(_ node: CompactTree) throws(CatalogueError) -> GeneratorFamily.Details {
    var details = GeneratorFamily.Details()
    for entry in node["entries"]?.elements ?? [] {
      var readings: [GeneratorFamily.Reading] = []
      for reading in entry["read"]?.elements ?? [] { readings.append(try self.reading(reading)) }
      details.readings.append(readings)
    }
    for product in node["products"]?.elements ?? [] {
      details.products.append(try self.product(product))
    }
    for agent in node["agents"]?.elements ?? [] { details.agents += try agents(agent) }
    return details
  }

  private func entry(_ node: CompactTree) throws(CatalogueError) -> GeneratorFamily.Entry {
    try check(node, ["id", "certainty", "class", "product", "generator", "when", "read"])
    guard let when = node["when"] else { throw fault("when is missing") }
    return GeneratorFamily.Entry(
      id: try required(node, "id"), condition: try condition(when),
      certainty: try term(try required(node, "certainty"), TraceCertainty.self),
      classification: try optional(node, "class", OriginClass.self),
      product: node["product"]?.text, generator: node["generator"]?.text)
  }

  private func reading(_ node: CompactTree) throws(CatalogueError) -> GeneratorFamily.Reading {
    try check(node, ["as", "from", "inside", "map"])
    var map: [(name: GenerationParameters.Name, paths: [String])] = []
    for member in node["map"]?.members ?? [] {
      map.append((try term(member.name, GenerationParameters.Name.self), member.value.texts))
    }
    return GeneratorFamily.Reading(
      method: try term(try required(node, "as"), GeneratorFamily.Method.self),
      paths: node["from"]?.texts ?? [], inside: node["inside"]?.text, map: map)
  }

  /// The tests among the members of a condition or a product.
  private func tests(_ members: [(name: String, value: CompactTree)]) -> [TextTest] {
    let ignoresCase = members.contains { $0.name == "ignoreCase" && $0.value.text == "true" }
    return members.compactMap { member in
      TextTest.Kind(rawValue: member.name).map {
        TextTest($0, member.value.texts, ignoresCase: ignoresCase)
      }
    }
  }

  /// Names for several fields: where programs write who they are, and the credit lines.
  private static let groups = [
    "@tool": [
      "exif.Software", "exif.ProcessingSoftware", "exif.Make", "xmp.xmp:CreatorTool",
      "png.text.Software", "png.text.Source", "iptc.2:65",
    ],
    "@credit": ["xmp.photoshop:Credit", "iptc.2:110"],
  ]

  private static let testNames = TextTest.Kind.allCases.map(\.rawValue) + ["ignoreCase"]
  private static let productNames = testNames + ["name", "of", "generator", "vendor"]

  private func conditions(_ nodes: [CompactTree]) throws(CatalogueError) -> [Condition] {
    var conditions: [Condition] = []
    for node in nodes { conditions.append(try condition(node)) }
    return conditions
  }

  /// Goes over the names once: a catalogue asks for far more names than it has.
  private func condition(_ node: CompactTree) throws(CatalogueError) -> Condition {
    if node.isList { return .all(try conditions(node.elements)) }
    let members = node.members
    if members.count == 1, let (name, value) = members.first {
      switch name {
      case "all", "any":
        let parts = try conditions(value.elements)
        guard !parts.isEmpty else { throw fault("\(name) is empty") }
        return name == "all" ? .all(parts) : .any(parts)
      case "not": return .not(try condition(value))
      default: break
      }
    }
    var paths: [String] = []
    var part = Condition.Part.value
    var question: Condition.Question?
    var shape: TextShape?
    for (name, value) in members {
      switch name {
      case "field": paths = value.texts.flatMap { Self.groups[$0] ?? [$0] }
      case "json": part = .json(value.text ?? "")
      case "anywhere": part = .anywhere(value.text ?? "")
      case "setting": part = .setting(value.text ?? "")
      case "sourceType": question = .sourceType(Set(value.texts))
      case "keys": question = .allKeys(value.texts)
      case "shape": shape = try term(value.text ?? "", TextShape.self)
      case "ignoreCase": break
      default:
        guard TextTest.Kind(rawValue: name) != nil else { throw fault("unknown name \(name)") }
      }
    }
    guard !paths.isEmpty else { throw fault("field is missing") }
    if let question { return .field(paths, question) }
    if let shape { return .field(paths, .shape(shape, part)) }
    return .field(paths, .text(part, tests(members)))
  }

  private func product(_ node: CompactTree) throws(CatalogueError) -> GeneratorFamily.Product {
    try check(node, Self.productNames)
    return GeneratorFamily.Product(
      name: try required(node, "name"),
      parameter: try term(try required(node, "of"), GenerationParameters.Name.self),
      tests: tests(node.members), generator: node["generator"]?.text, vendor: node["vendor"]?.text)
  }

  /// Patterns of names ignore case, and what follows a version is up to the pattern.
  private func agents(_ node: CompactTree) throws(CatalogueError) -> [GeneratorFamily.Agent] {
    try check(node, ["agent", "claim", "signer", "product", "generator", "class"])
    var agents: [GeneratorFamily.Agent] = []
    for role in GeneratorFamily.Agent.Role.allCases {
      guard let patterns = node[role.rawValue]?.texts else { continue }
      agents.append(
        GeneratorFamily.Agent(
          role: role, test: TextTest(.pattern, patterns, ignoresCase: true),
          product: node["product"]?.text, generator: node["generator"]?.text,
          classification: try optional(node, "class", OriginClass.self)))
    }
    guard !agents.isEmpty else { throw fault("an agent has no name") }
    return agents
  }
}
