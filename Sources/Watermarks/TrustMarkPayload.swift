/// The data layer of TrustMark: what the 100 bits of its neural decoder mean.
///
/// The network itself is not part of this module. Its decoder gives 100 numbers; a positive one is
/// a 1. The last four bits tell the coding, the others hold data and the parity of a BCH code.
///
/// - Reference: Bui, Agarwal, Collomosse 2023, "TrustMark: Universal Watermarking for Arbitrary
///   Resolution Images", arXiv 2311.18297; adobe/trustmark, data layer.
public struct TrustMarkPayload: Sendable, Hashable {
  /// How much of the payload is parity.
  public enum Schema: Int, Sendable, Hashable, CaseIterable {
    /// 40 bits of data; corrects 8 bits.
    case super8 = 0
    /// 61 bits of data; corrects 5 bits.
    case bch5 = 1
    /// 68 bits of data; corrects 4 bits.
    case bch4 = 2
    /// 75 bits of data; corrects 3 bits. Of random words with this version one in 14 reads as valid.
    case bch3 = 3

    /// The name that TrustMark's own code uses.
    public var name: String {
      switch self {
      case .super8: "BCH_SUPER"
      case .bch5: "BCH_5"
      case .bch4: "BCH_4"
      case .bch3: "BCH_3"
      }
    }

    /// The number of bits of data.
    public var dataBits: Int {
      switch self {
      case .super8: 40
      case .bch5: 61
      case .bch4: 68
      case .bch3: 75
      }
    }

    /// The number of wrong bits that can be corrected.
    public var correctableBits: Int {
      switch self {
      case .super8: 8
      case .bch5: 5
      case .bch4: 4
      case .bch3: 3
      }
    }
  }

  /// The coding.
  public var schema: Schema
  /// The data, each element 0 or 1.
  public var bits: [UInt8]
  /// The number of bits that were wrong and have been corrected.
  public var correctedBits: Int
  /// The chance that 100 random bits read as a payload of this coding, in `0...1`.
  public var chance: Double

  /// The data read as text of seven bits a character; nil when it holds control characters.
  public var text: String? {
    var text = ""
    for start in stride(from: 0, through: bits.count - 7, by: 7) {
      let code = bits[start..<(start + 7)].reduce(0) { $0 << 1 | $1 }
      if code == 0 { break }
      guard (32..<127).contains(code) else { return nil }
      text.unicodeScalars.append(Unicode.Scalar(code))
    }
    return text.isEmpty ? nil : text
  }

  /// Reads a payload.
  ///
  /// - Parameter bits: 100 bits, each 0 or 1, in the order of the decoder's output.
  /// - Returns: nil when there are not 100 bits, the reserved bits are set, or too many bits are
  ///   wrong: then no payload can be told from noise.
  public init?(bits word: [UInt8]) {
    guard word.count == 100, word.allSatisfy({ $0 <= 1 }), word[96] == 0, word[97] == 0,
      let schema = Schema(rawValue: Int(word[98]) << 1 | Int(word[99]))
    else { return nil }
    let count = schema.dataBits
    // The parity is that of whole bytes: data is filled up with zeros, which are not sent.
    let padding = (8 - count % 8) % 8
    let padded =
      Array(word[..<count]) + [UInt8](repeating: 0, count: padding) + Array(word[count..<96])
    guard let corrected = BCHCode(errors: schema.correctableBits).corrected(padded),
      corrected.bits[count..<(count + padding)].allSatisfy({ $0 == 0 })
    else { return nil }
    self.schema = schema
    bits = Array(corrected.bits[..<count])
    correctedBits = corrected.errors
    chance = Self.chance(of: schema)
  }

  /// The words within reach of a code word, of all words with these four last bits, by their share.
  private static func chance(of schema: Schema) -> Double {
    var choices = 1.0
    var sum = 1.0
    for wrong in 1...schema.correctableBits {
      choices *= Double(97 - wrong) / Double(wrong)
      sum += choices
    }
    return min(1, sum * powerOfTwo(Double(-(96 - schema.dataBits) - 4)))
  }
}
