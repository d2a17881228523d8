public import Foundation
public import Testing

/// Third-party files that are not part of the project: fixtures and a corpus in a folder beside the
/// checkout, or where `ASSAY_SHARED` says. Tests that need them are skipped where they are absent:
///
/// ```swift
/// @Test(.enabled(if: SharedMaterial.isPresent, SharedMaterial.absence))
/// ```
public enum SharedMaterial {
  /// The root of the package.
  public static let packageRoot: URL = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The folder that holds `fixtures` and `corpus`.
  public static let root: URL =
    ProcessInfo.processInfo.environment["ASSAY_SHARED"].map { URL(filePath: $0) }
    ?? packageRoot.deletingLastPathComponent().appending(path: "shared")

  /// Whether the folder is there.
  public static var isPresent: Bool {
    FileManager.default.fileExists(atPath: root.appending(path: "fixtures/INDEX.tsv").path)
  }

  /// The message of a skipped test.
  public static let absence: Comment = """
    skipped: the third-party fixtures are not beside the checkout (set ASSAY_SHARED to their folder)
    """

  /// The file at `path` below ``root``.
  public static func url(_ path: String) -> URL { root.appending(path: path) }

  /// All bytes of the file at `path` below ``root``.
  public static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: url(path)))
  }

  /// The rows of a tab-separated file below ``root``, each a dictionary by column name.
  public static func table(_ path: String) throws -> [[String: String]] {
    let text = try String(contentsOf: url(path), encoding: .utf8)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
    guard let header = lines.first?.split(separator: "\t", omittingEmptySubsequences: false) else {
      return []
    }
    return lines.dropFirst().map { line in
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
      return Dictionary(
        zip(header.map(String.init), cells.map(String.init)), uniquingKeysWith: { a, _ in a })
    }
  }
}
