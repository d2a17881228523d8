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
    "platform", "network", "channel", "socialnetwork", "service", "provider", "account",
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

  func posts(inCSV text: String, separator: Character?, path: String) -> [Post] {
    var table = CSVTable(text, separator: separator)
    guard let header = table.next()?.cells else { return [] }
    let names = header.map { $0.trimmingCharacters(in: .whitespaces) }
    var posts: [Post] = []
    while posts.count < Self.recordLimit, let row = table.next() {
      let entries = zip(names, row.cells).map { PostValue.Entry(key: $0, value: .text($1)) }
      if let post = post(.table(entries), path: path, line: row.line) { posts.append(post) }
    }
    return posts
  }

  func posts(inJSON text: String, path: String) -> [Post] {
    // A document, or one a line.
    if let value = try? FrontMatter.json(text) {
      return records(value).prefix(Self.recordLimit).enumerated().compactMap {
        post($1, path: path, line: 1)
      }
    }
    var posts: [Post] = []
    var lines = Lines(text[...])
    while posts.count < Self.recordLimit, let line = lines.next() {
      guard let value = try? FrontMatter.json(String(line.text)) else { continue }
      if let post = post(value, path: path, line: lines.number) { posts.append(post) }
    }
    if posts.isEmpty {
      return [Post(path: path, kind: .record, faults: ["the file is no JSON that can be read"])]
    }
    return posts
  }

  /// The records of a document: a list, or a table that holds one (`posts`, `data`, `items` …).
  private func records(_ value: PostValue) -> [PostValue] {
    switch value {
    case .list(let list): return list
    case .table(let entries):
      for entry in entries {
        if case .list(let list) = entry.value, list.contains(where: { isRecord($0) }) {
          return list
        }
      }
      return [value]
    default: return []
    }
  }

  private func isRecord(_ value: PostValue) -> Bool {
    columns.image.contains { value[$0] != nil }
  }

  private func post(_ record: PostValue, path: String, line: Int) -> Post? {
    guard case .table = record, let images = first(columns.image, in: record) else { return nil }
    let alt = first(columns.altText, in: record)?.string
    var post = Post(path: path, line: line, kind: .record, fields: record)
    post.text = first(columns.caption, in: record)?.string ?? ""
    for target in targets(images) {
      post.images.append(Post.Image(target: target, line: line, altText: alt, field: "record"))
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

  private func targets(_ value: PostValue) -> [String] {
    switch value {
    case .text(let text):
      if ImageResolver.hasImageName(text), !text.contains("|"), !text.contains(";"),
        !text.contains(",")
      {
        return [text]
      }
      return text.split(whereSeparator: { ",;|".contains($0) || $0.isNewline })
        .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    case .list(let list): return list.flatMap(targets)
    case .table:
      return ["url", "src", "path", "file", "image"].compactMap { value[$0]?.string }.prefix(1).map
      { $0 }
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
