import EvidenceModel

extension Rule {
  /// Whether the rule fires on the facts of an example.
  public func fires(on example: Example) -> Bool {
    let facts = example.facts
    switch subject {
    case .evidence(let names):
      guard covers(facts["name"] ?? "", among: names) else { return false }
    case .diagnostic(let codes):
      guard covers(facts["code"] ?? "", among: codes) else { return false }
    case .image: break
    }
    return match.holds { facts[$0].map { .string($0) } }
  }
}
