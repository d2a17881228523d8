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
    var cursor = Cursor(rest: bytes[...])
    guard let node = cursor.node(), cursor.rest.isEmpty else { return nil }
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

  /// The nodes of a list; empty for anything else.
  public var elements: [CompactTree] {
    guard tag == Self.listTag else { return [] }
    var cursor = Cursor(rest: content)
    var nodes: [CompactTree] = []
    while let node = cursor.node() { nodes.append(node) }
    return nodes
  }

  /// The members of a mapping; empty for anything else.
  public var members: [(name: String, value: CompactTree)] {
    guard tag == Self.mappingTag else { return [] }
    var cursor = Cursor(rest: content)
    var members: [(name: String, value: CompactTree)] = []
    while let name = cursor.block(), let node = cursor.node() {
      members.append((String(decoding: name, as: UTF8.self), node))
    }
    return members
  }

  /// The node of a name in a mapping; nil when there is none.
  public subscript(_ name: String) -> CompactTree? {
    guard tag == Self.mappingTag else { return nil }
    var cursor = Cursor(rest: content)
    while let bytes = cursor.block(), let node = cursor.node() {
      if bytes.elementsEqual(name.utf8) { return node }
    }
    return nil
  }

  /// Builds the tree.
  ///
  /// - Parameter name: Members of this name are left out, at any depth.
  public func tree(omitting name: String? = nil) -> DataTree {
    switch tag {
    case Self.listTag:
      return DataTree(.list(elements.map { $0.tree(omitting: name) }))
    case Self.mappingTag:
      var members: [DataTree.Member] = []
      for member in self.members where member.name != name {
        members.append(DataTree.Member(member.name, member.value.tree(omitting: name)))
      }
      return DataTree(.mapping(members))
    default:
      return DataTree(.text(text ?? ""))
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

  private struct Cursor {
    var rest: ArraySlice<UInt8>

    mutating func node() -> CompactTree? {
      guard let tag = rest.popFirst(), tag <= CompactTree.mappingTag, let content = block() else {
        return nil
      }
      return CompactTree(tag: tag, content: content)
    }

    /// A length and as many bytes; nil where they run out.
    mutating func block() -> ArraySlice<UInt8>? {
      var count = 0
      var shift = 0
      while let byte = rest.popFirst() {
        count |= Int(byte & 0x7F) << shift
        if byte & 0x80 == 0 {
          guard count <= rest.count else { return nil }
          let block = rest.prefix(count)
          rest = rest.dropFirst(count)
          return block
        }
        shift += 7
        guard shift < 28 else { return nil }
      }
      return nil
    }
  }
}
