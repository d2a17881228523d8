import Foundation

/// Finds the file that an address in a post means.
public struct ImageResolver: Sendable {
  /// What became of an address.
  public enum Resolution: Sendable, Hashable {
    /// A file, by its path.
    case file(String)
    /// An address on the network; not inspected.
    case remote(String)
    /// Data in the post itself (`data:`); not inspected.
    case inline
    /// No such file. The paths that were tried.
    case missing([String])
  }

  /// The roots that addresses starting with `/` count from, the likeliest first.
  public var roots: [String]
  /// Tells whether a file exists.
  private let exists: @Sendable (String) -> Bool

  /// The folders below the root whose content sites serve from `/`.
  static let publicFolders = [
    "", "static", "public", "assets", "src", "src/assets", "source", "content", "site", "docs",
    "_site", "images",
  ]

  /// Creates a resolver.
  ///
  /// - Parameters:
  ///   - roots: The folders of the site, the likeliest first; paths of posts are to be spelled as
  ///     they are: both absolute, or both relative to the same folder.
  ///   - exists: Tells whether a file exists; the file system by default.
  public init(roots: [String], exists: (@Sendable (String) -> Bool)? = nil) {
    self.roots = roots
    self.exists = exists ?? { FileManager.default.fileExists(atPath: $0) }
  }

  /// Whether a name ends like an image's.
  public static func hasImageName(_ text: String) -> Bool {
    let path = text.prefix { $0 != "?" && $0 != "#" }.lowercased()
    return [
      ".jpg", ".jpeg", ".png", ".apng", ".webp", ".gif", ".avif", ".heic", ".heif", ".tif", ".tiff",
      ".svg", ".jxl", ".bmp", ".jp2", ".psd", ".ico",
    ].contains { path.hasSuffix($0) }
  }

  /// Whether an address is on the network.
  public static func isRemote(_ target: String) -> Bool {
    let lower = target.lowercased()
    return lower.hasPrefix("http://") || lower.hasPrefix("https://") || lower.hasPrefix("//")
  }

  /// Finds what `target` means in the post at `postPath`.
  public func resolve(_ target: String, from postPath: String) -> Resolution {
    if Self.isRemote(target) { return .remote(target) }
    if target.lowercased().hasPrefix("data:") { return .inline }
    let path = Self.cleaned(target)
    let folder =
      postPath.contains("/")
      ? String(postPath[..<(postPath.lastIndex(of: "/") ?? postPath.startIndex)]) : "."
    var tried: [String] = []
    for candidate in candidates(path, folder: folder, postPath: postPath) {
      let normalized = Self.normalized(candidate)
      if tried.contains(normalized) { continue }
      if exists(normalized) { return .file(normalized) }
      tried.append(normalized)
    }
    return .missing(tried)
  }

  private func candidates(_ path: String, folder: String, postPath: String) -> [String] {
    var rest = path
    var isRooted = false
    for prefix in ["/", "~/", "@/", "$lib/"] where rest.hasPrefix(prefix) {
      rest.removeFirst(prefix.count)
      isRooted = true
      break
    }
    let rooted = roots.flatMap { root in
      Self.publicFolders.map {
        $0.isEmpty ? root + "/" + rest : root + "/" + $0 + "/" + rest
      }
    }
    if isRooted { return rooted }
    // A post `trip.md` often has its pictures in the folder `trip/`.
    let stem = postPath.lastIndex(of: ".").map { String(postPath[..<$0]) } ?? postPath
    return [folder + "/" + rest, stem + "/" + rest] + rooted
  }

  /// The path of an address: without query, fragment, template prefix and percent-encoding.
  static func cleaned(_ target: String) -> String {
    var text = target.trimmingCharacters(in: .whitespacesAndNewlines)
    // Jekyll writes two of them one after the other: `{{ site.baseurl }}{% link a.png %}`.
    for _ in 0..<4 {
      guard let rest = Self.withoutTemplate(text) else { break }
      text = rest
    }
    text = String(text.prefix { $0 != "?" && $0 != "#" })
    return text.removingPercentEncoding ?? text
  }

  /// The path in a text that starts with a template: of `{{ site.baseurl }}/a.png`,
  /// `{{ '/a.png' | relative_url }}`, `{{ '/img' | url }}/a.png` and `{% link a.png %}`; nil when it
  /// starts with none.
  private static func withoutTemplate(_ text: String) -> String? {
    let end = text.hasPrefix("{{") ? "}}" : "%}"
    guard text.hasPrefix("{{") || text.hasPrefix("{%"), let close = text.range(of: end) else {
      return nil
    }
    let after = text[close.upperBound...]
    let inside = text[..<close.lowerBound].dropFirst(2).drop { " -<".contains($0) }
    let literal = inside.first.flatMap { quote in
      quote == "'" || quote == "\"" ? String(inside.dropFirst().prefix { $0 != quote }) : nil
    }
    if !after.isEmpty { return (literal ?? "") + after }
    if let literal { return literal }
    if let quote = inside.firstIndex(where: { $0 == "'" || $0 == "\"" }) {
      return String(inside[inside.index(after: quote)...].prefix { $0 != "'" && $0 != "\"" })
    }
    return inside.split(whereSeparator: { " {}%>".contains($0) }).last
      .map(String.init) ?? String(inside)
  }

  /// A path without `.` and `..`.
  public static func normalized(_ path: String) -> String {
    let isAbsolute = path.hasPrefix("/")
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else if part != ".." || !isAbsolute {
        parts.append(part)
      }
    }
    var joined = ""
    for part in parts {
      if isAbsolute || !joined.isEmpty { joined += "/" }
      // Of a substring itself, generic code would add one character after the other.
      joined += String(part)
    }
    return joined.isEmpty ? isAbsolute ? "/" : "." : joined
  }
}
