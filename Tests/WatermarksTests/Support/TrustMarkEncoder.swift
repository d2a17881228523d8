@testable import Watermarks

/// Makes TrustMark payloads, for tests: the parity by division by the generator polynomial.
enum TrustMarkEncoder {
  static func encode(_ data: [UInt8], schema: TrustMarkPayload.Schema) -> [UInt8] {
    let bits = data + [UInt8](repeating: 0, count: schema.dataBits - data.count)
    let padded = bits + [UInt8](repeating: 0, count: (8 - bits.count % 8) % 8)
    let divisor = generator(errors: schema.correctableBits)
    var rest = padded + [UInt8](repeating: 0, count: divisor.count - 1)
    for index in padded.indices where rest[index] == 1 {
      for (offset, bit) in divisor.enumerated() { rest[index + offset] ^= bit }
    }
    let version = [0, 0, UInt8(schema.rawValue >> 1), UInt8(schema.rawValue & 1)]
    return bits + rest[padded.count...] + version
  }

  /// The product of the minimal polynomials of a, a³, a⁵ …, highest power first.
  static func generator(errors: Int) -> [UInt8] {
    var powers = [1]
    while powers.count < 127 {
      let next = (powers.last ?? 1) << 1
      powers.append(next > 127 ? next ^ 137 : next)
    }
    func product(_ a: Int, _ b: Int) -> Int {
      guard let x = powers.firstIndex(of: a), let y = powers.firstIndex(of: b) else { return 0 }
      return powers[(x + y) % 127]
    }
    var roots: Set<Int> = []
    for odd in stride(from: 1, to: 2 * errors, by: 2) {
      var exponent = odd
      while roots.insert(exponent).inserted { exponent = exponent * 2 % 127 }
    }
    var polynomial = [1]
    for root in roots.sorted() {
      var next = polynomial + [0]
      for (index, value) in polynomial.enumerated() {
        next[index + 1] ^= product(value, powers[root])
      }
      polynomial = next
    }
    return polynomial.map { UInt8($0) }
  }
}
