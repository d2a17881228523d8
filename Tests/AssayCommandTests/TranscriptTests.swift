import Foundation
import Testing
import _TestSupport

/// The transcripts of the README, done again.
struct TranscriptTests {
  /// The commands of a transcript with the lines each is said to print.
  private static func steps(_ block: String) -> [(command: String, output: [String])] {
    var steps: [(command: String, output: [String])] = []
    for line in block.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.hasPrefix("$ ") {
        steps.append((String(line.dropFirst(2)), []))
      } else if !steps.isEmpty {
        steps[steps.count - 1].output.append(line)
      }
    }
    return steps
  }

  private static func run(_ command: String, in folder: TemporaryFolder) throws -> [String] {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", "exec 2>&1; " + command]
    process.currentDirectoryURL = URL(filePath: folder.path)
    let tool = ToolRun.binary.deletingLastPathComponent().path
    process.environment = [
      "PATH": tool + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"),
      "HOME": folder.path, "ASSAY_DATA": folder.path + "/.no-lists",
      "GIT_AUTHOR_NAME": "T", "GIT_AUTHOR_EMAIL": "t@example.com",
      "GIT_COMMITTER_NAME": "T", "GIT_COMMITTER_EMAIL": "t@example.com",
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  /// Times differ from run to run.
  private static func timeless(_ line: String) -> String {
    line.replacing(/\(\d+\.\d+ s\)/, with: "(time)")
  }

  @Test func `the transcripts of the README come out as they are shown`() throws {
    let readme = try String(
      contentsOf: SharedMaterial.packageRoot.appending(path: "README.md"), encoding: .utf8)
    let blocks = readme.components(separatedBy: "```console\n").dropFirst().compactMap {
      $0.components(separatedBy: "\n```").first
    }
    #expect(blocks.count >= 2)
    for block in blocks {
      let folder = try TemporaryFolder()
      try folder.copyTestImages()
      _ = try Self.run("git init -q .", in: folder)
      for step in Self.steps(block) {
        var actual = try Self.run(step.command, in: folder).map(Self.timeless)
        var shown = step.output.map(Self.timeless)
        // An ellipsis leaves out the rest.
        if shown.last?.trimmingCharacters(in: .whitespaces) == "…" {
          shown.removeLast()
          actual = Array(actual.prefix(shown.count))
        }
        #expect(actual == shown, "$ \(step.command)")
      }
    }
  }
}
