/// The settings that AUTOMATIC1111's web UI and its many followers write as text:
///
/// ```
/// the prompt, maybe of many lines
/// Negative prompt: what it should not show
/// Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512, Model: name
/// ```
///
/// A text counts as such only if a line begins with `Steps: ` and a number, and the same line has
/// at least two more of the keys that every writer sets. All scans are linear.
/// - Reference: AUTOMATIC1111 `modules/infotext_utils.py`, `parse_generation_parameters`.
public struct SettingsText: Sendable, Hashable {
  /// The lines before the settings.
  public private(set) var prompt = ""
  /// What follows `Negative prompt:`.
  public private(set) var negativePrompt = ""
  /// The settings in their order.
  public private(set) var settings: [(name: String, value: String)] = []

  private static let keys: Set<String> = [
    "Sampler", "Seed", "CFG scale", "Size", "Model hash", "Model", "Scheduler", "Version",
  ]
  /// The largest number of settings that is read.
  static let countLimit = 512

  /// Reads a text; nil if it is not of this form.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard let line = Self.settingsLine(in: bytes) else { return nil }
    settings = Self.settings(in: bytes[line...])
    guard settings.count(where: { Self.keys.contains($0.name) }) >= 2 else { return nil }
    let head = bytes[..<line]
    let mark = Array("Negative prompt:".utf8)
    var split: Int?
    var start = 0
    // The last line that starts with the mark separates the prompts.
    while start < head.count {
      if head[start...].starts(with: mark) { split = start }
      guard let end = head[start...].firstIndex(of: 0x0A) else { break }
      start = end + 1
    }
    prompt = Self.trimmed(head[..<(split ?? line)])
    if let split { negativePrompt = Self.trimmed(head[(split + mark.count)...]) }
  }

  /// The value of the first setting of that name.
  public subscript(_ name: String) -> String? { settings.first { $0.name == name }?.value }

  /// Two texts are equal if they say the same.
  public static func == (left: SettingsText, right: SettingsText) -> Bool {
    left.prompt == right.prompt && left.negativePrompt == right.negativePrompt
      && left.settings.elementsEqual(right.settings) { $0 == $1 }
  }

  /// Hashes the prompts.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(prompt)
    hasher.combine(negativePrompt)
  }

  /// The settings as parameters.
  var parameters: GenerationParameters {
    var parameters = GenerationParameters()
    parameters[.prompt] = prompt
    parameters[.negativePrompt] = negativePrompt
    parameters[.tool] = self["App"]
    parameters[.version] = self["Version"]
    parameters[.model] = self["Model"]
    parameters[.modelHash] = self["Model hash"]
    parameters[.seed] = self["Seed"]
    parameters[.sampler] = self["Sampler"] ?? self["Scheduler"]
    parameters[.steps] = self["Steps"]
    parameters[.cfg] = self["CFG scale"]
    parameters[.size] = self["Size"]
    return parameters
  }

  /// The start of the last line that begins with `Steps: ` and a digit.
  private static func settingsLine(in bytes: [UInt8]) -> Int? {
    let mark = Array("Steps: ".utf8)
    var found: Int?
    var start = 0
    while start < bytes.count {
      if bytes[start...].starts(with: mark), start + mark.count < bytes.count,
        (0x30...0x39).contains(bytes[start + mark.count])
      {
        found = start
      }
      guard let end = bytes[start...].firstIndex(of: 0x0A) else { break }
      start = end + 1
    }
    return found
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
    var bytes = bytes
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Splits `name: value, name: value` at commas outside of quotes and brackets.
  private static func settings(in bytes: ArraySlice<UInt8>) -> [(name: String, value: String)] {
    var result: [(name: String, value: String)] = []
    var start = bytes.startIndex
    var colon: Int?
    var depth = 0
    var isQuoted = false
    var index = bytes.startIndex
    func finish(_ end: Int) {
      defer { colon = nil }
      guard let colon, result.count < countLimit else { return }
      var value = bytes[(colon + 1)..<end]
      while let first = value.first, first <= 0x20 { value.removeFirst() }
      if value.count >= 2, value.first == 0x22, value.last == 0x22 {
        value = value.dropFirst().dropLast()
      }
      result.append((trimmed(bytes[start..<colon]), trimmed(value)))
    }
    while index < bytes.endIndex {
      let byte = bytes[index]
      if isQuoted {
        if byte == 0x5C {
          index += 1
        } else if byte == 0x22 {
          isQuoted = false
        }
      } else if byte == 0x22, colon != nil {
        isQuoted = true
      } else if byte == 0x7B || byte == 0x5B {
        depth += 1
      } else if byte == 0x7D || byte == 0x5D {
        depth = max(0, depth - 1)
      } else if byte == 0x3A, colon == nil {
        colon = index
      } else if depth == 0, byte == 0x2C || byte == 0x0A {
        finish(index)
        start = index + 1
      }
      index += 1
    }
    finish(bytes.endIndex)
    return result
  }
}
