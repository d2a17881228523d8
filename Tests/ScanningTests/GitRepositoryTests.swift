import Foundation
@testable import Scanning
import Testing
import _TestSupport

struct GitRepositoryTests {
  private func git(_ folder: TemporaryFolder, _ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      [
        "git", "-c", "user.name=T", "-c", "user.email=t@example.com", "-c",
        "protocol.file.allow=always",
      ]
      + arguments
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "git \(arguments)")
  }

  @Test func `staged blobs are read from the index, not from the work tree`() throws {
    let folder = try TemporaryFolder()
    try git(folder, "init", "-q")
    try folder.write("a.txt", "staged")
    try git(folder, "add", ".")
    try folder.write("a.txt", "changed later")
    let repository = try GitRepository(containing: folder.path)
    let entries = try repository.staged().entries
    #expect(entries.map(\.path) == ["a.txt"])
    #expect(try repository.blobs(entries.map(\.object), limit: 100) == [Array("staged".utf8)])
    #expect(try repository.blobs(entries.map(\.object), limit: 3) == [nil])
  }

  @Test func `renames, odd names, links and deletions are told apart`() throws {
    let folder = try TemporaryFolder()
    try git(folder, "init", "-q")
    try folder.write("old name.txt", String(repeating: "content\n", count: 20))
    try folder.write("gone.txt")
    try git(folder, "add", ".")
    try git(folder, "commit", "-qm", "x")
    try git(folder, "mv", "old name.txt", "new\tna\nme \"é\".txt")
    try git(folder, "rm", "-q", "gone.txt")
    try folder.link("link", to: "elsewhere")
    try git(folder, "add", ".")
    let changes = try GitRepository(containing: folder.path).staged()
    let entries = changes.entries
    #expect(Set(changes.removed) == ["old name.txt", "gone.txt"])
    #expect(Set(entries.map(\.path)) == ["new\tna\nme \"é\".txt", "link"])
    #expect(entries.first { $0.path == "link" }?.kind == .symbolicLink)
  }

  @Test func `a submodule is a commit, not a file`() throws {
    let inner = try TemporaryFolder()
    try git(inner, "init", "-q")
    try inner.write("x")
    try git(inner, "add", ".")
    try git(inner, "commit", "-qm", "x")
    let folder = try TemporaryFolder()
    try git(folder, "init", "-q")
    try git(folder, "submodule", "add", "-q", inner.path, "sub")
    let entries = try GitRepository(containing: folder.path).staged().entries
    #expect(entries.first { $0.path == "sub" }?.kind == .submodule)
  }

  @Test(arguments: [false, true])
  func `what is only announced is not staged`(hasCommit: Bool) throws {
    let folder = try TemporaryFolder()
    try git(folder, "init", "-q")
    try folder.write("a.txt", "a")
    try git(folder, "add", "a.txt")
    if hasCommit { try git(folder, "commit", "-qm", "x") }
    try folder.write("new.png", "content")
    try folder.write("empty.png", "")
    try git(folder, "add", "-N", "new.png")
    try git(folder, "add", "empty.png")
    let repository = try GitRepository(containing: folder.path)
    let expected: Set = hasCommit ? ["empty.png"] : ["a.txt", "empty.png"]
    #expect(Set(try repository.staged().entries.map(\.path)) == expected)
    #expect(Set(try repository.entries([], in: .index).map(\.path)) == ["a.txt", "empty.png"])
  }

  @Test func `versions of images that later commits of a push drop are found`() throws {
    let folder = try TemporaryFolder()
    try git(folder, "init", "-q")
    func commit(_ name: String) throws {
      try git(folder, "add", "-A")
      try git(folder, "commit", "-qm", name)
    }
    func head() throws -> String {
      try #require(try repository.entries([], in: .commit("HEAD")).isEmpty == false)
      return try String(
        decoding: GitRepository.git(["rev-parse", "HEAD"], in: folder.path), as: UTF8.self
      ).trimmingCharacters(in: .newlines)
    }
    let repository = try GitRepository(containing: folder.path)
    try folder.write("old.png", "published")
    try commit("base")
    let base = try head()
    try folder.write("gone.png", "gone")
    try folder.write("changed.png", "first")
    try folder.write("kept.png", "kept")
    try commit("one")
    try folder.write("note.txt", "later")
    try commit("two")
    let lastWithGone = try head()
    try git(folder, "rm", "-q", "gone.png", "old.png")
    try folder.write("changed.png", "second")
    try git(folder, "mv", "kept.png", "moved.png")
    try commit("three")
    let tip = try head()
    let found = try repository.passedVersions(
      local: tip, remote: base, remoteName: nil, limit: 100)
    #expect(Set(found.versions.map(\.entry.path)) == ["gone.png", "changed.png"])
    #expect(Set(found.versions.map(\.commit)) == [lastWithGone])
    #expect(!found.isTruncated)
    #expect(
      try repository.passedVersions(local: tip, remote: base, remoteName: nil, limit: 1)
        .isTruncated)
    #expect(
      try repository.passedVersions(local: tip, remote: tip, remoteName: nil, limit: 100)
        .versions.isEmpty)
  }

  @Test func `posts that mention an image are found in the index and in a commit`() throws {
    let folder = try TemporaryFolder()
    try git(folder, "init", "-q")
    try folder.write("post.md", "![x](pic.png)")
    try folder.write("other.md", "nothing")
    try git(folder, "add", ".")
    let repository = try GitRepository(containing: folder.path)
    func posts(_ word: String, _ snapshot: GitRepository.Snapshot) throws -> [String] {
      try repository.paths(mentioning: [word], in: ["*.md"], of: snapshot)
    }
    #expect(try posts("pic.png", .index) == ["post.md"])
    #expect(try posts("none.png", .index).isEmpty)
    try git(folder, "commit", "-qm", "x")
    try folder.write("post.md", "nothing")
    try folder.write("new.md", "![x](pic.png)")
    try git(folder, "add", ".")
    #expect(try posts("pic.png", .index) == ["new.md"])
    #expect(try posts("pic.png", .commit("HEAD")) == ["post.md"])
    #expect(
      try repository.entries([], in: .commit("HEAD")).map(\.path) == ["other.md", "post.md"])
    let (old, new) = (
      try repository.entries(["post.md"], in: .commit("HEAD")),
      try repository.entries(["post.md"], in: .index)
    )
    #expect(old.count == 1 && new.count == 1 && old.first?.object != new.first?.object)
  }

  @Test func `a folder outside any repository is a failure with git's words`() throws {
    let folder = try TemporaryFolder()
    #expect(throws: GitRepository.Failure.self) { try GitRepository(containing: folder.path) }
  }
}
