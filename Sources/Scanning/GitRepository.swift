import ByteReading
import Foundation
import Inspection

/// What is staged for a commit, read from the index and never from the work tree.
public struct GitRepository: Sendable {
  /// Why git could not be asked.
  public struct Failure: Error, Sendable, CustomStringConvertible {
    /// One sentence for people.
    public var description: String
  }

  /// One staged path.
  public struct Entry: Sendable, Hashable {
    /// What the path is.
    public enum Kind: Sendable, Hashable {
      /// A file.
      case file
      /// A link; what it points to is not part of the commit.
      case symbolicLink
      /// A commit of another repository.
      case submodule
    }

    /// The path from the root of the repository.
    public var path: String
    /// What it is.
    public var kind: Kind
    /// The name of the object, hexadecimal.
    public var object: String
  }

  /// What a commit or a push changes.
  public struct Changes: Sendable, Hashable {
    /// What it adds or changes, in the order of git.
    public var entries: [Entry] = []
    /// The paths that it removes, those that are renamed away among them.
    public var removed: [String] = []

    /// Creates a list of changes.
    public init(entries: [Entry] = [], removed: [String] = []) {
      self.entries = entries
      self.removed = removed
    }
  }

  /// The root of the work tree.
  public let root: String

  /// Opens the repository that holds `folder`.
  ///
  /// - Throws: ``Failure`` when git is missing or `folder` is in no work tree.
  public init(containing folder: String = ".") throws(Failure) {
    let output = try Self.git(["rev-parse", "--show-toplevel"], in: folder)
    root = String(decoding: output, as: UTF8.self).trimmingCharacters(in: .newlines)
  }

  /// What the next commit changes. Paths that are only announced (`git add -N`) are no part of it.
  ///
  /// - Throws: ``Failure``.
  public func staged() throws(Failure) -> Changes {
    // Before the first commit there is no HEAD: everything in the index is new.
    let hasHead = (try? Self.git(["rev-parse", "--verify", "-q", "HEAD"], in: root)) != nil
    let output = try Self.git(
      [
        "diff-index", "--cached", "--ita-invisible-in-index", "--raw", "-z", "--no-abbrev", "-M",
        "--diff-filter=ACDMRT", hasHead ? "HEAD" : try emptyTree(), "--",
      ], in: root)
    return Self.changes(output)
  }

  /// What a push would change: what `local` has and `remote` has not.
  ///
  /// - Parameter remote: A commit, or nil (all zeros in git's protocol) for a new branch.
  /// - Throws: ``Failure``.
  public func changed(local: String, remote: String?) throws(Failure) -> Changes {
    let known = remote.flatMap { commit in
      (try? Self.git(["cat-file", "-e", commit + "^{commit}"], in: root)).map { _ in commit }
    }
    // A new branch is compared with what its upstream has; without one, with nothing.
    let mergeBase = try? Self.git(["merge-base", local, "@{upstream}"], in: root)
    let base: String
    if let start = known ?? mergeBase.map(Self.firstLine) {
      base = start
    } else {
      base = try emptyTree()
    }
    return Self.changes(
      try Self.git(
        [
          "diff-tree", "-r", "--raw", "-z", "--no-abbrev", "-M", "--diff-filter=ACDMRT", base,
          local, "--",
        ], in: root))
  }

  private func emptyTree() throws(Failure) -> String {
    Self.firstLine(try Self.git(["hash-object", "-t", "tree", "/dev/null"], in: root))
  }

  /// Where files are read from.
  public enum Snapshot: Sendable, Hashable {
    /// What the next commit will hold.
    case index
    /// What a commit holds.
    case commit(String)
  }

  /// The entries at `paths`; all of them when empty.
  ///
  /// - Throws: ``Failure``.
  public func entries(_ paths: [String], in snapshot: Snapshot) throws(Failure) -> [Entry] {
    let arguments =
      switch snapshot {
      case .index: ["ls-files", "-s", "-z", "--"]
      case .commit(let name): ["ls-tree", "-r", "-z", "--full-tree", name, "--"]
      }
    let output = try Self.git(["--literal-pathspecs"] + arguments + paths, in: root)
    let found = output.split(separator: 0).compactMap { record -> Entry? in
      // Of the index: mode SP object SP stage TAB path; of a tree: mode SP type SP object TAB path.
      guard let tab = record.firstIndex(of: 9) else { return nil }
      let words = record[..<tab].split(separator: 32)
      guard words.count == 3 else { return nil }
      let object = snapshot == .index ? words[1] : words[2]
      return Entry(
        path: String(decoding: record[(tab + 1)...], as: UTF8.self),
        kind: Self.kind(words[0]), object: String(decoding: object, as: UTF8.self))
    }
    let empty = found.filter { Self.emptyBlobs.contains($0.object) }.map(\.path)
    guard snapshot == .index, !empty.isEmpty else { return found }
    // An entry that is only announced (`git add -N`) looks like an empty file.
    let announced = Set(
      try Self.git(
        ["--literal-pathspecs", "diff-files", "--name-only", "-z", "--diff-filter=A", "--"]
          + (empty.count < 1000 ? empty : []), in: root
      ).split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
    return found.filter { !announced.contains($0.path) }
  }

  /// The names of a file without content, by SHA-1 and SHA-256.
  private static let emptyBlobs: Set<String> = [
    "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
    "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
  ]

  /// The paths of files whose text holds one of `words`.
  ///
  /// - Throws: ``Failure``.
  public func paths(
    mentioning words: [String], in patterns: [String], of snapshot: Snapshot
  ) throws(Failure) -> [String] {
    guard !words.isEmpty else { return [] }
    var arguments = ["grep", "-l", "-z", "-F", "-I"]
    for word in words { arguments += ["-e", word] }
    var prefix = ""
    switch snapshot {
    case .index: arguments.insert("--cached", at: 1)
    case .commit(let name):
      arguments.append(name)
      prefix = name + ":"
    }
    let output = try Self.git(arguments + ["--"] + patterns, in: root, acceptsStatus: [0, 1])
    return output.split(separator: 0).map {
      String(String(decoding: $0, as: UTF8.self).dropFirst(prefix.count))
    }
  }

  /// Reads blobs; one that is too large or missing is nil.
  ///
  /// - Parameters:
  ///   - objects: The names of the objects.
  ///   - limit: The largest blob that is read, in bytes.
  /// - Throws: ``Failure``.
  public func blobs(_ objects: [String], limit: Int) throws(Failure) -> [[UInt8]?] {
    guard !objects.isEmpty else { return [] }
    let input = Array(objects.joined(separator: "\n").utf8) + [10]
    // Sizes first, so that a huge blob is never written into a pipe.
    let sizes = try Self.git(
      ["cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)"], in: root,
      input: input)
    let isWanted = sizes.split(separator: 10).map { line -> Bool in
      let words = line.split(separator: 32)
      return words.count == 3 && words[1].elementsEqual("blob".utf8)
        && (Int(String(decoding: words[2], as: UTF8.self)) ?? .max) <= limit
    }
    guard isWanted.count == objects.count else {
      throw Failure(
        description: "git cat-file answered for \(isWanted.count) of \(objects.count) objects")
    }
    let wanted = zip(objects, isWanted).filter(\.1).map(\.0)
    guard !wanted.isEmpty else { return objects.map { _ in nil } }
    let output = try Self.git(
      ["cat-file", "--batch"], in: root,
      input: Array(wanted.joined(separator: "\n").utf8) + [10])
    var reader = ByteReader(ByteView(output))
    var found: [[UInt8]] = []
    do {
      for _ in wanted {
        var header: [UInt8] = []
        while case let byte = try reader.uint8(), byte != 10 { header.append(byte) }
        guard
          let size = header.split(separator: 32).last.flatMap({
            Int(String(decoding: $0, as: UTF8.self))
          })
        else { throw ParsingError(.malformed, at: reader.position) }
        found.append(try reader.take(size).bytes)
        try reader.skip(1)
      }
    } catch {
      throw Failure(description: "the answer of git cat-file cannot be read: \(error)")
    }
    var next = 0
    return isWanted.map { isWanted in
      guard isWanted else { return nil }
      defer { next += 1 }
      return found[next]
    }
  }

  /// The folder that git runs hooks from, `core.hooksPath` respected; absolute.
  ///
  /// - Throws: ``Failure``.
  public func hooksFolder() throws(Failure) -> String {
    let output = try Self.git(["rev-parse", "--git-path", "hooks"], in: root)
    let path = Self.firstLine(output)
    return path.hasPrefix("/") ? path : root + "/" + path
  }

  /// A setting of git; nil when it is not set.
  public func setting(_ name: String) -> String? {
    (try? Self.git(["config", "--get", name], in: root)).map(Self.firstLine)
  }

  // MARK: - Running git

  private static func firstLine(_ output: [UInt8]) -> String {
    String(decoding: output.prefix { $0 != 10 }, as: UTF8.self)
  }

  private static func kind(_ mode: ArraySlice<UInt8>) -> Entry.Kind {
    if mode.elementsEqual("160000".utf8) { return .submodule }
    if mode.elementsEqual("120000".utf8) { return .symbolicLink }
    return .file
  }

  /// Reads `:oldmode newmode oldobject newobject status NUL path NUL [path NUL]` records.
  static func changes(_ output: [UInt8]) -> Changes {
    var fields = output.split(separator: 0, omittingEmptySubsequences: false)[...]
    var changes = Changes()
    while let header = fields.popFirst(), header.first == UInt8(ascii: ":") {
      let words = header.dropFirst().split(separator: 32)
      guard words.count == 5, var path = fields.popFirst() else { break }
      // Renames and copies have the old path first.
      let status = words[4].first
      if status == UInt8(ascii: "R") || status == UInt8(ascii: "C") {
        guard let new = fields.popFirst() else { break }
        if status == UInt8(ascii: "R") {
          changes.removed.append(String(decoding: path, as: UTF8.self))
        }
        path = new
      }
      if status == UInt8(ascii: "D") {
        changes.removed.append(String(decoding: path, as: UTF8.self))
        continue
      }
      changes.entries.append(
        Entry(
          path: String(decoding: path, as: UTF8.self), kind: kind(words[1]),
          object: String(decoding: words[3], as: UTF8.self)))
    }
    return changes
  }

  static func git(
    _ arguments: [String], in folder: String, input: [UInt8] = [], acceptsStatus: Set<Int32> = [0]
  ) throws(Failure) -> [UInt8] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["git"] + arguments
    process.currentDirectoryURL = URL(filePath: folder)
    let (output, errors, inputPipe) = (Pipe(), Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = inputPipe
    do { try process.run() } catch {
      throw Failure(description: "git cannot be started: \(error.localizedDescription)")
    }
    // Feed and read at the same time: either pipe can be full while the other waits.
    let feeder = Thread {
      try? inputPipe.fileHandleForWriting.write(contentsOf: Data(input))
      try? inputPipe.fileHandleForWriting.close()
    }
    feeder.start()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    let message = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard acceptsStatus.contains(process.terminationStatus) else {
      let text = String(decoding: message, as: UTF8.self).trimmingCharacters(
        in: .whitespacesAndNewlines)
      throw Failure(
        description: "git \(arguments.first ?? "") failed: "
          + (text.isEmpty ? "status \(process.terminationStatus)" : text))
    }
    return [UInt8](data)
  }
}
