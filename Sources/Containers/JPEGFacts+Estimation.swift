import ByteReading

/// Compares the Huffman tables of a file with the example tables of the standard, which encoders
/// that do not optimise their tables write.
///
/// - Reference: ITU-T T.81 (1992) Tables K.3–K.6.
struct JPEGHuffmanTables {
  private var count = 0
  private var standardCount = 0

  /// Whether there are tables and each is the example table of its class and slot.
  var areAllStandard: Bool { count > 0 && count == standardCount }

  /// Reads the tables of one DHT segment.
  mutating func read(_ content: ByteView) {
    var reader = ByteReader(content)
    while let slot = try? reader.uint8(), let counts = try? reader.take(16) {
      let total = counts.slice.reduce(0) { $0 + Int($1) }
      guard let symbols = try? reader.take(total) else {
        count += 1
        return
      }
      count += 1
      if let standard = Self.standard(slot),
        standard.elementsEqual(Array(counts.slice) + Array(symbols.slice))
      {
        standardCount += 1
      }
    }
  }

  /// Counts of codes by length, then symbols, by class and slot.
  private static func standard(_ slot: UInt8) -> [UInt8]? {
    switch slot {
    case 0x00: luminanceDC
    case 0x01: chrominanceDC
    case 0x10: luminanceAC
    case 0x11: chrominanceAC
    default: nil
    }
  }

  private static let luminanceDC: [UInt8] = [
    0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
  ]
  private static let chrominanceDC: [UInt8] = [
    0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
  ]
  private static let luminanceAC: [UInt8] = [
    0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125, 1, 2, 3, 0, 4, 17, 5, 18, 33, 49, 65, 6, 19,
    81, 97, 7, 34, 113, 20, 50, 129, 145, 161, 8, 35, 66, 177, 193, 21, 82, 209, 240, 36, 51, 98,
    114, 130, 9, 10, 22, 23, 24, 25, 26, 37, 38, 39, 40, 41, 42, 52, 53, 54, 55, 56, 57, 58, 67, 68,
    69, 70, 71, 72, 73, 74, 83, 84, 85, 86, 87, 88, 89, 90, 99, 100, 101, 102, 103, 104, 105, 106,
    115, 116, 117, 118, 119, 120, 121, 122, 131, 132, 133, 134, 135, 136, 137, 138, 146, 147, 148,
    149, 150, 151, 152, 153, 154, 162, 163, 164, 165, 166, 167, 168, 169, 170, 178, 179, 180, 181,
    182, 183, 184, 185, 186, 194, 195, 196, 197, 198, 199, 200, 201, 202, 210, 211, 212, 213, 214,
    215, 216, 217, 218, 225, 226, 227, 228, 229, 230, 231, 232, 233, 234, 241, 242, 243, 244, 245,
    246, 247, 248, 249, 250,
  ]
  private static let chrominanceAC: [UInt8] = [
    0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 119, 0, 1, 2, 3, 17, 4, 5, 33, 49, 6, 18, 65, 81,
    7, 97, 113, 19, 34, 50, 129, 8, 20, 66, 145, 161, 177, 193, 9, 35, 51, 82, 240, 21, 98, 114,
    209, 10, 22, 36, 52, 225, 37, 241, 23, 24, 25, 26, 38, 39, 40, 41, 42, 53, 54, 55, 56, 57, 58,
    67, 68, 69, 70, 71, 72, 73, 74, 83, 84, 85, 86, 87, 88, 89, 90, 99, 100, 101, 102, 103, 104,
    105, 106, 115, 116, 117, 118, 119, 120, 121, 122, 130, 131, 132, 133, 134, 135, 136, 137, 138,
    146, 147, 148, 149, 150, 151, 152, 153, 154, 162, 163, 164, 165, 166, 167, 168, 169, 170, 178,
    179, 180, 181, 182, 183, 184, 185, 186, 194, 195, 196, 197, 198, 199, 200, 201, 202, 210, 211,
    212, 213, 214, 215, 216, 217, 218, 226, 227, 228, 229, 230, 231, 232, 233, 234, 242, 243, 244,
    245, 246, 247, 248, 249, 250,
  ]
}

extension JPEGFacts {
  /// The IJG base table for luminance at quality 50, in zigzag order.
  ///
  /// - Reference: ITU-T T.81 (1992) Table K.1.
  private static let luminance: [UInt16] = [
    16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37,
    29, 40, 58, 51, 61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87,
    95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
  ]

  /// The IJG quality whose luminance table is nearest to the one in slot 0.
  ///
  /// - Returns: 1…100; nil when the mean difference to the nearest table is more than a tenth of
  ///   its mean value, for then the table is of another family.
  func qualityOfNearestIJGTable() -> Int? {
    guard let table = quantizationTables[0], table.count == 64 else { return nil }
    var best: (quality: Int, difference: Int, sum: Int)?
    for quality in 1...100 {
      let scale = quality < 50 ? 5000 / quality : 200 - 2 * quality
      var difference = 0
      var sum = 0
      for (value, base) in zip(table, Self.luminance) {
        let expected = min(max((Int(base) * scale + 50) / 100, 1), 255)
        difference += abs(Int(value) - expected)
        sum += expected
      }
      // The higher quality of two that are equally near: tables repeat at the lowest ones.
      if best == nil || difference <= (best?.difference ?? .max) {
        best = (quality, difference, sum)
      }
    }
    guard let best, best.difference * 10 <= best.sum else { return nil }
    return best.quality
  }
}
