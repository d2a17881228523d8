import Yams

/// Why a text is no tree.
public struct DataTreeError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, with its place where that is known.
  public var description: String
}

extension DataTree {
  /// The most nodes of one file. Aliases of YAML can stand for exponentially many.
  static let nodeLimit = 200_000

  /// Reads all documents of a YAML text.
  ///
  /// - Throws: ``DataTreeError`` when the text is no YAML, has a key that is no text, or has more
  ///   than 200,000 nodes with all aliases written out.
  public static func documents(yaml text: String) throws(DataTreeError) -> [DataTree] {
    do {
      var documents: [DataTree] = []
      var count = 0
      var nodes = try Yams.compose_all(yaml: text, .basic)
      while let node = nodes.next() { documents.append(try DataTree(node, &count, depth: 0)) }
      // A fault ends the sequence and is told only here, not by a loop over a copy.
      if let error = nodes.error { throw error }
      return documents
    } catch let error as DataTreeError {
      throw error
    } catch {
      throw DataTreeError(description: "\(error)")
    }
  }

  /// Reads the one document of a YAML text.
  ///
  /// - Returns: nil for a text without a document.
  /// - Throws: ``DataTreeError``.
  public static func document(yaml text: String) throws(DataTreeError) -> DataTree? {
    do {
      var count = 0
      return try Yams.compose(yaml: text, .basic).map { try DataTree($0, &count, depth: 0) }
    } catch let error as DataTreeError {
      throw error
    } catch {
      throw DataTreeError(description: "\(error)")
    }
  }

  private init(_ node: Node, _ count: inout Int, depth: Int) throws(DataTreeError) {
    count += 1
    let line = node.mark?.line ?? 0
    guard count <= Self.nodeLimit, depth < 64 else {
      throw DataTreeError(description: "line \(line): too many or too deeply nested nodes")
    }
    switch node {
    case .scalar(let scalar):
      self.init(.text(scalar.string), line: line)
    case .sequence(let sequence):
      var nodes: [DataTree] = []
      for node in sequence { nodes.append(try DataTree(node, &count, depth: depth + 1)) }
      self.init(.list(nodes), line: line)
    case .mapping(let mapping):
      var members: [Member] = []
      for (key, value) in mapping {
        guard let name = key.string else {
          throw DataTreeError(description: "line \(key.mark?.line ?? line): a key must be a text")
        }
        members.append(Member(name, try DataTree(value, &count, depth: depth + 1)))
      }
      self.init(.mapping(members), line: line)
    case .alias:
      throw DataTreeError(description: "line \(line): an alias without its anchor")
    }
  }
}
