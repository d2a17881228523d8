/// The lines in which the elements of a document's lists start, which the parser does not tell.
///
/// Only what stands in the document itself and one level below it is noted: a list, or the lists of
/// a table.
struct JSONRecordLines {
  private var lists: [String?: [Int]] = [:]

  /// Reads a document that is known to be JSON.
  ///
  /// - Reference: RFC 8259.
  init(_ text: String) {
    var line = 1
    var depth = 0
    var isRootList = false
    // The key that was read last in the table at the root.
    var key: String?
    var expectsElement = false
    var token: [UInt8] = []
    var isInString = false
    var isEscaped = false
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\n") { line += 1 }
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
          continue
        }
        if depth == 1, !isRootList { token.append(byte) }
        continue
      }
      let isListLevel = isRootList ? depth == 1 : depth == 2
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): continue
      case UInt8(ascii: ","):
        if isListLevel { expectsElement = true }
        continue
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        depth -= 1
        expectsElement = false
        continue
      default: break
      }
      if isListLevel, expectsElement {
        lists[isRootList ? nil : key, default: []].append(line)
        expectsElement = false
      }
      switch byte {
      case UInt8(ascii: "\""):
        isInString = true
        token = []
      case UInt8(ascii: ":"):
        if depth == 1, !isRootList { key = String(decoding: token, as: UTF8.self) }
      case UInt8(ascii: "["):
        if depth == 0 { isRootList = true }
        depth += 1
        expectsElement = isRootList ? depth == 1 : depth == 2
      case UInt8(ascii: "{"):
        depth += 1
        // The table in a table's field is no list.
        if !isRootList, depth == 2 { expectsElement = false }
      default: break
      }
    }
  }

  /// The lines of the elements of the list at `key`, or of the document itself; empty where unknown.
  func lines(of key: String?) -> [Int] { lists[key] ?? [] }
}
