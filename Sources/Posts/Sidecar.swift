import Foundation

/// What is stated beside an image, in `photo.jpg.assay.yml`.
public struct Sidecar: Sendable, Hashable {
  /// The path of the file.
  public var path: String
  /// What it states.
  public var fields: PostValue

  /// How the path of a sidecar ends.
  public static let suffix = ".assay.yml"

  /// The path of an image's sidecar.
  public static func path(of image: String) -> String { image + suffix }

  /// The path of the image that a sidecar stands beside; nil when the path is that of no sidecar.
  public static func image(of path: String) -> String? {
    guard path.hasSuffix(suffix), path != suffix, !path.hasSuffix("/" + suffix) else { return nil }
    return String(path.dropLast(suffix.count))
  }

  /// Reads the text of a sidecar.
  ///
  /// - Throws: An error whose description says what is wrong, when the text is no YAML mapping.
  public init(text: String, path: String) throws {
    self.path = path
    do { fields = try FrontMatter.yaml(text) } catch {
      throw Unreadable(description: FrontMatter.reason(error))
    }
    guard case .table = fields else {
      throw Unreadable(description: "it must be a mapping of names and values")
    }
  }

  private struct Unreadable: Error, CustomStringConvertible {
    var description: String
  }

  /// The names that mean something, as they are written in documents.
  static let knownNames = [
    "caption", "altText", "alt", "imageAlt", "language", "lang", "locale", "platform", "platforms",
    "network", "networks", "channel", "channels", "sponsored", "isSponsored", "paidPartnership",
    "sponsor", "syntheticPerformer", "persona", "virtualInfluencer", "virtualPersona", "ai",
    "usesAI",
    "madeWithAI", "noAI", "declaresNoAI", "notAI", "visibleLabel", "exemption", "exempt",
    "carousel", "isCarouselItem", "isCarouselChild", "flags", "publish", "platformFlags",
    "postInfo",
    "status", "assay", "is_ai_generated", "is_aigc", "containsSyntheticMedia", "video_made_with_ai",
    "syntheticContentAttestationStatus", "digitalSourceType", "ai_disclosure", "ai_generated",
    "aiGenerated", "brand_content_toggle", "brand_organic_toggle", "userDeclarationBind",
  ]

  /// One sentence for each name that means nothing, with the one that may have been meant; at most 20.
  /// Names that start with `x-` are the user's own.
  public var unknownNames: [String] {
    guard case .table(let entries) = fields else { return [] }
    let known = Set(Self.knownNames.map(PostValue.normalized))
    let names = entries.lazy.compactMap { entry -> String? in
      let name = PostValue.normalized(entry.key)
      if known.contains(name) || entry.key.hasPrefix("x-") { return nil }
      let near = Self.knownNames.map { ($0, Self.distance(PostValue.normalized($0), name)) }
        .min { $0.1 < $1.1 }
      let hint = near.flatMap { $0.1 <= 2 && $0.1 < name.count ? $0.0 : nil }
      return "'\(entry.key.prefix(64))' is no field of a sidecar"
        + (hint.map { "; did you mean '\($0)'?" } ?? "")
    }
    return Array(names.prefix(20))
  }

  /// The number of letters to insert, remove or replace (Levenshtein).
  private static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a.utf8.prefix(64)), Array(b.utf8.prefix(64)))
    var row = Array(0...b.count)
    for i in a.indices {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let cost = a[i] == b[j] ? diagonal : diagonal + 1
        diagonal = row[j + 1]
        row[j + 1] = min(cost, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[b.count]
  }
}
