public import EvidenceModel
import Foundation
import Inspection
import Posts

/// Which posts use which images, and what they say of them.
public struct PostUses: Sendable {
  /// The contexts of each image, by its path as ``key(_:)`` spells it, in the order found.
  public private(set) var contexts: [String: [PostContext]] = [:]
  /// Reports of images that posts name but that were not inspected: missing, or on the network.
  public private(set) var unresolved: [InspectionReport] = []
  /// The posts of ``unresolved``, parallel to it.
  public private(set) var unresolvedLocations: [PostLocation] = []
  /// The number of posts read.
  public private(set) var postCount = 0

  private let settings: Configuration.Posts
  private let reader: PostReader
  private let resolver: ImageResolver

  /// Creates an empty collection.
  ///
  /// - Parameters:
  ///   - configuration: How posts are read.
  ///   - siteRoot: The root of the site, unless the configuration names one.
  ///   - exists: Tells whether a file exists; the file system by default.
  public init(
    configuration: Configuration, siteRoot: String, exists: (@Sendable (String) -> Bool)? = nil
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
    resolver = ImageResolver(
      siteRoot: configuration.posts.siteRoot.map(configuration.resolved) ?? siteRoot,
      exists: exists)
  }

  /// The spelling of a path by which images of posts and of a walk are compared.
  public static func key(_ path: String) -> String { ImageResolver.normalized(path) }

  /// Whether a file is a post that is read: by its name, or because it was named as an export.
  public func isPost(_ path: String) -> Bool {
    guard settings.isEnabled else { return false }
    if PostReader.hasPostName(path) { return true }
    guard PostReader.hasExportName(path) else { return false }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return settings.exports.contains {
      Glob.matches(Array($0.utf8), Array(name.utf8)) || path.hasSuffix($0)
    }
  }

  /// Reads the posts in a file and notes the images they use.
  public mutating func add(_ text: String, path: String) {
    for post in reader.posts(in: text, path: path) {
      postCount += 1
      for image in post.images {
        let context = PostContext(post, image: image, defaults: settings)
        switch resolver.resolve(image.target, from: path) {
        case .file(let file): contexts[Self.key(file), default: []].append(context)
        case .remote(let address):
          note(
            address, code: "post.remote",
            message: "The image is on the network and was not fetched",
            severity: .note, at: context.location)
        case .missing(let tried):
          note(
            image.target, code: "post.missing",
            message:
              "The post names an image that is not there (looked at \(tried.first ?? "nothing"))",
            severity: .error, at: context.location)
        case .inline: continue
        }
      }
    }
  }

  /// Reads the posts in the file at `path`; what is no text or too large is passed over.
  public mutating func add(fileAt path: String) {
    guard let bytes = try? FileContents.read(path: path, limit: PostReader.sizeLimit),
      let text = String(validating: bytes, as: UTF8.self)
    else { return }
    add(text, path: path)
  }

  /// Drops what posts name but that could not be inspected.
  public mutating func forgetUnresolved() {
    unresolved = []
    unresolvedLocations = []
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

  /// The contexts of an image: those of posts, each with what a sidecar adds; one of the sidecar
  /// alone where no post uses it.
  ///
  /// - Parameters:
  ///   - path: The image.
  ///   - sidecar: The text of its sidecar; nil where there is none.
  public func contexts(of path: String, sidecar: String?) -> [PostContext] {
    var found = contexts[Self.key(path)] ?? []
    guard let sidecar, !sidecar.isEmpty,
      let parsed = try? Sidecar(text: sidecar, path: Sidecar.path(of: path))
    else { return found }
    if found.isEmpty {
      var context = PostContext()
      context.location = PostLocation(path: parsed.path)
      context.language = settings.language
      context.platform = settings.platform?.lowercased()
      found = [context]
    }
    for index in found.indices { found[index].read(parsed.fields) }
    return found
  }
}

extension Scanner {
  /// Reads the posts below `roots`, before the images are inspected.
  public func postUses(
    _ roots: [String], configuration: Configuration, isStopped: @Sendable () -> Bool
  ) -> PostUses {
    var uses = PostUses(
      configuration: configuration,
      siteRoot: configuration.folder ?? roots.first.map(Self.folder) ?? ".")
    guard configuration.posts.isEnabled else { return uses }
    var walker = walker(roots)
    while !isStopped(), let item = walker.next() {
      guard item.failure == nil else { continue }
      if uses.isPost(item.path) || (item.isRoot && PostReader.hasExportName(item.path)) {
        uses.add(fileAt: item.path)
      }
    }
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
