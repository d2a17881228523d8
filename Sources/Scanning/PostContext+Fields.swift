import EvidenceModel
import Posts

extension PostContext {
  /// The context of one use of an image in a post.
  init(_ post: Post, image: Post.Image, defaults: Configuration.Posts) {
    self.init()
    location = PostLocation(path: post.path, line: image.line)
    caption = [post.text, image.caption ?? ""].filter { !$0.isEmpty }.joined(separator: "\n")
    altText = image.altText
    language = defaults.language
    platform = defaults.platform?.lowercased()
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
    platform = text("platform", "network", "channel")?.lowercased() ?? platform
    isSponsored = flag("sponsored", "isSponsored", "paidPartnership") ?? isSponsored
    if let sponsor = text("sponsor"), !sponsor.isEmpty { isSponsored = isSponsored ?? true }
    hasSyntheticPerformer = flag("syntheticPerformer") ?? hasSyntheticPerformer
    if let persona = text("persona") { isVirtualPersona = persona.lowercased() == "virtual" }
    isVirtualPersona = flag("virtualInfluencer", "virtualPersona") ?? isVirtualPersona
    if let ai = flag("ai", "usesAI", "madeWithAI"), !ai { declaresNoAI = true }
    declaresNoAI = flag("noAI", "declaresNoAI", "notAI") ?? declaresNoAI
    readLabel(fields["visibleLabel"] ?? fields["label"])
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

  private mutating func readLabel(_ value: PostValue?) {
    guard let value else { return }
    if let text = value.string {
      if value.flag != false { visibleLabel = VisibleLabel(text: value.flag == true ? "AI" : text) }
      return
    }
    guard let text = value["text"]?.string else { return }
    var fraction: Double?
    if case .number(let number)? = value["heightFraction"] ?? value["height"] { fraction = number }
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
