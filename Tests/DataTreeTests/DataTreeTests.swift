import Testing

@testable import DataTree

struct DataTreeTests {
  private let yaml = """
    - name: "é and ü"
      rules: [one, two, {three: 3}]
      examples:
        - {fires: true}
      empty: []
      nothing:
    - plain
    """

  @Test func `A tree is the same after its compact form`() throws {
    let tree = try #require(try DataTree.document(yaml: yaml))
    let bytes = CompactTree.bytes(of: tree)
    let compact = try #require(CompactTree(bytes))
    #expect(CompactTree.bytes(of: compact.tree()) == bytes)
    let first = try #require(compact.elements.first)
    #expect(first["name"]?.text == "é and ü")
    #expect(first["rules"]?.elements.last?["three"]?.text == "3")
    #expect(first["empty"]?.tree().list?.isEmpty == true)
    #expect(first["absent"] == nil && first.text == nil && !first.isList)
    #expect(first.elements.count == 1 && first["name"]?.texts == ["é and ü"])
    #expect(first["empty"]?.elements.isEmpty == true)
    #expect(first.members.map(\.name) == ["name", "rules", "examples", "empty", "nothing"])
  }

  @Test func `Members can be left out at any depth`() throws {
    let tree = try #require(try DataTree.document(yaml: yaml))
    let compact = try #require(CompactTree(CompactTree.bytes(of: tree)))
    let bare = compact.tree(omitting: "examples")
    #expect(bare.list?.first?["examples"] == nil)
    #expect(bare.list?.first?["rules"]?.texts == ["one", "two"])
  }

  @Test func `Lines, truth values and numbers are read`() throws {
    let tree = try #require(try DataTree.document(yaml: "a: yes\nb: 2.5\nc: [x]\n"))
    #expect(tree["a"]?.bool == true && tree["b"]?.number == 2.5 && tree["c"]?.bool == nil)
    #expect(tree.mapping?.map(\.value.line) == [1, 2, 3])
    #expect(try DataTree.document(yaml: "# nothing\n") == nil)
    #expect(try DataTree.documents(yaml: "a: 1\n---\nb: 2\n").count == 2)
  }

  @Test(arguments: ["a: [", "[1]: 2", "a: 1\na: 2", "a: *b"])
  func `What is no tree is refused`(text: String) {
    #expect(throws: DataTreeError.self) { try DataTree.document(yaml: text) }
  }

  @Test func `Aliases that stand for very many nodes are refused`() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...8 {
      let aliases = [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    #expect(throws: DataTreeError.self) { try DataTree.document(yaml: text) }
  }

  @Test func `Every cut and every changed byte of the compact form is survived`() throws {
    let tree = try #require(try DataTree.document(yaml: yaml))
    let bytes = CompactTree.bytes(of: tree)
    for count in 0..<bytes.count { #expect(CompactTree(Array(bytes.prefix(count))) == nil) }
    for position in bytes.indices {
      for value: UInt8 in [0, 1, 2, 0x7F, 0x80, 0xFF] {
        var broken = bytes
        broken[position] = value
        guard let compact = CompactTree(broken) else { continue }
        _ = compact.tree(omitting: "x")
      }
    }
  }

  @Test func `Files stand in the order that is asked for, and each once`() throws {
    let files = [(name: "a", text: "1"), (name: "b", text: "2\n---\n3")]
    let byName = try #require(CompactTree(try CompactTree.bytes(ofFiles: files)))
    #expect(byName.members.map(\.name) == ["a", "b"])
    #expect(byName["b"]?.elements.map(\.text) == ["2", "3"])
    let ordered = try CompactTree.bytes(ofFiles: files + [(name: "order", text: "[b, a]")])
    #expect(CompactTree(ordered)?.members.map(\.name) == ["b", "a"])
    for order in ["[b]", "[a, b, c]", "[a, a]"] {
      #expect(throws: DataTreeError.self) {
        try CompactTree.bytes(ofFiles: files + [(name: "order", text: order)])
      }
    }
    #expect(throws: DataTreeError.self) { try CompactTree.bytes(ofFiles: [("c", "a: [")]) }
  }
}
