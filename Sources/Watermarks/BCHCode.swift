/// A binary BCH code of length 127, shortened to the bits that are sent: corrects up to `errors`
/// wrong bits.
///
/// - Reference: Bose, Ray-Chaudhuri 1960; Massey 1969, "Shift-register synthesis and BCH decoding".
///   The field is GF(2⁷) over x⁷ + x³ + 1 (137).
struct BCHCode: Sendable {
  /// The number of wrong bits that can be corrected.
  let errors: Int

  private static let order = 127
  /// Powers of the primitive element, twice over, and their logarithms.
  private static let field: (powers: [Int], logarithms: [Int]) = {
    var powers = [Int](repeating: 0, count: 2 * order)
    var logarithms = [Int](repeating: 0, count: order + 1)
    var value = 1
    for exponent in 0..<order {
      powers[exponent] = value
      powers[exponent + order] = value
      logarithms[value] = exponent
      value <<= 1
      if value > order { value ^= 137 }
    }
    return (powers, logarithms)
  }()

  private static func product(_ a: Int, _ b: Int) -> Int {
    guard a != 0, b != 0 else { return 0 }
    return field.powers[field.logarithms[a] + field.logarithms[b]]
  }

  private static func quotient(_ a: Int, _ b: Int) -> Int {
    guard a != 0 else { return 0 }
    return field.powers[field.logarithms[a] + order - field.logarithms[b]]
  }

  /// Corrects a word whose first bit belongs to the highest power.
  ///
  /// - Parameter word: At most 127 bits, data and then parity, each 0 or 1.
  /// - Returns: The corrected word and the number of bits that were wrong; nil when the word is too
  ///   far from any code word.
  func corrected(_ word: [UInt8]) -> (bits: [UInt8], errors: Int)? {
    guard word.count <= Self.order, word.allSatisfy({ $0 <= 1 }) else { return nil }
    let syndromes = syndromes(of: word)
    if syndromes.allSatisfy({ $0 == 0 }) { return (word, 0) }
    let locator = Self.locator(of: syndromes)
    let degree = locator.count - 1
    guard degree > 0, degree <= errors else { return nil }
    var fixed = word
    var found = 0
    for position in 0..<word.count {
      // A wrong bit at power p makes the locator vanish at the inverse of a to the p.
      let inverse = (Self.order - position) % Self.order
      var sum = 0
      for (index, factor) in locator.enumerated() where factor != 0 {
        sum ^= Self.field.powers[(Self.field.logarithms[factor] + inverse * index) % Self.order]
      }
      if sum == 0 {
        fixed[word.count - 1 - position] ^= 1
        found += 1
      }
    }
    guard found == degree, self.syndromes(of: fixed).allSatisfy({ $0 == 0 }) else { return nil }
    return (fixed, found)
  }

  /// The word as a polynomial at the first `2 * errors` powers of the primitive element.
  private func syndromes(of word: [UInt8]) -> [Int] {
    (1...(2 * errors)).map { power in
      word.enumerated().reduce(0) { sum, entry in
        guard entry.element == 1 else { return sum }
        return sum ^ Self.field.powers[(word.count - 1 - entry.offset) * power % Self.order]
      }
    }
  }

  /// The shortest feedback polynomial of the syndromes (Berlekamp and Massey), constant term first.
  private static func locator(of syndromes: [Int]) -> [Int] {
    var current = [1]
    var previous = [1]
    var length = 0
    var shift = 1
    var last = 1
    for step in syndromes.indices {
      var difference = syndromes[step]
      for index in 1..<max(1, min(current.count, step + 1)) {
        difference ^= product(current[index], syndromes[step - index])
      }
      guard difference != 0 else {
        shift += 1
        continue
      }
      let factor = quotient(difference, last)
      var next = current
      let needed = previous.count + shift
      if next.count < needed { next += [Int](repeating: 0, count: needed - next.count) }
      for (index, value) in previous.enumerated() {
        next[index + shift] ^= product(factor, value)
      }
      if 2 * length <= step {
        previous = current
        last = difference
        length = step + 1 - length
        shift = 1
      } else {
        shift += 1
      }
      current = next
    }
    while current.count > 1, current.last == 0 { current.removeLast() }
    return current
  }
}
