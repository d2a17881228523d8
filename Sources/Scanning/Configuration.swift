public import EvidenceModel
import Foundation
import Yams

/// The settings of a project, from `.assay.yml`.
///
/// Precedence: option of the command line, then environment, then this file, then the default.
public struct Configuration: Sendable, Hashable {
  /// The names and files of the policies in force; empty for the default.
  public var policies: [String] = []
  /// The weakest finding that blocks.
  public var failOn: Severity?
  /// The number of images inspected at the same time.
  public var jobs: Int?
  /// `official`, `legacy` or `none`.
  public var trustList: String?
  /// PEM files of certificates for signers.
  public var trustAnchors: [String] = []
  /// PEM files of certificates for time-stamps.
  public var tsaAnchors: [String] = []
  /// Files of signers' own certificates, in PEM or as digests.
  public var trustAllowed: [String] = []
  /// A file of the extended key usages that signers may have.
  public var trustPurposes: String?
  /// Whether pixels are decoded.
  public var examinesPixels: Bool?
  /// Whether faces are looked for.
  public var examinesFaces: Bool?
  /// Patterns of files that are not inspected, as in `.gitignore`.
  public var ignore: [String] = []
  /// An earlier JSON report whose findings do not count.
  public var baseline: String?
  /// A file of waivers.
  public var waivers: String?
  /// Rules that are switched off.
  public var disabledRules: [String] = []
  /// Banks of generator patterns.
  public var patternBanks: [String] = []
  /// How posts are read.
  public var posts = Posts()
  /// The folder of the file: relative paths in it count from there.
  public var folder: String?

  /// How posts are read.
  public struct Posts: Sendable, Hashable {
    /// Whether Markdown and HTML files are read as posts.
    public var isEnabled = true
    /// The root of the site, relative to the configuration; nil for the configuration's folder.
    public var siteRoot: String?
    /// The language of captions, BCP 47, where posts do not say.
    public var language: String?
    /// The platform that posts go to, where they do not say.
    public var platform: String?
    /// Exports of schedulers that are read as posts: patterns of files.
    public var exports: [String] = []
    /// The names of an export's columns, by meaning: `image`, `caption`, `altText`, `platform`,
    /// `language`.
    public var columns: [String: [String]] = [:]

    /// Creates the default settings.
    public init() {}
  }

  /// Creates the default settings.
  public init() {}

  /// The names that a project's configuration may have.
  public static let fileNames = [".assay.yml", ".assay.yaml"]

  /// What is wrong with a configuration: every fault, with its line.
  public struct Faults: Error, Sendable, Hashable, CustomStringConvertible {
    /// One fault.
    public struct Fault: Sendable, Hashable {
      /// The line, from 1.
      public var line: Int
      /// One sentence.
      public var message: String
    }

    /// The path of the file.
    public var path: String
    /// The faults, in the order of the file.
    public var faults: [Fault]

    /// One line a fault: `path:line: message`.
    public var description: String {
      faults.map { "\(path):\($0.line): \($0.message)" }.joined(separator: "\n")
    }
  }

  /// The path of the nearest configuration at or above `path`; nil when there is none.
  public static func discover(from path: String) -> String? {
    var isDirectory: ObjCBool = false
    let exists = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
    var folder = AbsolutePath.of(path)
    if !exists || !isDirectory.boolValue { folder = Self.parent(of: folder) }
    for _ in 0..<64 {
      for name in fileNames {
        let candidate = (folder == "/" ? "" : folder) + "/" + name
        if FileManager.default.fileExists(atPath: candidate) { return candidate }
      }
      if folder == "/" { return nil }
      folder = Self.parent(of: folder)
    }
    return nil
  }

  private static func parent(of path: String) -> String {
    let slash = path.lastIndex(of: "/") ?? path.startIndex
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Reads a configuration.
  ///
  /// - Throws: ``Faults`` with every fault of the file at once.
  public init(contentsOf path: String) throws {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw Faults(
        path: path, faults: [.init(line: 1, message: "the file cannot be read as UTF-8")])
    }
    try self.init(text: text, path: path)
    folder = Self.parent(of: AbsolutePath.of(path))
  }

  /// Reads the text of a configuration.
  ///
  /// - Throws: ``Faults`` with every fault of the text at once.
  public init(text: String, path: String) throws {
    var reader = ConfigurationReader(path: path)
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw Faults(path: path, faults: [ConfigurationReader.fault(error)])
    }
    var configuration = Configuration()
    if let node { reader.read(node, into: &configuration) }
    guard reader.faults.isEmpty else { throw Faults(path: path, faults: reader.faults) }
    self = configuration
  }

  /// A path of the configuration, counted from its folder.
  public func resolved(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    if path.hasPrefix("~/") { return NSString(string: path).expandingTildeInPath }
    return (folder.map { $0 == "/" ? "/" : $0 + "/" } ?? "") + path
  }
}

/// Reads the keys of a configuration and collects faults instead of stopping at the first.
struct ConfigurationReader {
  let path: String
  var faults: [Configuration.Faults.Fault] = []

  init(path: String) { self.path = path }

  static func fault(_ error: YamlError) -> Configuration.Faults.Fault {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      .init(line: mark.line, message: problem)
    default: .init(line: 1, message: "the file is no YAML: \(error)")
    }
  }

  mutating func read(_ node: Node, into configuration: inout Configuration) {
    forEachKey(of: node, in: "") { reader, key, value in
      switch key {
      case "policy", "policies": configuration.policies = reader.strings(value, key)
      case "failOn":
        configuration.failOn = reader.choice(value, key, Severity.allCases.map(\.rawValue))
          .flatMap(Severity.init)
      case "jobs":
        if let jobs = value.int, (1...1024).contains(jobs) {
          configuration.jobs = jobs
        } else {
          reader.fail(value, "\(key) must be a number between 1 and 1024")
        }
      case "trust":
        reader.forEachKey(of: value, in: key) { reader, key, value in
          switch key {
          case "list":
            configuration.trustList = reader.choice(value, key, ["official", "legacy", "none"])
          case "anchors": configuration.trustAnchors = reader.strings(value, key)
          case "tsaAnchors": configuration.tsaAnchors = reader.strings(value, key)
          case "allowed": configuration.trustAllowed = reader.strings(value, key)
          case "purposes": configuration.trustPurposes = reader.string(value, key)
          default:
            reader.unknown(value, key, ["list", "anchors", "tsaAnchors", "allowed", "purposes"])
          }
        }
      case "pixels": configuration.examinesPixels = reader.flag(value, key)
      case "faces": configuration.examinesFaces = reader.flag(value, key)
      case "ignore": configuration.ignore = reader.strings(value, key)
      case "baseline": configuration.baseline = reader.string(value, key)
      case "waivers": configuration.waivers = reader.string(value, key)
      case "disabledRules": configuration.disabledRules = reader.strings(value, key)
      case "patternBanks": configuration.patternBanks = reader.strings(value, key)
      case "posts": reader.readPosts(value, into: &configuration.posts)
      default:
        reader.unknown(
          value, key,
          [
            "policy", "failOn", "jobs", "trust", "pixels", "faces", "ignore", "baseline", "waivers",
            "disabledRules", "patternBanks", "posts",
          ])
      }
    }
  }

  private mutating func readPosts(_ node: Node, into posts: inout Configuration.Posts) {
    if let flag = node.bool {
      posts.isEnabled = flag
      return
    }
    forEachKey(of: node, in: "posts") { reader, key, value in
      switch key {
      case "enabled": posts.isEnabled = reader.flag(value, key) ?? true
      case "siteRoot": posts.siteRoot = reader.string(value, key)
      case "language": posts.language = reader.string(value, key)
      case "platform": posts.platform = reader.string(value, key)
      case "exports": posts.exports = reader.strings(value, key)
      case "columns":
        reader.forEachKey(of: value, in: "posts.columns") { reader, key, value in
          let known = ["image", "caption", "altText", "platform", "language"]
          guard known.contains(key) else { return reader.unknown(value, key, known) }
          posts.columns[key] = reader.strings(value, key)
        }
      default:
        reader.unknown(
          value, key, ["enabled", "siteRoot", "language", "platform", "exports", "columns"])
      }
    }
  }

  private mutating func forEachKey(
    of node: Node, in place: String,
    _ body: (inout ConfigurationReader, String, Node) -> Void
  ) {
    guard let mapping = node.mapping else {
      return fail(node, place.isEmpty ? "the file must be a mapping" : "\(place) must be a mapping")
    }
    for (key, value) in mapping { body(&self, key.string ?? "", value) }
  }

  private mutating func fail(_ node: Node, _ message: String) {
    faults.append(.init(line: node.mark?.line ?? 1, message: message))
  }

  private mutating func unknown(_ node: Node, _ key: String, _ known: [String]) {
    let near = known.first { $0.lowercased() == key.lowercased() || $0.hasPrefix(key) }
    fail(
      node,
      "there is no setting '\(key)'"
        + (near.map { "; did you mean '\($0)'?" } ?? "; known: \(known.joined(separator: ", "))"))
  }

  private mutating func string(_ node: Node, _ key: String) -> String? {
    if let text = node.string, !text.isEmpty { return text }
    fail(node, "\(key) must be a text")
    return nil
  }

  private mutating func strings(_ node: Node, _ key: String) -> [String] {
    if let text = node.string { return text.isEmpty ? [] : [text] }
    guard let sequence = node.sequence else {
      fail(node, "\(key) must be a text or a list of texts")
      return []
    }
    return sequence.compactMap { string($0, key) }
  }

  private mutating func flag(_ node: Node, _ key: String) -> Bool? {
    if let flag = node.bool { return flag }
    fail(node, "\(key) must be true or false")
    return nil
  }

  private mutating func choice(_ node: Node, _ key: String, _ known: [String]) -> String? {
    if let text = node.string, known.contains(text) { return text }
    fail(node, "\(key) must be one of \(known.joined(separator: ", "))")
    return nil
  }
}
