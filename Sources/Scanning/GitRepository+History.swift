import Inspection

extension GitRepository {
  /// A version of an image that a push publishes although the last commit no longer has it.
  public struct PassedVersion: Sendable, Hashable {
    /// The image.
    public var entry: Entry
    /// The last commit that has it: posts and sidecars beside it are read there.
    public var commit: String
  }

  /// The versions of images that commits of a push bring in and later ones replace or remove.
  ///
  /// Merges are compared with their first parent; what comes in on other branches is found in the
  /// commits of these.
  ///
  /// - Parameters:
  ///   - local: The commit that is pushed.
  ///   - remote: The commit that the other side has, if known here.
  ///   - remoteName: The name of the remote; what its branches have is published already.
  ///   - limit: The largest number of commits that is looked at, the newest first.
  /// - Returns: The versions, in the order of the commits, and whether there are more commits.
  /// - Throws: ``Failure``.
  public func passedVersions(
    local: String, remote: String?, remoteName: String?, limit: Int
  ) throws(Failure) -> (versions: [PassedVersion], isTruncated: Bool) {
    var published: [String] = []
    if let remote, (try? Self.git(["cat-file", "-e", remote + "^{commit}"], in: root)) != nil {
      published.append(remote)
    }
    if let remoteName, setting("remote.\(remoteName).url") != nil {
      published.append("--remotes=" + remoteName)
    }
    let list = try Self.git(
      ["rev-list", "--parents", "--max-count=\(limit + 1)", local, "--not"] + published, in: root)
    let commits = list.split(separator: 10).prefix(limit).map {
      $0.split(separator: 32).prefix(2).map { String(decoding: $0, as: UTF8.self) }
    }
    guard !commits.isEmpty else { return ([], false) }
    let parents = Dictionary(
      commits.map { ($0[0], $0.count > 1 ? $0[1] : nil) }, uniquingKeysWith: { a, _ in a })
    // "commit parent" compares with that parent alone.
    let output = try Self.git(
      ["diff-tree", "--stdin", "--root", "-r", "--raw", "-z", "--no-abbrev", "--no-renames"],
      in: root, input: Array(commits.map { $0.joined(separator: " ") + "\n" }.joined().utf8))

    var found: [PassedVersion] = []
    var lastCommit: [Entry: String] = [:]
    var commit = ""
    var fields = output.split(separator: 0, omittingEmptySubsequences: false)[...]
    while let header = fields.popFirst() {
      guard header.first == UInt8(ascii: ":") else {
        commit = String(decoding: header, as: UTF8.self)
        continue
      }
      let words = header.dropFirst().split(separator: 32)
      guard words.count == 5, let name = fields.popFirst() else { break }
      let path = String(decoding: name, as: UTF8.self)
      guard Inspector.hasImageName(path) else { continue }
      func entry(_ mode: Int, _ object: Int) -> Entry? {
        guard words[mode].starts(with: "100".utf8) else { return nil }
        return Entry(
          path: path, kind: .file, object: String(decoding: words[object], as: UTF8.self))
      }
      // The newest commits come first, so the first to drop a version is the last in time.
      if let old = entry(0, 2), lastCommit[old] == nil, let parent = parents[commit] ?? nil {
        lastCommit[old] = parent
      }
      if let new = entry(1, 3) { found.append(PassedVersion(entry: new, commit: commit)) }
    }
    let kept = Set(try entries([], in: .commit(local)).map(\.object))
    var seen = kept
    var versions: [PassedVersion] = []
    for version in found where seen.insert(version.entry.object).inserted {
      versions.append(
        PassedVersion(
          entry: version.entry, commit: lastCommit[version.entry] ?? version.commit))
    }
    return (versions.reversed(), list.split(separator: 10).count > limit)
  }
}
