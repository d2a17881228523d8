import ByteReading

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

  /// The value with the keys of each object in order.
  var sorted: JSONValue {
    switch self {
    case .array(let items): .array(items.map(\.sorted))
    case .object(let fields):
      .object(
        fields.map { ($0.0, $0.1.sorted) }
          .sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) })
    default: self
    }
  }

  /// The value with `[redacted]` in place of what a person typed, and of who and where one was.
  var withoutPersonal: JSONValue {
    switch self {
    case .array(let items): .array(items.map(\.withoutPersonal))
    case .object(let fields):
      .object(
        fields.map { key, value in
          Self.isPersonal(key) ? (key, .text("[redacted]")) : (key, value.withoutPersonal)
        })
    default: self
    }
  }

  private static func isPersonal(_ key: String) -> Bool {
    let name = (key.split(separator: ":").last ?? "").lowercased()
    return name.hasPrefix("gps") || name.contains("prompt") || name.contains("serialnumber")
      || name.hasSuffix("ownername")
      || ["personinimage", "creatorcontactinfo", "username", "email", "workflow"].contains(name)
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
      // Of two values with one key, readers of JSON take the one or the other; there is one here.
      var seen: Set<String> = []
      for field in fields where seen.insert(field.0).inserted {
        if seen.count > 1 { output += "," }
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
