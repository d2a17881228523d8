/// A tree of texts, lists and mappings: what the files of rules and of generators are read into.
///
/// Files of the user come from YAML; those that are part of the program come from the compact form
/// of ``CompactTree``, because reading YAML would take most of the time of a short run.
public struct DataTree: Sendable {
  /// What a node is.
  public enum Content: Sendable {
    /// A text; numbers and truth values are texts, too.
    case text(String)
    /// Nodes in order.
    case list([DataTree])
    /// Named nodes, in the order of the file.
    case mapping([Member])
  }

  /// A named node.
  public struct Member: Sendable {
    /// The name.
    public var name: String
    /// The node.
    public var value: DataTree

    /// Creates a member.
    public init(_ name: String, _ value: DataTree) {
      self.name = name
      self.value = value
    }
  }

  /// What the node is.
  public var content: Content
  /// The line of the file it starts on, from 1; 0 when that is not known.
  public var line: Int

  /// Creates a node.
  public init(_ content: Content, line: Int = 0) {
    self.content = content
    self.line = line
  }

  /// The text; nil for lists and mappings.
  public var text: String? {
    if case .text(let text) = content { text } else { nil }
  }

  /// The nodes of a list; nil for anything else.
  public var list: [DataTree]? {
    if case .list(let nodes) = content { nodes } else { nil }
  }

  /// The members of a mapping; nil for anything else.
  public var mapping: [Member]? {
    if case .mapping(let members) = content { members } else { nil }
  }

  /// The node of a name in a mapping; nil when there is none.
  public subscript(_ name: String) -> DataTree? {
    if case .mapping(let members) = content {
      members.first { $0.name == name }?.value
    } else {
      nil
    }
  }

  /// The nodes of a list; a text or a mapping alone counts as a list of one.
  public var elements: [DataTree] { list ?? [self] }

  /// The texts among the elements.
  public var texts: [String] { elements.compactMap(\.text) }

  /// The truth value that the text writes, in the words of YAML 1.1; nil for anything else.
  public var bool: Bool? {
    switch text?.lowercased() {
    case "true", "yes", "on": true
    case "false", "no", "off": false
    default: nil
    }
  }

  /// The number that the text writes; nil for anything else.
  public var number: Double? { text.flatMap { Double($0) } }
}
