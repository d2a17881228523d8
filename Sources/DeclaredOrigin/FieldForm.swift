import Metadata

/// Structures that generators write into a text field, recognised by their shape and never by words
/// that a prompt could hold.
enum FieldForm: String, CaseIterable {
  /// The settings text of AUTOMATIC1111 and its family.
  case generationParameters
  /// ComfyUI's prompt: nodes with `class_type` and `inputs`.
  case comfyPrompt
  /// ComfyUI's workflow: `nodes` with `links` or `last_node_id`.
  case comfyWorkflow
  /// A random UUID, alone.
  case uuid
  /// `Signature: ` and at least 64 characters of base64.
  case base64Signature
  /// A Midjourney description: it ends in `Job ID: <uuid>`.
  case midjourneyJob
  /// InvokeAI's first form: `"prompt" -s50 -S1234 …`.
  case dreamCommand
  /// A TC260 AIGC label as JSON.
  case aigcLabel

  /// Whether `text` has the form.
  func matches(_ text: String) -> Bool {
    switch self {
    case .generationParameters: GenerationParameters(text) != nil
    case .comfyPrompt: Self.json(in: text).map(Self.isComfyPrompt) ?? false
    case .comfyWorkflow: Self.json(in: text).map(Self.isComfyWorkflow) ?? false
    case .uuid: Self.isUUID(text[...])
    case .base64Signature: Self.isSignature(text)
    case .midjourneyJob: Self.midjourneyJob(text) != nil
    case .dreamCommand: Self.isDreamCommand(text)
    case .aigcLabel: AIGCLabelText(text) != nil
    }
  }

  /// The JSON document of a field, also behind `Prompt:` and `Workflow:` as EXIF savers write it.
  static func json(in text: String) -> JSONText? {
    guard let brace = text.firstIndex(of: "{") else { return nil }
    let head = text[..<brace].lowercased()
    let prefixes = ["", "prompt:", "workflow:", "prompt: ", "workflow: "]
    guard prefixes.contains(head) || head.allSatisfy(\.isWhitespace) else { return nil }
    // Some writers end their text with a zero byte.
    var body = text[brace...]
    while let last = body.unicodeScalars.last, last == "\0" || last.properties.isWhitespace {
      body.unicodeScalars.removeLast()
    }
    return JSONText(body)
  }

  static func isComfyPrompt(_ json: JSONText) -> Bool {
    // Savers that write one field put both documents under keys of their own.
    if let inner = json["prompt"], inner.isObject { return isComfyPrompt(inner) }
    if case .string(let text)? = json["prompt"], let inner = JSONText(text) {
      return isComfyPrompt(inner)
    }
    let nodes = json.members.filter { $0.value["class_type"] != nil && $0.value["inputs"] != nil }
    return !nodes.isEmpty
  }

  static func isComfyWorkflow(_ json: JSONText) -> Bool {
    if let inner = json["workflow"], inner.isObject { return isComfyWorkflow(inner) }
    guard case .array? = json["nodes"] else { return false }
    return json["links"] != nil || json["last_node_id"] != nil
  }

  static func isUUID(_ text: Substring) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    return parts.map(\.count) == [8, 4, 4, 4, 12]
      && parts.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isHexDigit } }
  }

  private static func isSignature(_ text: String) -> Bool {
    guard text.hasPrefix("Signature: ") else { return false }
    let base64 = text.dropFirst(11).filter { !$0.isWhitespace }
    return base64.count >= 64
      && base64.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+/=".contains($0)) }
  }

  /// The job of a Midjourney description.
  static func midjourneyJob(_ text: String) -> String? {
    guard let range = text.ranges(of: "Job ID: ").last else { return nil }
    let id = text[range.upperBound...].prefix(36)
    return isUUID(id) ? String(id) : nil
  }

  private static func isDreamCommand(_ text: String) -> Bool {
    text.hasPrefix("\"") && dreamOption("s", in: text) != nil && dreamOption("S", in: text) != nil
  }

  /// The value of an option of InvokeAI's command: `-S1234` or `-S 1234`.
  static func dreamOption(_ letter: String, in text: String) -> String? {
    let words = text.split(separator: " ")
    for (index, word) in words.enumerated() where word.hasPrefix("-" + letter) {
      let value = word.dropFirst(2)
      let next = value.isEmpty && index + 1 < words.count ? words[index + 1] : value
      if let first = next.first, first.isNumber || letter == "A" { return String(next) }
    }
    return nil
  }
}
