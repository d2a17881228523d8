import Foundation

/// Reads posts from files.
public struct PostReader: Sendable {
  /// How the columns of a scheduler's export are called.
  public var columns: ExportColumns

  /// The largest post that is read, in bytes.
  public static let sizeLimit = 16 << 20

  /// Creates a reader.
  public init(columns: ExportColumns = ExportColumns()) { self.columns = columns }

  /// How the names of posts end.
  public static let postExtensions = ["md", "mdx", "markdown", "mdown", "html", "htm", "astro"]

  /// How the names of schedulers' exports end.
  public static let exportExtensions = ["csv", "tsv", "json", "ndjson", "jsonl"]

  /// Whether a file's name is that of a post.
  public static func hasPostName(_ path: String) -> Bool {
    postExtensions.contains(fileExtension(path))
  }

  /// Whether a file's name is that of a scheduler's export, which must be named to be read: other
  /// tools write files of these kinds, too.
  public static func hasExportName(_ path: String) -> Bool {
    exportExtensions.contains(fileExtension(path))
  }

  /// Reads the posts in a text.
  ///
  /// - Parameters:
  ///   - text: The content of the file.
  ///   - path: The file's path; its extension says what it is.
  /// - Returns: One post, or one a record of an export. What cannot be read is in `faults`.
  public func posts(in text: String, path: String) -> [Post] {
    switch Self.fileExtension(path) {
    case "csv": ExportReader(columns: columns).posts(inCSV: text, separator: nil, path: path)
    case "tsv": ExportReader(columns: columns).posts(inCSV: text, separator: "\t", path: path)
    case "json", "ndjson", "jsonl": ExportReader(columns: columns).posts(inJSON: text, path: path)
    case "html", "htm": [markup(text, path: path, kind: .html)]
    default: [markup(text, path: path, kind: .markdown)]
    }
  }

  private static func fileExtension(_ path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: ".") else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }

  private func markup(_ text: String, path: String, kind: Post.Kind) -> Post {
    let matter = kind == .markdown ? FrontMatter(text) : nil
    var scanner = MarkupScanner(matter?.body ?? text[...], firstLine: 1 + (matter?.lineCount ?? 0))
    scanner.scan()
    var post = Post(path: path, kind: kind)
    if let matter {
      post.fields = matter.value
      if let fault = matter.fault { post.faults.append(fault) }
      post.hidesImages = matter.hidesImages
      post.images = Self.images(in: matter.value, lines: text[...], lineCount: matter.lineCount)
      let words = ["title", "subtitle", "description", "excerpt", "summary", "caption", "lead"]
      post.text = words.compactMap { matter.value[$0]?.string }.joined(separator: "\n")
    }
    post.images += scanner.images
    post.text += (post.text.isEmpty ? "" : "\n") + scanner.text
    return post
  }

  // MARK: - Front matter

  /// The keys of front matter that hold an image, in Jekyll, Hugo, Gatsby, Astro, Eleventy, Next.
  static let imageKeys: Set<String> = [
    "image", "images", "img", "cover", "coverimage", "covers", "thumbnail", "thumb", "hero",
    "heroimage", "featured", "featuredimage", "featureimage", "featureimg", "banner", "teaser",
    "overlayimage", "ogimage", "socialimage", "socialcard", "share", "shareimage", "card",
    "cardimage", "poster", "photo", "photos", "picture", "gallery", "header", "src", "url", "file",
    "path", "background", "backgroundimage", "avatar", "logo", "seoimage", "twitterimage",
    "resources", "carousel", "slides", "media",
  ]

  /// The images that front matter names, in nested and list forms.
  static func images(in value: PostValue, lines: Substring, lineCount: Int) -> [Post.Image] {
    var found: [Post.Image] = []
    collect(value, field: "", altText: nil, caption: nil, isImageKey: false, depth: 0, &found)
    // The parsers of YAML, TOML and JSON do not all tell lines: the first line that holds the
    // address is where it was written.
    var rows: [Substring] = []
    var reader = Lines(lines)
    while rows.count < lineCount, let row = reader.next() { rows.append(row.text) }
    for index in found.indices {
      found[index].line = (rows.firstIndex { $0.contains(found[index].target) } ?? 0) + 1
    }
    return found
  }

  private static func collect(
    _ value: PostValue, field: String, altText: String?, caption: String?, isImageKey: Bool,
    depth: Int, _ found: inout [Post.Image]
  ) {
    guard depth < 16, found.count < 10_000 else { return }
    switch value {
    case .text(let text):
      guard isImageKey, ImageResolver.hasImageName(text) || ImageResolver.isRemote(text) else {
        return
      }
      found.append(
        Post.Image(target: text, line: 1, altText: altText, caption: caption, field: field))
    case .list(let list):
      for element in list {
        collect(
          element, field: field, altText: altText, caption: caption, isImageKey: isImageKey,
          depth: depth + 1, &found)
      }
    case .table(let entries):
      let alt = ["alt", "imagealt", "alttext", "imagealttext", "coveralt"]
        .lazy.compactMap { value[$0]?.string }.first
      let caption = ["caption", "imagecaption", "credit"].lazy.compactMap { value[$0]?.string }
        .first
      for entry in entries {
        let isImage = imageKeys.contains(PostValue.normalized(entry.key))
        // Below `cover:` any key may hold the address: `cover: {light: a.png}` is rare but real.
        collect(
          entry.value, field: field.isEmpty ? entry.key : field + "." + entry.key,
          altText: alt ?? altText, caption: caption, isImageKey: isImage, depth: depth + 1, &found)
      }
    case .null, .boolean, .number: return
    }
  }
}
