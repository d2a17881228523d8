/// A ``DataTree`` as bytes, read where it lies: what nobody asks for is stepped over, not built.
///
/// Each node is a byte for its kind (0 text, 1 list, 2 mapping), the length of its content in bytes
/// as LEB128, and the content: UTF-8, nodes, or pairs of a length-prefixed name and a node. Lines
/// are left out.
public struct CompactTree: Sendable {
  private static let textTag: UInt8 = 0
  private static let listTag: UInt8 = 1
  private static let mappingTag: UInt8 = 2

  private let tag: UInt8
  private let content: ArraySlice<UInt8>

  /// Opens the node that `bytes` hold.
  ///
  /// - Returns: nil when the bytes are no node.
  public init?(_ bytes: [UInt8]) {
    var cursor = Cursor(bytes[...])
    guard let node = cursor.node(), cursor.isAtEnd else { return nil }
    self = node
  }

  private init(tag: UInt8, content: ArraySlice<UInt8>) {
    self.tag = tag
    self.content = content
  }

  /// The text; nil for lists and mappings.
  public var text: String? {
    tag == Self.textTag ? String(decoding: content, as: UTF8.self) : nil
  }

  /// Whether it is a list.
  public var isList: Bool { tag == Self.listTag }

  /// The nodes of a list; a text or a mapping alone counts as a list of one.
  public var elements: [CompactTree] {
    guard isList else { return [self] }
    var cursor = Cursor(content)
    var nodes: [CompactTree] = []
    while let node = cursor.node() { nodes.append(node) }
    return nodes
  }

  /// The texts among the elements.
  public var texts: [String] { elements.compactMap(\.text) }

  /// The members of a mapping; empty for anything else.
  public var members: [(name: String, value: CompactTree)] {
    guard tag == Self.mappingTag else { return [] }
    var cursor = Cursor(content)
    var members: [(name: String, value: CompactTree)] = []
    while let name = cursor.block(), let node = cursor.node() {
      members.append((String(decoding: name, as: UTF8.self), node))
    }
    return members
  }

  /// The node of a name in a mapping; nil when there is none.
  public subscript(_ name: String) -> CompactTree? {
    guard tag == Self.mappingTag else { return nil }
    var position = content.startIndex
    while let key = Self.block(content, &position, content.endIndex),
      let (tag, range) = Self.node(content, &position, content.endIndex)
    {
      // Most names differ in their length already.
      if key.count == name.utf8.count, content[key].elementsEqual(name.utf8) {
        return CompactTree(tag: tag, content: content[range])
      }
    }
    return nil
  }

  /// Builds the tree.
  ///
  /// - Parameter name: Members of this name are left out, at any depth.
  public func tree(omitting name: String? = nil) -> DataTree {
    Self.tree(content, content.indices, tag, omitting: name)
  }

  /// Builds the tree of the node whose content lies at `range`: without slices of slices, which
  /// cost more than what they hold where a whole catalogue is read at every start.
  private static func tree(
    _ bytes: ArraySlice<UInt8>, _ range: Range<Int>, _ tag: UInt8, omitting omitted: String?
  ) -> DataTree {
    var position = range.lowerBound
    switch tag {
    case listTag:
      var nodes: [DataTree] = []
      nodes.reserveCapacity(count(bytes, range, named: false))
      while let (tag, content) = node(bytes, &position, range.upperBound) {
        nodes.append(tree(bytes, content, tag, omitting: omitted))
      }
      return DataTree(.list(nodes))
    case mappingTag:
      var members: [DataTree.Member] = []
      members.reserveCapacity(count(bytes, range, named: true))
      while let name = block(bytes, &position, range.upperBound),
        let (tag, content) = node(bytes, &position, range.upperBound)
      {
        let name = String(decoding: bytes[name], as: UTF8.self)
        if name == omitted { continue }
        members.append(DataTree.Member(name, tree(bytes, content, tag, omitting: omitted)))
      }
      return DataTree(.mapping(members))
    default:
      return DataTree(.text(String(decoding: bytes[range], as: UTF8.self)))
    }
  }

  // MARK: - Writing

  /// The bytes of a tree; equal trees give equal bytes.
  public static func bytes(of tree: DataTree) -> [UInt8] {
    var content: [UInt8] = []
    let tag: UInt8
    switch tree.content {
    case .text(let text):
      tag = textTag
      content = Array(text.utf8)
    case .list(let nodes):
      tag = listTag
      for node in nodes { content += bytes(of: node) }
    case .mapping(let members):
      tag = mappingTag
      for member in members {
        content += length(member.name.utf8.count) + Array(member.name.utf8)
        content += bytes(of: member.value)
      }
    }
    return [tag] + length(content.count) + content
  }

  private static func length(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = count
    repeat {
      let more: UInt8 = rest > 0x7F ? 0x80 : 0
      bytes.append(UInt8(rest & 0x7F) | more)
      rest >>= 7
    } while rest > 0
    return bytes
  }

  // MARK: - Reading

  /// The kind of the node at `position` and where its content lies; nil where the bytes run out.
  private static func node(
    _ bytes: ArraySlice<UInt8>, _ position: inout Int, _ end: Int
  ) -> (tag: UInt8, content: Range<Int>)? {
    guard position < end, bytes[position] <= mappingTag else { return nil }
    let tag = bytes[position]
    position += 1
    guard let content = block(bytes, &position, end) else { return nil }
    return (tag, content)
  }

  /// How many nodes lie at `range`, each with a name before it or without.
  private static func count(_ bytes: ArraySlice<UInt8>, _ range: Range<Int>, named: Bool) -> Int {
    var position = range.lowerBound
    var count = 0
    while !named || block(bytes, &position, range.upperBound) != nil,
      node(bytes, &position, range.upperBound) != nil
    {
      count += 1
    }
    return count
  }

  /// A length and as many bytes; nil where they run out.
  private static func block(
    _ bytes: ArraySlice<UInt8>, _ position: inout Int, _ end: Int
  ) -> Range<Int>? {
    var count = 0
    var shift = 0
    while position < end, shift < 28 {
      let byte = bytes[position]
      position += 1
      count |= Int(byte & 0x7F) << shift
      if byte & 0x80 == 0 {
        guard count <= end - position else { return nil }
        defer { position += count }
        return position..<position + count
      }
      shift += 7
    }
    return nil
  }

  private struct Cursor {
    let bytes: ArraySlice<UInt8>
    var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
      self.bytes = bytes
      position = bytes.startIndex
    }

    var isAtEnd: Bool { position == bytes.endIndex }

    mutating func node() -> CompactTree? {
      guard let (tag, content) = CompactTree.node(bytes, &position, bytes.endIndex) else {
        return nil
      }
      return CompactTree(tag: tag, content: bytes[content])
    }

    mutating func block() -> ArraySlice<UInt8>? {
      CompactTree.block(bytes, &position, bytes.endIndex).map { bytes[$0] }
    }
  }
}
