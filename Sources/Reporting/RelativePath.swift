/// Paths as services want them: relative to the root of the repository, percent-encoded.
enum RelativePath {
  /// The path relative to `root`.
  ///
  /// A path outside of `root` is cut to its last component: a report should not tell the name of
  /// anybody's home folder.
  static func path(_ path: String, root: String?) -> String {
    var path = path[...]
    if path.hasPrefix("/") {
      guard let root, !root.isEmpty else { return lastComponent(path) }
      let base = root.hasSuffix("/") ? root : root + "/"
      guard path.hasPrefix(base) else { return lastComponent(path) }
      path = path.dropFirst(base.count)
    }
    while path.hasPrefix("./") { path = path.dropFirst(2) }
    return path.isEmpty ? "." : String(path)
  }

  /// The path for people: relative to `root` where it is below, as given elsewhere.
  static func shortened(_ path: String, root: String?) -> String {
    guard path.hasPrefix("/") else { return path }
    guard let root, path.hasPrefix(root.hasSuffix("/") ? root : root + "/") else { return path }
    return Self.path(path, root: root)
  }

  /// The relative reference to a path, percent-encoded as RFC 3986 has it.
  static func uri(_ path: String, root: String?) -> String {
    var result = ""
    for byte in Self.path(path, root: root).utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        result += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return result
  }

  private static func lastComponent(_ path: Substring) -> String {
    path.split(separator: "/").last.map(String.init) ?? "."
  }
}
