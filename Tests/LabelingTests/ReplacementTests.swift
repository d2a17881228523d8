import Foundation
import Labeling
import Testing

/// What of a file is kept where its content is replaced.
struct ReplacementTests {
  private func withFile(_ work: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "assay-\(UInt32.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "a.jpg").path
    try FileReplacement().write([1], to: file)
    try work(file)
  }

  @Test func `a file that nobody may write stays as it is`() throws {
    try withFile { file in
      try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: file)
      #expect(throws: FileReplacement.Failure.self) {
        try FileReplacement(backupSuffix: ".bak").write([2], to: file)
      }
      #expect(FileManager.default.contents(atPath: file) == Data([1]))
      let folder = (file as NSString).deletingLastPathComponent
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.jpg"])
    }
  }

  /// The output of a tool; nil when it is not there or fails.
  private static func output(_ tool: String, _ arguments: [String]) -> Data? {
    guard FileManager.default.isExecutableFile(atPath: tool) else { return nil }
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: tool)
    process.arguments = arguments
    process.standardOutput = pipe
    process.standardError = Pipe()
    guard (try? process.run()) != nil else { return nil }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? data : nil
  }

  private static func setAttribute(of file: String) -> Bool {
    output("/usr/bin/setfattr", ["-n", "user.assay", "-v", "red", file]) != nil
  }

  /// Whether the tools are there and the file system keeps attributes.
  private static let hasAttributes: Bool = {
    let file = FileManager.default.temporaryDirectory.appending(
      path: "assay-\(UInt32.random(in: 0 ... .max))")
    defer { try? FileManager.default.removeItem(at: file) }
    return FileManager.default.createFile(atPath: file.path, contents: Data())
      && setAttribute(of: file.path)
  }()

  @Test(.enabled(if: hasAttributes, "needs setfattr and a file system with attributes"))
  func `extended attributes are kept`() throws {
    try withFile { file in
      try #require(Self.setAttribute(of: file))
      try FileReplacement().write([3], to: file)
      let arguments = ["--absolute-names", "--only-values", "-n", "user.assay", file]
      #expect(Self.output("/usr/bin/getfattr", arguments) == Data("red".utf8))
    }
  }
}
