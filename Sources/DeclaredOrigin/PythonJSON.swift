/// Writes JSON as Python's `json.dumps` does by default: `", "` and `": "` between the parts, all
/// that is not printable ASCII escaped, numbers as `repr` spells them.
///
/// Byte for byte what CPython 3 writes for a text that `json.loads` has read, except that half
/// surrogate pairs cannot be told apart any more.
/// - Reference: CPython 3.13 `Lib/json/encoder.py`, `float.__repr__`.
public enum PythonJSON {
  /// The text of a value.
  ///
  /// - Parameter value: What is written; the order of members is kept, and of doubles the first
  ///   place and the last value, as in a Python dictionary.
  public static func dumps(_ value: JSONValue) -> [UInt8] {
    var output: [UInt8] = []
    write(value, to: &output)
    return output
  }

  private static func write(_ value: JSONValue, to output: inout [UInt8]) {
    switch value {
    case .null: output.append(contentsOf: "null".utf8)
    case .boolean(let flag): output.append(contentsOf: (flag ? "true" : "false").utf8)
    case .number(let spelling): output.append(contentsOf: number(spelling).utf8)
    case .string(let text): write(text, to: &output)
    case .array(let elements):
      output.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { output.append(contentsOf: ", ".utf8) }
        write(element, to: &output)
      }
      output.append(UInt8(ascii: "]"))
    case .object(let members):
      output.append(UInt8(ascii: "{"))
      for (index, member) in unique(members).enumerated() {
        if index > 0 { output.append(contentsOf: ", ".utf8) }
        write(member.name, to: &output)
        output.append(contentsOf: ": ".utf8)
        write(member.value, to: &output)
      }
      output.append(UInt8(ascii: "}"))
    }
  }

  private static func unique(_ members: [JSONValue.Member]) -> [JSONValue.Member] {
    var positions: [String: Int] = [:]
    var kept: [JSONValue.Member] = []
    for member in members {
      if let position = positions[member.name] {
        kept[position].value = member.value
      } else {
        positions[member.name] = kept.count
        kept.append(member)
      }
    }
    return kept
  }

  private static let hexadecimal = Array("0123456789abcdef".utf8)

  private static func write(_ text: String, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    for unit in text.utf16 {
      switch unit {
      case 0x22: output.append(contentsOf: "\\\"".utf8)
      case 0x5C: output.append(contentsOf: "\\\\".utf8)
      case 0x08: output.append(contentsOf: "\\b".utf8)
      case 0x0C: output.append(contentsOf: "\\f".utf8)
      case 0x0A: output.append(contentsOf: "\\n".utf8)
      case 0x0D: output.append(contentsOf: "\\r".utf8)
      case 0x09: output.append(contentsOf: "\\t".utf8)
      case 0x20...0x7E: output.append(UInt8(truncatingIfNeeded: unit))
      default:
        output.append(contentsOf: "\\u".utf8)
        for shift in [12, 8, 4, 0] { output.append(hexadecimal[Int(unit >> UInt16(shift)) & 15]) }
      }
    }
    output.append(UInt8(ascii: "\""))
  }

  /// The spelling of a number after Python has read and written it.
  ///
  /// - Parameter spelling: A JSON number, `NaN`, `Infinity` or `-Infinity`.
  public static func number(_ spelling: String) -> String {
    guard spelling.utf8.contains(where: { $0 == 0x2E || $0 == 0x65 || $0 == 0x45 }),
      let value = Double(spelling)
    else {
      // Integers have any length in Python; only "-0" changes.
      return spelling == "-0" ? "0" : spelling
    }
    return representation(value)
  }

  /// The shortest spelling that reads back as `value`: with an exponent below 1e-4 and from 1e16 on.
  ///
  /// Swift and Python agree on the digits and differ only in where the exponent begins.
  static func representation(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    if value.isZero { return value.sign == .minus ? "-0.0" : "0.0" }
    var digits: [UInt8] = []
    var exponent = 0
    var point: Int?
    var isExponent = false
    var exponentText = ""
    for byte in "\(value.magnitude)".utf8 {
      if isExponent {
        exponentText.unicodeScalars.append(Unicode.Scalar(byte))
      } else if byte == UInt8(ascii: ".") {
        point = digits.count
      } else if byte == UInt8(ascii: "e") {
        isExponent = true
      } else {
        digits.append(byte)
      }
    }
    exponent = (point ?? digits.count) &- 1 &+ (Int(exponentText) ?? 0)
    while digits.count > 1, digits.last == 0x30 { digits.removeLast() }
    while digits.count > 1, digits.first == 0x30 {
      digits.removeFirst()
      exponent &-= 1
    }
    var text = value < 0 ? "-" : ""
    func append(_ part: some Sequence<UInt8>) {
      text += String(decoding: Array(part), as: UTF8.self)
    }
    if exponent < -4 || exponent >= 16 {
      append(digits.prefix(1))
      if digits.count > 1 {
        text += "."
        append(digits.dropFirst())
      }
      text += exponent < 0 ? "e-" : "e+"
      if exponent.magnitude < 10 { text += "0" }
      text += "\(exponent.magnitude)"
    } else if exponent < 0 {
      text += "0." + String(repeating: "0", count: -exponent - 1)
      append(digits)
    } else {
      append(digits.prefix(exponent + 1))
      text += String(repeating: "0", count: max(0, exponent + 1 - digits.count)) + "."
      if digits.count > exponent + 1 { append(digits.dropFirst(exponent + 1)) } else { text += "0" }
    }
    return text
  }
}
