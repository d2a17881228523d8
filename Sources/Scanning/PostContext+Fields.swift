import EvidenceModel
import Foundation
import Posts

extension PostContext {
  /// The contexts of one use of an image in a post: one for each platform that the post goes to.
  static func contexts(
    _ post: Post, image: Post.Image, defaults: Configuration.Posts
  ) -> [PostContext] {
    PostContext(post, image: image, defaults: defaults).onEach(of: platforms(post.fields))
  }

  /// The same post on each of several platforms; itself where there are none.
  func onEach(of platforms: [String]) -> [PostContext] {
    guard platforms.count > 1 else { return [self] }
    return platforms.map { name in
      var context = self
      context.platform = name
      return context
    }
  }

  /// The platforms that fields name, in the spelling of the policies: a text, several separated by
  /// commas, or a list.
  static func platforms(_ fields: PostValue) -> [String] {
    let names = ["platform", "platforms", "network", "networks", "channel", "channels"]
    guard let value = names.lazy.compactMap({ fields[$0] }).first(where: { $0 != .null }) else {
      return []
    }
    var texts: [String] = []
    if case .list(let list) = value { texts = list.compactMap(\.string) }
    if let text = value.string { texts = text.split { ",;|".contains($0) }.map(String.init) }
    var seen: Set<String> = []
    return texts.prefix(32).map(platformName).filter { !$0.isEmpty && seen.insert($0).inserted }
  }

  /// A platform's name as policies spell it.
  static func platformName(_ text: String) -> String {
    let name = text.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
    return switch name {
    case "ig", "insta": "instagram"
    case "fb": "facebook"
    case "yt", "youtube shorts": "youtube"
    case "tik tok", "tik-tok": "tiktok"
    case "twitter", "x.com", "twitter/x", "x/twitter", "x (twitter)": "x"
    case "linked in": "linkedin"
    case "google merchant center", "google merchant", "merchant center", "google shopping":
      "google-merchant"
    default: name
    }
  }

  /// The context of one use of an image in a post.
  init(_ post: Post, image: Post.Image, defaults: Configuration.Posts) {
    self.init()
    location = PostLocation(path: post.path, line: image.line)
    caption = [post.text, image.caption ?? ""].filter { !$0.isEmpty }.joined(separator: "\n")
    altText = image.altText
    language = defaults.language
    platform = defaults.platform.map(Self.platformName)
    read(post.fields)
    // Only what the image itself says counts as its alternative text.
    altText = image.altText ?? altText
  }

  /// Adds what front matter, a record or a sidecar states.
  mutating func read(_ fields: PostValue) {
    func text(_ names: String...) -> String? { names.lazy.compactMap { fields[$0]?.string }.first }
    func flag(_ names: String...) -> Bool? { names.lazy.compactMap { fields[$0]?.flag }.first }
    if let more = text("caption") {
      caption = [caption, more].compactMap(\.self).joined(separator: "\n")
    }
    altText = text("altText", "alt", "imageAlt") ?? altText
    language = text("language", "lang", "locale") ?? language
    platform = Self.platforms(fields).first ?? platform
    isSponsored = flag("sponsored", "isSponsored", "paidPartnership") ?? isSponsored
    if let sponsor = text("sponsor"), !sponsor.isEmpty { isSponsored = isSponsored ?? true }
    hasSyntheticPerformer = flag("syntheticPerformer") ?? hasSyntheticPerformer
    isVirtualPersona = fields["persona"].flatMap(Self.isVirtualPersona) ?? isVirtualPersona
    isVirtualPersona = flag("virtualInfluencer", "virtualPersona") ?? isVirtualPersona
    if let ai = flag("ai", "usesAI", "madeWithAI"), !ai { declaresNoAI = true }
    declaresNoAI = flag("noAI", "declaresNoAI", "notAI") ?? declaresNoAI
    readLabel(fields["visibleLabel"])
    readExemption(fields["exemption"] ?? fields["exempt"])
    switch text("carousel")?.lowercased() {
    case "child": isCarouselChild = true
    case "container": isCarouselContainer = true
    default: break
    }
    isCarouselChild = flag("isCarouselItem", "isCarouselChild") ?? isCarouselChild
    readFlags(fields)
    for key in ["flags", "publish", "platformFlags", "postInfo", "status", "assay"] {
      if let inner = fields[key], case .table = inner { readFlags(inner) }
    }
  }

  /// Whether `persona` states a virtual one: a flag, a name, or a table that may say `virtual`.
  private static func isVirtualPersona(_ value: PostValue) -> Bool? {
    if case .table = value { return value["virtual"]?.flag ?? true }
    guard let text = value.string?.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
    else { return nil }
    return value.flag ?? !["", "human", "real", "none"].contains(text)
  }

  private mutating func readLabel(_ value: PostValue?) {
    guard let value else { return }
    if let text = value.string {
      if value.flag != false { visibleLabel = VisibleLabel(text: value.flag == true ? "AI" : text) }
      return
    }
    guard let text = value["text"]?.string else { return }
    var fraction: Double?
    switch value["heightFraction"] ?? value["height"] {
    case .number(let number): fraction = number
    case let other?:
      // "5 %" as people write it.
      if let text = other.string?.trimmingCharacters(in: .whitespaces), text.hasSuffix("%"),
        let percent = Double(text.dropLast().trimmingCharacters(in: .whitespaces))
      {
        fraction = percent / 100
      }
    case nil: break
    }
    visibleLabel = VisibleLabel(
      text: text, placement: value["placement"]?.string, heightFraction: fraction)
  }

  private mutating func readExemption(_ value: PostValue?) {
    guard let value, case .table = value else {
      if let reason = value?.string, value?.flag != false {
        exemption = Exemption(reason: reason, reviewer: "", date: "")
      }
      return
    }
    exemption = Exemption(
      reason: value["reason"]?.string ?? "", reviewer: value["reviewer"]?.string ?? "",
      date: value["date"]?.string ?? "")
  }

  /// The publish flags that are known, in the spelling of the platforms.
  private static let knownFlags = [
    "is_ai_generated", "is_aigc", "containsSyntheticMedia", "video_made_with_ai",
    "syntheticContentAttestationStatus", "digitalSourceType", "ai_disclosure", "ai_generated",
    "brand_content_toggle", "brand_organic_toggle",
  ]

  private mutating func readFlags(_ fields: PostValue) {
    for name in Self.knownFlags {
      guard let value = fields[name] else { continue }
      if let text = value["status"]?.string {
        platformFlags[name + ".status"] = .string(text)
      } else if case .boolean(let flag) = value {
        platformFlags[name] = .boolean(flag)
      } else if let text = value.string {
        platformFlags[name] = .string(text)
      }
    }
    if let bind = fields["userDeclarationBind"]?["origin"]?.string {
      platformFlags["userDeclarationBind.origin"] = .string(bind)
    }
  }
}
