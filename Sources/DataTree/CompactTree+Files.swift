extension CompactTree {
  /// The bytes of a folder of YAML files: a mapping of each file's name to the list of its documents.
  ///
  /// - Parameter files: Names without their extension, and texts. A file `order` lists the others in
  ///   the order in which they are to stand; without it they stand by name.
  /// - Throws: ``DataTreeError`` for a file that is no YAML, or an order that names other files than
  ///   there are.
  public static func bytes(
    ofFiles files: [(name: String, text: String)]
  ) throws(DataTreeError) -> [UInt8] {
    var documents: [String: [DataTree]] = [:]
    for file in files {
      do {
        documents[file.name] = try DataTree.documents(yaml: file.text)
      } catch {
        throw DataTreeError(description: "\(file.name): \(error)")
      }
    }
    var order = documents.keys.sorted()
    if let listed = documents.removeValue(forKey: "order") {
      order.removeAll { $0 == "order" }
      let names = listed.first?.texts ?? []
      guard names.sorted() == order else {
        let different = Set(names).symmetricDifference(order).sorted().joined(separator: ", ")
        throw DataTreeError(description: "order: not each file stands once: \(different)")
      }
      order = names
    }
    let members = order.map { DataTree.Member($0, DataTree(.list(documents[$0] ?? []))) }
    return bytes(of: DataTree(.mapping(members)))
  }
}
