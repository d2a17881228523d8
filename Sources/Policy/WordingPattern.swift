/// A wording with alternatives: `generated|created with|by an|? AI|artificial_intelligence`.
///
/// Parts are parted by blanks and follow one another in the text. The alternatives of a part are
/// parted by `|`; `_` joins the words of one alternative. A part with an empty alternative may be
/// left out.
struct WordingPattern: Sendable {
  /// The alternatives of each part, each a run of words; an empty run may be left out.
  private let parts: [[[String]]]
  /// The words that the wording can begin with.
  let firstWords: Set<String>

  /// Reads a wording; nil when it has no words.
  init?(_ text: String) {
    let parts = text.split(separator: " ").map { part in
      part.split(separator: "|", omittingEmptySubsequences: false).map { alternative in
        DisclosureWording.words(alternative.replacing("_", with: " ")[...])
      }
    }
    // The first part cannot be left out.
    guard let first = parts.first, first.allSatisfy({ !$0.isEmpty }) else { return nil }
    self.parts = parts
    firstWords = Set(first.compactMap(\.first))
  }

  /// Where the wording that begins at `start` ends; nil when there is none.
  func end(in words: [String], from start: Int) -> Int? { end(in: words, from: start, part: 0) }

  private func end(in words: [String], from start: Int, part: Int) -> Int? {
    guard part < parts.count else { return start }
    for alternative in parts[part]
    where start + alternative.count <= words.count
      && words[start..<(start + alternative.count)].elementsEqual(alternative)
    {
      if let end = end(in: words, from: start + alternative.count, part: part + 1) { return end }
    }
    return nil
  }
}
