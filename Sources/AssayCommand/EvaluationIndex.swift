import Evaluation
import Foundation
import Inspection

/// A labelled collection: the rows of a tab-separated index, or the files of labelled folders.
struct EvaluationIndex {
  /// One picture.
  struct Row {
    /// The path to open.
    var path: String
    var label: EvaluatedPicture.Label
    /// All columns of the index; `path` and `label` as written there.
    var fields: [String: String]
  }

  /// The columns in the order of the index.
  var columns: [String]
  var rows: [Row]
  /// Rows whose label is unknown.
  var skippedCount = 0

  private static let labels: [String: EvaluatedPicture.Label] = [
    "ai": .synthetic, "synthetic": .synthetic, "generated": .synthetic, "fake": .synthetic,
    "real": .real, "photo": .real, "photograph": .real, "photos": .real, "other": .other,
    "nonphoto": .other, "human": .other,
  ]

  private static let extensions: Set<String> = [
    "jpg", "jpeg", "jpe", "png", "webp", "tif", "tiff", "gif", "bmp", "heic", "heif", "avif",
  ]

  /// Reads an index, or walks a folder whose sub-folders are named by labels.
  ///
  /// - Throws: ``Failure`` when there is nothing to evaluate.
  init(_ path: String) throws {
    var isDirectory: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw Failure("there is no file or folder \(path)", .notInspected)
    }
    if isDirectory.boolValue { try self.init(folder: path) } else { try self.init(table: path) }
    guard !rows.isEmpty else {
      throw Failure(
        "\(path) holds no labelled pictures; 'assay evaluate --help' shows what is understood")
    }
  }

  private init(table path: String) throws {
    let bytes: [UInt8]
    do { bytes = try FileContents.read(path: path, limit: 1 << 28) } catch {
      throw Failure("\(path): \(error.explanation)", .notInspected)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline)
    columns = (lines.first ?? "").split(separator: "\t", omittingEmptySubsequences: false).map {
      String($0)
    }
    guard columns.contains("path"), columns.contains("label") else {
      throw Failure("\(path): the first line must name columns, among them 'path' and 'label'")
    }
    guard Set(columns).count == columns.count else {
      throw Failure("\(path): a column is named twice")
    }
    let folder = (path as NSString).deletingLastPathComponent
    rows = []
    for line in lines.dropFirst() {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
      let fields = Dictionary(uniqueKeysWithValues: zip(columns, cells.map { String($0) }))
      guard let file = fields["path"], !file.isEmpty,
        let label = Self.labels[(fields["label"] ?? "").lowercased()]
      else {
        skippedCount += 1
        continue
      }
      rows.append(
        Row(
          path: file.hasPrefix("/") || folder.isEmpty ? file : folder + "/" + file, label: label,
          fields: fields))
    }
  }

  private init(folder: String) throws {
    columns = ["path", "label", "source"]
    rows = []
    guard let walk = FileManager.default.enumerator(atPath: folder) else {
      throw Failure("cannot read the folder \(folder)", .notInspected)
    }
    for case let name as String in walk {
      guard Self.extensions.contains((name as NSString).pathExtension.lowercased()) else {
        continue
      }
      let parts = name.split(separator: "/")
      guard let first = parts.first, parts.count > 1, let label = Self.labels[first.lowercased()]
      else {
        skippedCount += 1
        continue
      }
      let source = parts.dropLast().joined(separator: "/")
      rows.append(
        Row(
          path: folder + "/" + name, label: label,
          fields: ["path": name, "label": String(first), "source": source]))
    }
    rows.sort { $0.path < $1.path }
  }
}
