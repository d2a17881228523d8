/// What a post, or a sidecar beside the image, says of an image that the file itself cannot say.
public struct PostContext: Sendable, Hashable {
  /// Where it was read.
  public var location: PostLocation?
  /// The text that is published with the image.
  public var caption: String?
  /// The alternative text of the image.
  public var altText: String?
  /// The language of the texts, BCP 47.
  public var language: String?
  /// The platform that the post goes to, in lower case.
  public var platform: String?
  /// The platform's own publish flags, as named in its interface (`is_ai_generated`, `is_aigc` …).
  public var platformFlags: [String: EvidenceValue] = [:]
  /// Whether the post is paid for.
  public var isSponsored: Bool?
  /// Whether the post is of a virtual persona.
  public var isVirtualPersona: Bool?
  /// Whether the image shows a synthetic performer.
  public var hasSyntheticPerformer: Bool?
  /// A label that is visible in or beside the picture.
  public var visibleLabel: VisibleLabel?
  /// Why no disclosure is needed, and who says so.
  public var exemption: Exemption?
  /// Whether the post says that no AI was used.
  public var declaresNoAI: Bool?
  /// Whether the image is one slide of a carousel.
  public var isCarouselChild: Bool?
  /// Whether the image is the container of a carousel.
  public var isCarouselContainer: Bool?

  /// A label that people see.
  public struct VisibleLabel: Sendable, Hashable {
    /// What it says.
    public var text: String
    /// Where it is: `top-right`, `corner`, `beside` …
    public var placement: String?
    /// Its height as a part of the image's shorter side, 0…1.
    public var heightFraction: Double?

    /// Creates a label.
    public init(text: String, placement: String? = nil, heightFraction: Double? = nil) {
      self.text = text
      self.placement = placement
      self.heightFraction = heightFraction
    }
  }

  /// A reason not to disclose, by a named person.
  public struct Exemption: Sendable, Hashable {
    /// The reason.
    public var reason: String
    /// Who decided.
    public var reviewer: String
    /// When, ISO 8601.
    public var date: String

    /// Creates an exemption.
    public init(reason: String, reviewer: String, date: String) {
      self.reason = reason
      self.reviewer = reviewer
      self.date = date
    }
  }

  /// Creates an empty context.
  public init() {}
}
