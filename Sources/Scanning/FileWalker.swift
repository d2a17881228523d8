#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Walks directories depth first and hands out files one by one, in the order of their names.
///
/// At any time only the names in the directories from the root to the current one are in memory,
/// never the list of a whole tree. Hidden entries, version-control folders and what `.gitignore`
/// or `.assayignore` names are passed over; symbolic links to folders are not followed, links to
/// files only when their target lies inside the tree. What vanishes meanwhile is passed over; what
/// cannot be looked at for another reason is handed out with that reason.
public struct FileWalker: Sendable {
  /// A file that was found, or one or a folder that could not be opened.
  public struct Item: Sendable, Hashable {
    /// The path: the root as given, then the names below it.
    public var path: String
    /// The `errno` of what could not be opened or looked at; nil for files that could.
    public var failure: Int32?
    /// Whether the path was named by the user rather than found in a folder.
    public var isRoot: Bool
  }

  /// One folder on the way from the root to the current place.
  private struct Level: Sendable {
    var path: String
    var relativePath: String
    var names: [String]
    var next = 0
    var ignoreRules: [IgnoreRules]
  }

  private var roots: [String]
  private var nextRoot = 0
  private var levels: [Level] = []
  private var resolvedRoot = ""
  private let includesHidden: Bool
  private let rootRules: [IgnoreRules]
  /// The number of entries passed over because of ignore rules or as links out of the tree.
  public private(set) var skippedCount = 0

  /// Creates a walk.
  ///
  /// - Parameters:
  ///   - roots: Files and folders, walked in this order.
  ///   - includesHidden: Whether names that start with a dot are walked too.
  ///   - ignore: Patterns of files that are passed over, as in `.gitignore`, from each root.
  public init(roots: [String], includesHidden: Bool = false, ignore: [String] = []) {
    self.roots = roots
    self.includesHidden = includesHidden
    rootRules =
      ignore.isEmpty ? [] : [IgnoreRules(text: ignore.joined(separator: "\n"), base: "")]
  }

  /// The folders of version control and of tools, never entered.
  static let neverEntered: Set<String> = [
    ".git", ".hg", ".svn", ".jj", ".bzr", "CVS", "node_modules",
  ]

  /// Returns the next file; nil at the end.
  public mutating func next() -> Item? {
    while true {
      guard !levels.isEmpty else {
        guard nextRoot < roots.count else { return nil }
        let root = roots[nextRoot]
        nextRoot += 1
        if let item = open(root: root) { return item }
        continue
      }
      let depth = levels.count - 1
      guard levels[depth].next < levels[depth].names.count else {
        levels.removeLast()
        continue
      }
      let name = levels[depth].names[levels[depth].next]
      levels[depth].next += 1
      if let item = visit(name, in: levels[depth]) { return item }
    }
  }

  private mutating func open(root: String) -> Item? {
    var status = stat()
    guard unsafe stat(root, &status) == 0 else {
      return Item(path: root, failure: errno, isRoot: true)
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      return Item(path: root, failure: nil, isRoot: true)
    }
    resolvedRoot = Self.resolved(root) ?? root
    return enter(root, relativePath: "", rules: rootRules, isRoot: true)
  }

  /// Opens a folder and makes it the current one; an item when that fails.
  private mutating func enter(
    _ path: String, relativePath: String, rules: [IgnoreRules], isRoot: Bool
  ) -> Item? {
    guard let names = Self.names(in: path) else {
      return errno == ENOENT && !isRoot ? nil : Item(path: path, failure: errno, isRoot: isRoot)
    }
    var rules = rules
    for file in [".gitignore", ".assayignore"] where names.contains(file) {
      if let found = IgnoreRules(contentsOf: path + "/" + file, base: relativePath) {
        rules.append(found)
      }
    }
    levels.append(
      Level(path: path, relativePath: relativePath, names: names.sorted(), ignoreRules: rules))
    return nil
  }

  private mutating func visit(_ name: String, in level: Level) -> Item? {
    if Self.neverEntered.contains(name) { return nil }
    if name.hasPrefix(".") && !includesHidden { return nil }
    let path = level.path.hasSuffix("/") ? level.path + name : level.path + "/" + name
    let relative = level.relativePath.isEmpty ? name : level.relativePath + "/" + name
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else {
      // A name that is no UTF-8 was repaired when it was read, and names no file any more.
      let isRepaired = name.contains("\u{FFFD}")
      let code = errno == ENOENT && isRepaired ? EILSEQ : errno
      return code == ENOENT || code == ENOTDIR
        ? nil : Item(path: path, failure: code, isRoot: false)
    }
    var kind = status.st_mode & S_IFMT
    if kind == S_IFLNK {
      // A link can point anywhere: only a file inside the tree is looked at, never a folder.
      guard let target = Self.resolved(path), target.hasPrefix(resolvedRoot + "/"),
        unsafe stat(path, &status) == 0
      else {
        skippedCount += 1
        return nil
      }
      kind = status.st_mode & S_IFMT
      guard kind == S_IFREG else {
        skippedCount += 1
        return nil
      }
    }
    let isDirectory = kind == S_IFDIR
    if IgnoreRules.isIgnored(relative, isDirectory: isDirectory, by: level.ignoreRules) {
      skippedCount += 1
      return nil
    }
    if isDirectory {
      return enter(path, relativePath: relative, rules: level.ignoreRules, isRoot: false)
    }
    guard kind == S_IFREG else { return nil }
    return Item(path: path, failure: nil, isRoot: false)
  }

  /// The names in a folder, without `.` and `..`; nil when it cannot be opened.
  private static func names(in path: String) -> [String]? {
    guard let directory = unsafe opendir(path) else { return nil }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
          unsafe String(cString: $0)
        }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  /// The path without links; nil when it does not exist.
  private static func resolved(_ path: String) -> String? {
    guard let pointer = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(pointer) }
    return unsafe String(cString: pointer)
  }
}
