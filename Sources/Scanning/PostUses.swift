public import EvidenceModel
import Foundation
import Inspection
import Posts

/// Which posts use which images, and what they say of them.
///
/// Paths are compared in one form: absolute, without `.` and `..`, symbolic links as they are.
public struct PostUses: Sendable {
  /// The contexts of each image, by its path as ``key(_:)`` spells it, in the order found.
  public private(set) var contexts: [String: [PostContext]] = [:]
  /// Reports of what posts name but that was not inspected: images that are missing or on the
  /// network, and posts and exports that cannot be read.
  public private(set) var unresolved: [InspectionReport] = []
  /// The posts of ``unresolved``, parallel to it.
  public private(set) var unresolvedLocations: [PostLocation] = []
  /// What else could not be read, where no image is concerned; a sentence each.
  public private(set) var remarks: [String] = []
  /// The number of posts read.
  public private(set) var postCount = 0

  private let settings: Configuration.Posts
  private let reader: PostReader
  private let base: String
  /// The root that the configuration names; it comes before all others.
  private let siteRoot: String?
  private let roots: [String]
  private let configurationFolder: String?
  private let exists: @Sendable (String) -> Bool
  /// What is wrong with the posts of each image.
  private var faults: [String: [Diagnostic]] = [:]

  /// Creates an empty collection.
  ///
  /// - Parameters:
  ///   - configuration: How posts are read.
  ///   - base: The folder that relative paths count from; the working directory by default.
  ///   - roots: Folders that addresses starting with `/` may count from, besides the site's root and
  ///     the folder of the configuration; `base` when empty.
  ///   - exists: Tells whether a file exists, by its absolute path; the file system by default.
  public init(
    configuration: Configuration, base: String? = nil, roots: [String] = [],
    exists: (@Sendable (String) -> Bool)? = nil
  ) {
    let settings = configuration.posts
    self.settings = settings
    var columns = ExportColumns()
    func names(_ key: String, _ usual: [String]) -> [String] {
      (settings.columns[key] ?? []) + usual
    }
    columns.image = names("image", columns.image)
    columns.caption = names("caption", columns.caption)
    columns.altText = names("altText", columns.altText)
    columns.platform = names("platform", columns.platform)
    columns.language = names("language", columns.language)
    reader = PostReader(columns: columns)
    let base = AbsolutePath.of(base ?? ".")
    self.base = base
    configurationFolder = configuration.folder
    siteRoot = settings.siteRoot.map { AbsolutePath.of(configuration.resolved($0), from: base) }
    self.roots = ([configuration.folder].compactMap(\.self) + (roots.isEmpty ? [base] : roots))
      .map { AbsolutePath.of($0, from: base) }
    self.exists = exists ?? { FileManager.default.fileExists(atPath: $0) }
  }

  /// The spelling of a path by which images of posts and of a walk are compared.
  public func key(_ path: String) -> String { AbsolutePath.of(path, from: base) }

  /// The images that posts use, from the folder that relative paths count from; sorted.
  public var usedPaths: [String] { contexts.keys.map(shown).sorted() }

  /// A path as it is told to people: from the folder that relative paths count from.
  private func shown(_ path: String) -> String {
    path.hasPrefix(base + "/") ? String(path.dropFirst(base.count + 1)) : path
  }

  /// Whether a file is a post that is read: by its name, or because it was named as an export.
  public func isPost(_ path: String) -> Bool {
    guard settings.isEnabled else { return false }
    return PostReader.hasPostName(path) || isExport(path)
  }

  /// Whether a file was named as a scheduler's export: by its name, or by its path from the folder
  /// of the configuration.
  private func isExport(_ path: String) -> Bool {
    guard !settings.exports.isEmpty, PostReader.hasExportName(path) else { return false }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let absolute = key(path)
    let folder = configurationFolder ?? base
    return settings.exports.contains { pattern in
      let wanted = Array(pattern.hasPrefix("./") ? pattern.utf8.dropFirst(2) : pattern.utf8[...])
      if Glob.matches(wanted, Array(name.utf8)) { return true }
      let relative =
        absolute.hasPrefix(folder + "/") && !pattern.hasPrefix("/")
        ? String(absolute.dropFirst(folder.count + 1)) : absolute
      return Glob.matches(wanted, Array(relative.utf8))
    }
  }

  /// Notes the exports that the configuration names by their path and that are not there.
  public mutating func checkExports() {
    let folder = configurationFolder ?? base
    for name in settings.exports where settings.isEnabled && !name.contains(where: "*?[".contains) {
      // A bare name may stand in any folder.
      let path = AbsolutePath.of(name, from: folder)
      if exists(path) || (!name.contains("/") && readExports.contains(name)) { continue }
      note(
        shown(path), code: "post.unreadable",
        message: "posts.exports of the configuration names this file, but it is not there",
        severity: .error, at: PostLocation(path: shown(path)))
    }
  }

  /// The names of the exports that were read.
  private var readExports: Set<String> = []

  /// Reads the posts in a file and notes the images they use.
  public mutating func add(_ text: String, path: String) {
    if let name = path.split(separator: "/").last, isExport(path) {
      readExports.insert(String(name))
    }
    let absolute = key(path)
    // A folder that holds the post is its site before one that merely was named as well.
    let holding = roots.filter { absolute.hasPrefix($0 == "/" ? $0 : $0 + "/") }
      .sorted { $0.utf8.count > $1.utf8.count }
    var seen: Set<String> = []
    let candidates = [siteRoot].compactMap(\.self) + (holding.isEmpty ? roots : holding)
    let resolver = ImageResolver(
      roots: candidates.filter { seen.insert($0).inserted }, exists: exists)
    for post in reader.posts(in: text, path: path) {
      postCount += 1
      for image in post.images {
        let found = PostContext.contexts(post, image: image, defaults: settings)
        let location = found.first?.location
        switch resolver.resolve(image.target, from: absolute) {
        case .file(let file):
          contexts[file, default: []] += found
          if !post.faults.isEmpty { faults[file, default: []] += Self.diagnostics(of: post) }
        case .remote(let address):
          note(
            address, code: "post.remote",
            message: "The image is on the network and was not fetched",
            severity: .note, at: location)
        case .missing(let tried):
          note(
            image.target, code: "post.missing",
            message:
              "The post names an image that is not there (looked at "
              + "\(tried.first.map(shown) ?? "nothing"))",
            severity: .error, at: location)
        case .inline: continue
        }
      }
      note(faultsOf: post)
    }
  }

  private static func diagnostics(of post: Post) -> [Diagnostic] {
    post.faults.map {
      Diagnostic(.error, code: "post.unreadable", message: "\(post.path): \($0)", stage: "post")
    }
  }

  /// A post that cannot be read and has to do with images was not inspected; one that names none is
  /// only remarked on.
  private mutating func note(faultsOf post: Post) {
    for fault in post.faults {
      if post.hidesImages || !post.images.isEmpty {
        note(
          post.path, code: "post.unreadable",
          message: fault.prefix(1).uppercased()
            + fault.dropFirst(), severity: .error,
          at: PostLocation(path: post.path, line: post.line))
      } else if remarks.count < 100 {
        remarks.append("\(post.path): \(fault).")
      }
    }
  }

  /// Reads the posts in the file at `path`. Text that is no UTF-8 is read as far as it is.
  public mutating func add(fileAt path: String) {
    do {
      let bytes = try FileContents.read(path: path, limit: PostReader.sizeLimit)
      add(String(decoding: bytes, as: UTF8.self), path: path)
    } catch .system(code: ENOENT) {
      return
    } catch {
      addUnreadable(path: path, reason: error.explanation)
    }
  }

  /// Notes that a post could not be opened, or is too large to be read.
  public mutating func addUnreadable(path: String, reason: String) {
    note(
      path, code: "post.unreadable", message: "The post cannot be read: \(reason)",
      severity: .error, at: PostLocation(path: path))
  }

  /// Drops what posts name but that could not be inspected, but for the posts at `paths`.
  public mutating func forgetUnresolved(except paths: Set<String> = []) {
    let kept = zip(unresolved, unresolvedLocations).filter { paths.contains($0.1.path) }
    unresolved = kept.map(\.0)
    unresolvedLocations = kept.map(\.1)
    remarks = []
  }

  private mutating func note(
    _ path: String, code: String, message: String, severity: Severity, at location: PostLocation?
  ) {
    guard unresolved.count < 100_000 else { return }
    var report = InspectionReport(path: path)
    report.isInspected = false
    report.diagnostics = [Diagnostic(severity, code: code, message: message, stage: "post")]
    unresolved.append(report)
    unresolvedLocations.append(location ?? PostLocation(path: path))
  }

  /// What stands in an image's sidecar.
  public enum SidecarContent: Sendable, Hashable {
    /// There is none.
    case absent
    /// The text.
    case text(String)
    /// There is one, but it could not be opened, or is too large; why.
    case unreadable(String)
  }

  /// What posts and a sidecar say of an image.
  public struct Statements: Sendable {
    /// One for each use; empty where nothing is said.
    public var contexts: [PostContext]
    /// What could not be read or understood.
    public var diagnostics: [Diagnostic] = []
    /// Whether there is a sidecar that could not be read: what it says is not known.
    public var lacksSidecar = false
  }

  /// What is said of an image: in posts, each with what the sidecar adds; in the sidecar alone where
  /// no post uses it.
  public func statements(on path: String, sidecar: SidecarContent) -> Statements {
    let image = key(path)
    var found = Statements(contexts: contexts[image] ?? [], diagnostics: faults[image] ?? [])
    let sidecarPath = Sidecar.path(of: path)
    func fault(_ code: String, _ message: String) {
      found.diagnostics.append(
        Diagnostic(.error, code: code, message: "\(sidecarPath): \(message)", stage: "post"))
    }
    let parsed: Sidecar
    switch sidecar {
    case .absent: return found
    case .unreadable(let reason):
      fault("sidecar.unreadable", reason)
      found.lacksSidecar = true
      return found
    case .text(let text):
      if text.allSatisfy(\.isWhitespace) { return found }
      do { parsed = try Sidecar(text: text, path: sidecarPath) } catch {
        fault("sidecar.unreadable", "\(error)")
        found.lacksSidecar = true
        return found
      }
    }
    for message in parsed.unknownNames { fault("sidecar.unknownField", message) }
    if found.contexts.isEmpty {
      var context = PostContext()
      context.location = PostLocation(path: parsed.path)
      context.language = settings.language
      context.platform = settings.platform.map(PostContext.platformName)
      found.contexts = [context]
    }
    for index in found.contexts.indices { found.contexts[index].read(parsed.fields) }
    let platforms = PostContext.platforms(parsed.fields)
    found.contexts = found.contexts.flatMap { $0.onEach(of: platforms) }
    return found
  }
}

extension Scanner {
  /// Reads the posts below `roots`, before the images are inspected.
  public func postUses(
    _ roots: [String], configuration: Configuration, isStopped: @Sendable () -> Bool
  ) -> PostUses {
    var uses = PostUses(configuration: configuration, roots: roots.map(Self.folder))
    guard configuration.posts.isEnabled else { return uses }
    var walker = walker(roots)
    while !isStopped(), let item = walker.next() {
      guard item.failure == nil else { continue }
      if uses.isPost(item.path) || (item.isRoot && PostReader.hasExportName(item.path)) {
        uses.add(fileAt: item.path)
      }
    }
    uses.checkExports()
    return uses
  }

  private static func folder(_ path: String) -> String {
    var isDirectory: ObjCBool = false
    let exists = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
    if exists && isDirectory.boolValue { return path }
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return String(path[..<slash])
  }
}
