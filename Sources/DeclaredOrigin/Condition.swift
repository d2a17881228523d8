import Metadata

/// A condition on the fields of a file.
indirect enum Condition: Sendable {
  /// What of a field is looked at.
  enum Part: Sendable {
    /// The value as it is.
    case value
    /// A scalar within its JSON, at a path of member names.
    case json(String)
    /// The scalars at a path within any object of its JSON, and of JSON in texts of that.
    case anywhere(String)
    /// A setting within its settings text.
    case setting(String)
  }

  /// What is asked of a field.
  enum Question: Sendable {
    /// The part is there, and passes the tests.
    case text(Part, [TextTest])
    /// Its JSON is an object with all of these members.
    case allKeys([String])
    /// The value has a form.
    case shape(TextShape, Part)
    /// It holds a digital source type of these classes.
    case sourceType(Set<String>)
  }

  case all([Condition])
  case any([Condition])
  case not(Condition)
  case field([String], Question)

  /// The fields that make it true; nil if it is not.
  func matches(in table: FieldTable) -> [Int]? {
    switch self {
    case .all(let parts):
      var found: [Int] = []
      for part in parts {
        guard let more = part.matches(in: table) else { return nil }
        found += more
      }
      return found
    case .any(let parts):
      let found = parts.compactMap { $0.matches(in: table) }
      return found.isEmpty ? nil : Array(found.joined())
    case .not(let part): return part.matches(in: table) == nil ? [] : nil
    case .field(let paths, let question):
      let found = paths.flatMap { table.positions(at: $0) }.filter {
        question.isTrue(of: $0, in: table)
      }
      return found.isEmpty ? nil : found
    }
  }
}

extension Condition.Part {
  func texts(of position: Int, in table: FieldTable) -> [String] {
    switch self {
    case .value: [table.fields[position].value]
    case .json(let path): table.json(position)?.value(at: path)?.scalar.map { [$0] } ?? []
    case .anywhere(let path): table.unfolded(position)?.scalars(anywhereAt: path) ?? []
    case .setting(let name): table.settings(position)?[name].map { [$0] } ?? []
    }
  }
}

extension Condition.Question {
  func isTrue(of position: Int, in table: FieldTable) -> Bool {
    switch self {
    case .text(let part, let tests):
      if case .json(let path) = part, tests.isEmpty {
        return table.json(position)?.value(at: path) != nil
      }
      return part.texts(of: position, in: table).contains { text in
        tests.allSatisfy { $0.passes(text) }
      }
    case .allKeys(let keys):
      guard let value = table.json(position) else { return false }
      return keys.allSatisfy { value.value(at: $0) != nil }
    case .shape(let shape, let part):
      return shape.fits(position, part, in: table)
    case .sourceType(let classes):
      let type = DigitalSourceType(table.fields[position].value)
      return classes.contains(type.classification.rawValue)
    }
  }
}

extension TextShape {
  func fits(_ position: Int, _ part: Condition.Part, in table: FieldTable) -> Bool {
    switch self {
    case .settings: return table.settings(position) != nil
    case .aigcLabel: return AIGCLabel(table.fields[position]) != nil
    case .comfyPrompt:
      return table.json(position).flatMap { ComfyGraph.prompt(in: $0) } != nil
    case .comfyWorkflow:
      guard let value = table.json(position) else { return false }
      return ComfyGraph.workflow(in: value) != nil
    case .uuid, .base64Signature, .midjourneyJob, .nonzero:
      return part.texts(of: position, in: table).contains { fits($0) }
    }
  }

  /// Whether a text by itself has the form.
  private func fits(_ text: String) -> Bool {
    var bytes = Array(text.utf8)[...]
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    switch self {
    case .uuid: return Self.isUUID(bytes)
    case .base64Signature: return Self.isSignature(bytes)
    case .nonzero:
      return !bytes.isEmpty && bytes.allSatisfy { (0x30...0x39).contains($0) }
        && bytes.contains { $0 != 0x30 }
    default: return MidjourneyDescription.parameters(of: text) != nil
    }
  }
}
