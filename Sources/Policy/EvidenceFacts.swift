import EvidenceModel

/// The facts that rules on the whole image find in its evidence, looked up when a rule asks.
///
/// `evidence.NAME` is the value of the last evidence of that name, `evidence.NAME.ATTRIBUTE` its
/// attribute, and `evidence.FIRST` the name of the last evidence whose name starts with `FIRST.`.
struct EvidenceFacts {
  private let items: [Evidence]
  private var byName: [String: Int] = [:]
  private var byFirst: [String: Int] = [:]

  init(_ items: [Evidence]) {
    self.items = items
    for (position, evidence) in items.enumerated() {
      byName[evidence.name] = position
      if let dot = evidence.name.firstIndex(of: ".") {
        byFirst[String(evidence.name[..<dot])] = position
      }
    }
  }

  subscript(_ path: String) -> EvidenceValue? {
    guard path.hasPrefix("evidence.") else { return nil }
    let name = String(path.dropFirst("evidence.".count))
    if let position = byFirst[name] { return .string(items[position].name) }
    if let position = byName[name] { return items[position].value }
    guard let dot = name.lastIndex(of: "."), byName[String(name[..<dot])] != nil else { return nil }
    let attribute = String(name[name.index(after: dot)...])
    let owner = items.last { $0.name == name[..<dot] && $0.attributes[attribute] != nil }
    return owner?.attributes[attribute]
  }
}
