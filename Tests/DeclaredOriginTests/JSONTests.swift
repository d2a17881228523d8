import Testing

@testable import DeclaredOrigin

struct JSONTests {
  @Test func `NaN of Python is read as a number and written back`() throws {
    let value = try JSONValue(parsing: #"{"a": NaN, "b": [-Infinity, Infinity, 1.50, 1e5]}"#)
    #expect(value["a"] == .number("NaN"))
    #expect(
      String(decoding: PythonJSON.dumps(value), as: UTF8.self)
        == #"{"a": NaN, "b": [-Infinity, Infinity, 1.5, 100000.0]}"#)
  }

  @Test(arguments: [
    ("1", "1"), ("-0", "0"), ("-0.0", "-0.0"), ("2.5845132768154144e-05", "2.5845132768154144e-05"),
    ("0.0001", "0.0001"), ("0.00001", "1e-05"), ("1e15", "1000000000000000.0"), ("1e16", "1e+16"),
    ("16000000000000001.0", "1.6e+16"), ("1e22", "1e+22"), ("1e-300", "1e-300"),
    ("123456789012345678901234567890", "123456789012345678901234567890"), ("0.1", "0.1"),
    ("5.0", "5.0"), ("1234.5678", "1234.5678"), ("9007199254740993.0", "9007199254740992.0"),
    ("1.7976931348623157e308", "1.7976931348623157e+308"), ("1e999", "Infinity"),
    ("5e-324", "5e-324"), ("12300000000000000000.0", "1.23e+19"),
  ])
  func `Numbers are spelled as repr of Python spells them`(written: String, expected: String) {
    #expect(PythonJSON.number(written) == expected)
  }

  @Test func `Texts are escaped as json dumps of Python escapes them`() throws {
    let value = try JSONValue(
      parsing: #"{"k": "\u00e9\ud83d\ude00\"\\\/\b\f\n\r\t\u007f\u0000 ~"}"#)
    #expect(
      String(decoding: PythonJSON.dumps(value), as: UTF8.self)
        == #"{"k": "\u00e9\ud83d\ude00\"\\/\b\f\n\r\t\u007f\u0000 ~"}"#)
  }

  @Test func `Members keep their order and of doubles the last value counts`() throws {
    let value = try JSONValue(parsing: #"{"z":1,"a":2,"z":3}"#)
    #expect(value["z"] == .number("3"))
    #expect(String(decoding: PythonJSON.dumps(value), as: UTF8.self) == #"{"z": 3, "a": 2}"#)
  }

  @Test(arguments: [
    "", "{", "[1,", "[1 2]", "{\"a\"}", "{\"a\":}", "01", "1.", "-", "\"", "\"\\u12\"", "\"\\x\"",
    "nul", "{}x", "[,]", "+1", "{a:1}", "\u{0}",
  ])
  func `What is not JSON is refused`(text: String) {
    #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
  }

  @Test func `NUL bytes at the end are let through`() throws {
    #expect(try JSONValue(parsing: "{}\u{0}\u{0}") == .object([]))
  }

  @Test func `Nesting has a limit`() throws {
    let deep = String(repeating: "[", count: 63) + String(repeating: "]", count: 63)
    _ = try JSONValue(parsing: deep)
    #expect(throws: JSONError.tooDeep(limit: 64)) {
      try JSONValue(parsing: String(repeating: "[", count: 100_000))
    }
  }

  @Test func `The number of values has a limit`() {
    let wide = "[" + String(repeating: "1,", count: JSONValue.countLimit) + "1]"
    #expect(throws: JSONError.tooManyValues(limit: JSONValue.countLimit)) {
      try JSONValue(parsing: wide)
    }
  }

  @Test func `The length has a limit`() {
    let long = [UInt8](repeating: 0x20, count: JSONValue.lengthLimit + 1)
    #expect(throws: JSONError.tooLong(limit: JSONValue.lengthLimit)) {
      try JSONValue(parsing: long)
    }
  }

  @Test func `Half surrogate pairs become replacement characters`() throws {
    #expect(try JSONValue(parsing: #""\ud800x\udc00""#) == .string("\u{FFFD}x\u{FFFD}"))
  }
}
