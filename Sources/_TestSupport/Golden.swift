import Foundation
public import Testing

/// Expects `actual` to equal the file `Tests/Golden/<name>`.
///
/// With `UPDATE_GOLDEN=1` in the environment the file is written instead; CI never sets it.
public func expectGolden(
  _ actual: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let url = SharedMaterial.packageRoot.appending(path: "Tests/Golden/\(name)")
  if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(actual.utf8).write(to: url)
    return
  }
  let expected = try String(contentsOf: url, encoding: .utf8)
  if actual != expected {
    let actualLines = actual.split(separator: "\n", omittingEmptySubsequences: false)
    let expectedLines = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let line = zip(actualLines, expectedLines).enumerated().first { $0.element.0 != $0.element.1 }
    let number = line.map(\.offset) ?? min(actualLines.count, expectedLines.count)
    Issue.record(
      """
      \(name) differs from line \(number + 1) on.
      expected: \(number < expectedLines.count ? expectedLines[number] : "(end)")
      actual:   \(number < actualLines.count ? actualLines[number] : "(end)")
      Run with UPDATE_GOLDEN=1 and read the diff.
      """, sourceLocation: sourceLocation)
  }
}
