/// A post: a text that is published together with images.
public struct Post: Sendable, Hashable {
  /// What kind of file the post is in.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Markdown or MDX with or without front matter.
    case markdown
    /// HTML.
    case html
    /// One record of a scheduler's export.
    case record
  }

  /// One use of an image.
  public struct Image: Sendable, Hashable {
    /// The address as written.
    public var target: String
    /// The line in the file, from 1.
    public var line: Int
    /// The alternative text, if given.
    public var altText: String?
    /// The image's own title or caption, if given.
    public var caption: String?
    /// Where it stands: `body`, or the front matter's field such as `cover.image`.
    public var field: String

    /// Creates a use.
    public init(
      target: String, line: Int, altText: String? = nil, caption: String? = nil,
      field: String = "body"
    ) {
      self.target = target
      self.line = line
      self.altText = altText
      self.caption = caption
      self.field = field
    }
  }

  /// The file the post is in, as given.
  public var path: String
  /// The line the post starts in: 1, but for records of an export.
  public var line: Int
  /// What kind of file it is.
  public var kind: Kind
  /// The front matter, or the record.
  public var fields: PostValue
  /// The text that readers see: title, description and body without markup.
  public var text: String
  /// The images, in the order of the file.
  public var images: [Image]
  /// What could not be read.
  public var faults: [String]
  /// Whether what could not be read seems to name images, which are then not among ``images``.
  public var hidesImages = false

  /// Creates a post.
  public init(
    path: String, line: Int = 1, kind: Kind, fields: PostValue = .table([]), text: String = "",
    images: [Image] = [], faults: [String] = []
  ) {
    self.path = path
    self.line = line
    self.kind = kind
    self.fields = fields
    self.text = text
    self.images = images
    self.faults = faults
  }
}
