import ArgumentParser
import Testing

@testable import AssayCommand

/// A plain check is read as the argument parser reads it.
struct PlainArgumentsTests {
  private static let words = [
    "photo.jpg", "-", "b c.png", "--no-pixels", "--no-faces", "--no-patterns", "--no-statistics",
    "--show-prompts", "--verbose", "-v", "--quiet", "-q", "--exit-zero", "--format", "-f", "json",
    "ndjson", "text", "--policy", "default", "--format=json", "-qv", "--jobs", "4", "--", "--help",
    "", "--no-such", "-x", "--at", "2026-01-01", "note", "--fail-on",
  ]

  private static func parsed(_ arguments: [String]) -> CheckRun? {
    guard let command = try? CheckCommand.parse(arguments) else { return nil }
    return CheckRun(files: command.files, options: command.options.values)
  }

  @Test func `every line of up to two words and many longer ones are read alike`() {
    var lines = Self.words.map { [$0] }
    for first in Self.words { lines += Self.words.map { [first, $0] } }
    // A generator of Park and Miller, so that each run reads the same lines.
    var state = 1
    func next() -> String {
      state = state * 48_271 % 2_147_483_647
      return Self.words[state % Self.words.count]
    }
    for _ in 0..<400 { lines.append((0..<3).map { _ in next() }) }
    for _ in 0..<400 { lines.append((0..<5).map { _ in next() }) }
    var plain = 0
    for line in lines {
      guard let run = CheckRun(plainly: line[...]) else { continue }
      plain += 1
      #expect(run == Self.parsed(line), "\(line)")
    }
    #expect(plain > 250)
  }

  @Test func `what is said twice is read as the parser reads it`() {
    for line in [
      ["-q", "-q", "a"], ["--no-pixels", "--no-pixels", "a"], ["-v", "--verbose", "a"], ["-", "-"],
      ["--policy", "a", "--policy", "b", "f"], ["--policy", "default", "-f", "json", "a", "-v"],
    ] {
      #expect(CheckRun(plainly: line[...]) == Self.parsed(line), "\(line)")
    }
  }

  @Test func `every option of the command line reaches the run`() throws {
    let line = [
      "a.jpg", "--format", "json", "--output", "html=a.html", "--policy", "p", "--config", "c",
      "--jobs", "3", "--fail-on", "note", "--no-pixels", "--no-faces", "--no-patterns",
      "--no-statistics", "--trust-anchors", "t", "--tsa-anchors", "s", "--trust-allowed", "u",
      "--trust-config", "v", "--trust-list", "none", "--fetch-remote-manifests", "--at",
      "2026-01-01", "--baseline", "b", "--waivers", "w", "--watermark-schemes", "all",
      "--watermark-message", "us=studio-7", "--trustmark-model", "Q=q.onnx", "--pattern-bank", "k",
      "--max-megapixels", "5", "--show-prompts", "--verbose", "--quiet", "--exit-zero", "--color",
      "never", "--progress", "always",
    ]
    let options = try CheckCommand.parse(line).options
    let values = Mirror(reflecting: options.values).children
    let defaults = Mirror(reflecting: RunOptions()).children
    #expect(values.count == Mirror(reflecting: options).children.count)
    for (value, other) in zip(values, defaults) {
      #expect(
        String(describing: value.value) != String(describing: other.value), "\(value.label ?? "")")
    }
  }

  @Test func `what people type most is read plainly`() {
    for line in [
      ["a.jpg"], ["--no-pixels", "a.jpg"], ["a.jpg", "b.png", "--exit-zero"], ["-"],
      ["--policy", "eu-ai-act-50", "--verbose", "a.jpg"], ["--format", "json", "a.jpg"],
    ] {
      #expect(CheckRun(plainly: line[...]) != nil, "\(line)")
    }
  }

  @Test func `what is wrong or rare is left to the parser`() {
    for line in [
      [], ["--help"], ["a.jpg", "--policy"], ["a.jpg", "--format", "nonsense"], ["--", "-a.jpg"],
      ["a.jpg", "--jobs", "2"], ["--format", "json", "--format", "text", "a.jpg"], [""],
    ] {
      #expect(CheckRun(plainly: line[...]) == nil, "\(line)")
    }
  }
}
