public import Pixels

/// How often three neighbouring high-pass values fall into each combination of five classes.
///
/// A value `v` has class `clamp(round(v / step), -2, 2)`, halves away from zero. Combinations that
/// become equal when all signs are turned or the order is reversed are counted as one, because
/// pictures have no preferred sign or direction: 125 combinations make 39 bins.
///
/// - Reference: T. Pevný, P. Bas, J. Fridrich, "Steganalysis by subtractive pixel adjacency
///   matrix", IEEE TIFS 5(2), 2010; J. Fridrich, J. Kodovský, "Rich models for steganalysis of
///   digital images", IEEE TIFS 7(3), 2012.
public enum SignedCooccurrence {
  /// The number of bins of a triple.
  public static let tripleBinCount = 39
  /// The number of bins of a pair: 25 combinations, equal under a turn of both signs.
  public static let pairBinCount = 13

  /// The bin of each of the 125 combinations, at `25 a + 5 b + c` with classes `0...4`.
  static let tripleBins: [UInt8] = {
    var bins = [UInt8](repeating: .max, count: 125)
    var next: UInt8 = 0
    for a in 0..<5 {
      for b in 0..<5 {
        for c in 0..<5 where bins[25 * a + 5 * b + c] == .max {
          for index in [
            25 * a + 5 * b + c, 25 * c + 5 * b + a, 25 * (4 - a) + 5 * (4 - b) + 4 - c,
            25 * (4 - c) + 5 * (4 - b) + 4 - a,
          ] { bins[index] = next }
          next += 1
        }
      }
    }
    return bins
  }()

  /// The bin of each of the 25 combinations, at `5 a + b`.
  static let pairBins: [UInt8] = {
    var bins = [UInt8](repeating: .max, count: 25)
    var next: UInt8 = 0
    for a in 0..<5 {
      for b in 0..<5 where bins[5 * a + b] == .max {
        bins[5 * a + b] = next
        bins[5 * (4 - a) + 4 - b] = next
        next += 1
      }
    }
    return bins
  }()

  /// The class, `0...4`, of every value of a plane.
  ///
  /// - Accuracy: Equal to ``referenceClasses(of:step:)`` but where `v / step` lies within 10⁻⁵ of
  ///   the border of two classes.
  public static func classes(of plane: Plane, step: Float) -> [UInt8] {
    precondition(step > 0)
    let count = plane.values.count
    guard count >= 8 else { return referenceClasses(of: plane, step: step) }
    var classes = [UInt8](repeating: 0, count: count)
    var out = classes.mutableSpan
    let source = plane.values.span
    let (inverse, low, high) = (1 / step, Lanes(repeating: -2), Lanes(repeating: 2))
    var index = 0
    while index < count {
      index = min(index, count &- 8)
      let scaled = (source.lanes(at: index) * inverse).clamped(lowerBound: low, upperBound: high)
      let lanes = SIMD8<Int32>(
        truncatingIfNeeded: SIMD8<Int32>(scaled.rounded(.toNearestOrAwayFromZero)))
      let bytes = SIMD8<UInt8>(truncatingIfNeeded: lanes &+ 2)
      for lane in 0..<8 { out[index &+ lane] = bytes[lane] }
      index &+= 8
    }
    return classes
  }

  /// What ``classes(of:step:)`` computes, value by value.
  public static func referenceClasses(of plane: Plane, step: Float) -> [UInt8] {
    plane.values.map { value in
      UInt8(min(max((value / step).rounded(.toNearestOrAwayFromZero), -2), 2) + 2)
    }
  }

  /// Counts the triples of classes that lie `stride` apart, three in a line.
  ///
  /// - Parameters:
  ///   - classes: `width * height` classes `0...4`.
  ///   - width: The number of columns.
  ///   - alongRow: Whether a triple lies in a row; else in a column.
  ///   - counts: ``tripleBinCount`` counts, which are added to.
  /// - Accuracy: Exact.
  public static func countTriples(
    _ classes: [UInt8], width: Int, alongRow: Bool, into counts: inout [UInt32]
  ) {
    precondition(counts.count == tripleBinCount && width > 0 && classes.count % width == 0)
    let height = classes.count / width
    let (columns, rows) = alongRow ? (width - 2, height) : (width, height - 2)
    guard columns > 0, rows > 0 else { return }
    let step = alongRow ? 1 : width
    // Two tables, because a counter that was just written is slow to read again.
    var even = [UInt32](repeating: 0, count: 128)
    var odd = even
    let source = classes.span
    do {
      var first = even.mutableSpan
      var second = odd.mutableSpan
      for y in 0..<rows {
        var index = y &* width
        for x in 0..<columns {
          let code =
            25 &* Int(source[index]) &+ 5 &* Int(source[index &+ step])
            &+ Int(source[index &+ 2 &* step])
          if x & 1 == 0 { first[code] &+= 1 } else { second[code] &+= 1 }
          index &+= 1
        }
      }
    }
    for code in 0..<125 { counts[Int(tripleBins[code])] &+= even[code] &+ odd[code] }
  }

  /// What ``countTriples(_:width:alongRow:into:)`` counts, by definition.
  public static func referenceCountTriples(
    _ classes: [UInt8], width: Int, alongRow: Bool, into counts: inout [UInt32]
  ) {
    let height = classes.count / width
    for y in 0..<height {
      for x in 0..<width {
        let (dx, dy) = alongRow ? (1, 0) : (0, 1)
        guard x + 2 * dx < width, y + 2 * dy < height else { continue }
        let triple = (0..<3).map { Int(classes[(y + $0 * dy) * width + x + $0 * dx]) }
        counts[Int(tripleBins[25 * triple[0] + 5 * triple[1] + triple[2]])] += 1
      }
    }
  }

  /// Counts the pairs of classes at the same place of two planes.
  ///
  /// - Parameter counts: ``pairBinCount`` counts, which are added to.
  /// - Accuracy: Exact.
  public static func countPairs(
    _ first: [UInt8], _ second: [UInt8], into counts: inout [UInt32]
  ) {
    precondition(first.count == second.count && counts.count == pairBinCount)
    var table = [UInt32](repeating: 0, count: 32)
    do {
      let a = first.span
      let b = second.span
      var out = table.mutableSpan
      for index in 0..<a.count { out[5 &* Int(a[index]) &+ Int(b[index])] &+= 1 }
    }
    for code in 0..<25 { counts[Int(pairBins[code])] &+= table[code] }
  }
}
