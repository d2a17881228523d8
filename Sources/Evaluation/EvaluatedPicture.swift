/// A labelled picture and what was said of it.
public struct EvaluatedPicture: Sendable, Hashable {
  /// What the label says.
  public enum Label: String, Sendable, Hashable, CaseIterable {
    /// Made by a generator.
    case synthetic
    /// A photograph.
    case real
    /// Made by people, but no photograph: drawings, renders, screenshots. Calling one is a false
    /// alarm, counted apart from those on photographs.
    case other
  }

  /// The path, for lists of false alarms.
  public var path: String
  /// What the label says.
  public var label: Label
  /// The score, higher for synthetic; nil when the tool abstained.
  public var score: Double?
  /// Whether the tool called it synthetic.
  public var isCalled: Bool
  /// Why the tool abstained; nil when it did not.
  public var abstention: String?
  /// The group of the picture in each column of groups.
  public var groups: [String: String]

  /// Creates a picture.
  public init(
    path: String, label: Label, score: Double?, isCalled: Bool, abstention: String? = nil,
    groups: [String: String] = [:]
  ) {
    self.path = path
    self.label = label
    self.score = score
    self.isCalled = isCalled
    self.abstention = abstention
    self.groups = groups
  }
}
