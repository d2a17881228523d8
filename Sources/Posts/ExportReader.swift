import Foundation

/// How the columns of a scheduler's export are called. Names are compared without capitals,
/// hyphens, underscores and spaces; the first that a record has counts.
public struct ExportColumns: Sendable, Hashable {
  /// Columns that hold the image: a path or several, separated by commas, semicolons or `|`.
  public var image = [
    "image", "images", "imagepath", "imageurl", "media", "mediaurl", "mediaurls", "file",
    "filename", "filepath", "attachment", "attachments", "asset", "assets", "photo", "photos",
    "picture", "pictureurl", "imagelink",
  ]
  /// Columns that hold the text of the post.
  public var caption = [
    "caption", "text", "message", "content", "body", "post", "posttext", "description", "copy",
    "status", "title",
  ]
  /// Columns that hold the alternative text.
  public var altText = ["alttext", "alt", "imagealt", "imagealttext", "alternativetext"]
  /// Columns that name the platform.
  public var platform = [
    "platform", "platforms", "network", "networks", "channel", "channels", "socialnetwork",
    "service", "provider",
  ]
  /// Columns that name the language of the text, BCP 47.
  public var language = ["language", "lang", "locale"]

  /// Creates the usual names.
  public init() {}
}

/// Reads the exports of schedulers: one post a record.
struct ExportReader {
  let columns: ExportColumns

  /// The largest number of records that is read from one file.
  static let recordLimit = 200_000

  /// Columns that hold the slides of a carousel, as tables of their own.
  private static let slideColumns = [
    "children", "carousel", "carouselitems", "carouselmedia", "slides", "mediaitems", "items",
  ]

  func posts(inCSV text: String, separator: Character?, path: String) -> [Post] {
    var table = CSVTable(text, separator: separator)
    guard let header = table.next()?.cells else { return [] }
    let names = header.map { $0.trimmingCharacters(in: .whitespaces) }
    let columns = PostValue.table(names.map { PostValue.Entry(key: $0, value: .text("x")) })
    guard first(self.columns.image, in: columns) != nil else {
      return [Self.unreadable(path, "no column is one of images; name it in posts.columns")]
    }
    var posts: [Post] = []
    var count = 0
    while count < Self.recordLimit, let row = table.next() {
      count += 1
      let entries = zip(names, row.cells).map { PostValue.Entry(key: $0, value: .text($1)) }
      posts += self.posts(.table(entries), path: path, line: row.line)
    }
    if count == Self.recordLimit, table.next() != nil { posts.append(Self.tooLong(path)) }
    return posts
  }

  func posts(inJSON text: String, path: String) -> [Post] {
    // A document, or one a line.
    do {
      let (key, records) = records(try FrontMatter.json(text))
      let lines = JSONRecordLines(text).lines(of: key)
      var posts = records.prefix(Self.recordLimit).enumerated().flatMap { index, record in
        self.posts(record, path: path, line: index < lines.count ? lines[index] : 1)
      }
      if posts.isEmpty, !records.isEmpty {
        posts.append(
          Self.unreadable(path, "no record names an image; name its column in posts.columns"))
      }
      if records.count > Self.recordLimit { posts.append(Self.tooLong(path)) }
      return posts
    } catch {
      return posts(inJSONLines: text, path: path)
        ?? [Self.unreadable(path, "it is no JSON: \(FrontMatter.reason(error))")]
    }
  }

  /// Nil when not a single line is a value.
  private func posts(inJSONLines text: String, path: String) -> [Post]? {
    var posts: [Post] = []
    var broken: [Int] = []
    var count = 0
    var lines = Lines(text[...])
    while count < Self.recordLimit, let line = lines.next() {
      if line.text.allSatisfy(\.isWhitespace) { continue }
      if let value = try? FrontMatter.json(String(line.text)), case .table = value {
        count += 1
        posts += self.posts(value, path: path, line: lines.number)
      } else {
        broken.append(lines.number)
        // A document that is broken somewhere has hardly a line that is a value.
        if count == 0, broken.count > 100 { return nil }
      }
    }
    guard count > 0 else { return nil }
    if count == Self.recordLimit { posts.append(Self.tooLong(path)) }
    if let line = broken.first {
      var post = Self.unreadable(
        path, broken.count == 1 ? "line \(line) is no JSON" : "\(broken.count) lines are no JSON")
      post.line = line
      posts.append(post)
    }
    return posts
  }

  private static func unreadable(_ path: String, _ fault: String) -> Post {
    var post = Post(path: path, kind: .record, faults: ["the export cannot be read: " + fault])
    post.hidesImages = true
    return post
  }

  private static func tooLong(_ path: String) -> Post {
    unreadable(path, "only the first \(recordLimit) records were")
  }

  /// The records of a document, and the key of the list that holds them: the document is a list, or
  /// a table that holds one (`posts`, `data`, `items` …), or itself a record.
  private func records(_ value: PostValue) -> (key: String?, records: [PostValue]) {
    switch value {
    case .list(let list): return (nil, list)
    case .table(let entries):
      // At the root `{"items": […]}` is a list of posts, not a carousel.
      if first(columns.image, in: value) != nil || slides(value).map({ $0.key != "items" }) == true
      {
        return (nil, [value])
      }
      for entry in entries {
        if case .list(let list) = entry.value, list.contains(where: isRecord) {
          return (entry.key, list)
        }
      }
      // `{"posts": []}` has no records, which is no fault.
      let isEmpty = entries.contains { $0.value == .list([]) }
      return (nil, isEmpty ? [] : [value])
    default: return (nil, [])
    }
  }

  private func isRecord(_ value: PostValue) -> Bool {
    first(columns.image, in: value) != nil || slides(value) != nil
  }

  /// The slides of a carousel with their images; nil when the record is none.
  private func slides(_ record: PostValue) -> (key: String, slides: [PostValue])? {
    for name in Self.slideColumns {
      guard case .list(let list)? = record[name] else { continue }
      let slides = list.filter { first(columns.image, in: $0) != nil }
      if !slides.isEmpty { return (name, slides) }
    }
    return nil
  }

  /// The posts of a record: one, and one for each slide of a carousel.
  private func posts(_ record: PostValue, path: String, line: Int) -> [Post] {
    guard case .table(let entries) = record else { return [] }
    guard let (key, slides) = slides(record) else {
      return [post(record, path: path, line: line)].compactMap(\.self)
    }
    let container = entries.filter { PostValue.normalized($0.key) != key }
    let isFlagged = PostValue.table(container)["is_ai_generated"]?.flag == true
    func isFlag(_ entry: PostValue.Entry) -> Bool {
      PostValue.normalized(entry.key) == PostValue.normalized("is_ai_generated")
    }
    let own =
      first(columns.image, in: .table(container)) == nil
      ? nil
      : post(
        .table([.init(key: "carousel", value: .text("container"))] + container), path: path,
        line: line)
    return [own].compactMap(\.self)
      + slides.prefix(100).compactMap { slide in
        guard case .table(let fields) = slide else { return nil }
        // What the container says holds for its slides; only the flag belongs on one of the two.
        let isOnSlide = slide["is_ai_generated"]?.flag == true
        let kind = PostValue.Entry(
          key: "carousel", value: .text(isOnSlide || !isFlagged ? "child" : "container"))
        var rest = container.filter { first(columns.image, in: .table([$0])) == nil }
        if isOnSlide { rest.removeAll(where: isFlag) }
        let mine = isFlagged && !isOnSlide ? fields.filter { !isFlag($0) } : fields
        return post(.table([kind] + mine + rest), path: path, line: line)
      }
  }

  private func post(_ record: PostValue, path: String, line: Int) -> Post? {
    guard case .table(let entries) = record, let images = first(columns.image, in: record) else {
      return nil
    }
    let alt = first(columns.altText, in: record)?.string
    // The names that were mapped are what the fields are called from here on.
    var mapped: [PostValue.Entry] = []
    for (key, names) in [("platform", columns.platform), ("language", columns.language)] {
      if let value = first(names, in: record) { mapped.append(.init(key: key, value: value)) }
    }
    var post = Post(path: path, line: line, kind: .record, fields: .table(mapped + entries))
    post.text = first(columns.caption, in: record)?.string ?? ""
    for (target, ownAlt) in targets(images) {
      post.images.append(
        Post.Image(target: target, line: line, altText: ownAlt ?? alt, field: "record"))
    }
    return post.images.isEmpty ? nil : post
  }

  private func first(_ names: [String], in record: PostValue) -> PostValue? {
    for name in names {
      guard let value = record[name], value != .null, value.string != "" else { continue }
      return value
    }
    return nil
  }

  private func targets(_ value: PostValue) -> [(target: String, altText: String?)] {
    switch value {
    case .text(let text):
      if ImageResolver.hasImageName(text), !text.contains("|"), !text.contains(";"),
        !text.contains(",")
      {
        return [(text, nil)]
      }
      return text.split(whereSeparator: { ",;|".contains($0) || $0.isNewline })
        .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }.map { ($0, nil) }
    case .list(let list): return list.flatMap(targets)
    case .table:
      let alt = first(columns.altText, in: value)?.string
      return ["url", "src", "path", "file", "image"].compactMap { value[$0]?.string }.prefix(1)
        .map { ($0, alt) }
    default: return []
    }
  }
}

/// Reads comma-separated values record by record.
///
/// - Reference: RFC 4180; separators other than the comma are guessed from the first line.
struct CSVTable {
  private let scalars: [Character]
  private var position = 0
  private var line = 1
  private let separator: Character

  init(_ text: String, separator: Character?) {
    scalars = Array(text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text)
    let first = scalars.prefix { !$0.isNewline }
    self.separator =
      separator ?? [",", ";", "\t", "|"].max { a, b in
        first.count { $0 == a } < first.count { $0 == b }
      } ?? ","
  }

  /// Returns the next record with the line it starts in; nil at the end. Empty lines are no records.
  mutating func next() -> (cells: [String], line: Int)? {
    while position < scalars.count, scalars[position].isNewline {
      position += 1
      line += 1
    }
    guard position < scalars.count else { return nil }
    let start = line
    var cells: [String] = []
    var cell = ""
    var isQuoted = false
    while position < scalars.count {
      let character = scalars[position]
      position += 1
      if character.isNewline { line += 1 }
      if isQuoted {
        if character == "\"" {
          if position < scalars.count, scalars[position] == "\"" {
            cell.append("\"")
            position += 1
          } else {
            isQuoted = false
          }
        } else {
          cell.append(character)
        }
      } else if character == "\"" && cell.isEmpty {
        isQuoted = true
      } else if character == separator {
        cells.append(cell)
        cell = ""
      } else if character.isNewline {
        break
      } else {
        cell.append(character)
      }
    }
    cells.append(cell)
    return (cells, start)
  }
}
