import Pixels

/// How pixels lie to their eight neighbours: the shares of rotation-invariant uniform binary
/// patterns of luma at three scales, and of both colour differences at a quarter of the size, where
/// halved chroma of a JPEG makes no difference.
///
/// A pattern says which neighbours are at least as bright as the pixel, and nothing of by how much,
/// so light, contrast and colour of the scene do not enter. A second kind, of luma at a quarter of
/// the size, says which neighbours differ from the pixel by at least the mean difference.
///
/// - Reference: T. Ojala, M. Pietikäinen, T. Mäenpää, "Multiresolution gray-scale and rotation
///   invariant texture classification with local binary patterns", IEEE TPAMI 24(7), 2002, with the
///   eight nearest pixels instead of a circle; Z. Guo, L. Zhang, D. Zhang, "A completed modeling of
///   local binary pattern operator for texture classification", IEEE TIP 19(6), 2010, for the second
///   kind.
struct BinaryPatternFeatures: FeatureFamily {
  private static let planes = ["full", "half", "quarter", "difference", "blue", "red"]
  /// Zero to eight neighbours in one run, and all other patterns.
  private static let classCount = 10

  static let names: [String] = planes.flatMap { plane in
    (0..<classCount).map { "pattern.\(plane).\($0)" }
  }

  /// The class of each pattern, whose bits go around the pixel.
  private static let classes: [UInt8] = (0..<256).map { pattern in
    let turned = (pattern >> 1) | ((pattern & 1) << 7)
    let changes = (pattern ^ turned).nonzeroBitCount
    return UInt8(changes <= 2 ? pattern.nonzeroBitCount : classCount - 1)
  }

  private var sums = [Double](repeating: 0, count: names.count)
  private var count = 0.0
  private var colorCount = 0.0

  init(side: Int, coding: PictureCoding) {}

  mutating func add(_ tile: TileSamples) {
    let (half, blue, red) = (
      tile.luma.halved(), tile.blue.minus(tile.luma), tile.red.minus(tile.luma)
    )
    add(tile.luma, at: 0)
    add(half, at: 1)
    let quarter = half.halved()
    add(quarter, at: 2)
    add(Self.differenceShares(of: quarter), at: 3)
    count += 1
    guard !tile.isGray else { return }
    add(blue.halved().halved(), at: 4)
    add(red.halved().halved(), at: 5)
    colorCount += 1
  }

  private mutating func add(_ plane: Plane, at index: Int) {
    add(Self.shares(of: plane), at: index)
  }

  private mutating func add(_ shares: [Double], at index: Int) {
    for place in shares.indices { sums[index * Self.classCount + place] += shares[place] }
  }

  func values() -> [Float] {
    sums.enumerated().map { index, sum in
      Float(sum / max(index < 4 * Self.classCount ? count : colorCount, 1))
    }
  }

  /// The share of each class among the pixels that have eight neighbours.
  static func shares(of plane: Plane) -> [Double] {
    var counts = [Int](repeating: 0, count: classCount)
    let (width, height) = (plane.width, plane.height)
    guard width > 2, height > 2 else { return counts.map(Double.init) }
    do {
      let source = plane.values.span
      let classes = Self.classes.span
      var out = counts.mutableSpan
      for y in 1..<(height &- 1) {
        var at = y &* width &+ 1
        for _ in 1..<(width &- 1) {
          let middle = source[at]
          let (above, below) = (at &- width, at &+ width)
          var pattern = source[above &- 1] >= middle ? 1 : 0
          pattern |= source[above] >= middle ? 2 : 0
          pattern |= source[above &+ 1] >= middle ? 4 : 0
          pattern |= source[at &+ 1] >= middle ? 8 : 0
          pattern |= source[below &+ 1] >= middle ? 16 : 0
          pattern |= source[below] >= middle ? 32 : 0
          pattern |= source[below &- 1] >= middle ? 64 : 0
          pattern |= source[at &- 1] >= middle ? 128 : 0
          out[Int(classes[pattern])] &+= 1
          at &+= 1
        }
      }
    }
    let total = Double((width - 2) * (height - 2))
    return counts.map { Double($0) / total }
  }

  /// The same of the neighbours that differ from a pixel by at least the mean difference.
  static func differenceShares(of plane: Plane) -> [Double] {
    var counts = [Int](repeating: 0, count: classCount)
    let (width, height) = (plane.width, plane.height)
    guard width > 2, height > 2 else { return counts.map(Double.init) }
    // Around the pixel, as the bits of a pattern go.
    let steps = [-width - 1, -width, 1 - width, 1, width + 1, width, width - 1, -1]
    let total = Double((width - 2) * (height - 2))
    do {
      let source = plane.values.span
      let classes = Self.classes.span
      var out = counts.mutableSpan
      var sum = 0.0
      for y in 1..<(height &- 1) {
        for at in (y &* width &+ 1)..<(y &* width &+ width &- 1) {
          for step in steps { sum += Double((source[at &+ step] - source[at]).magnitude) }
        }
      }
      let mean = Float(sum / (8 * total))
      for y in 1..<(height &- 1) {
        for at in (y &* width &+ 1)..<(y &* width &+ width &- 1) {
          var pattern = 0
          for (bit, step) in steps.enumerated()
          where (source[at &+ step] - source[at]).magnitude >= mean { pattern |= 1 << bit }
          out[Int(classes[pattern])] &+= 1
        }
      }
    }
    return counts.map { Double($0) / total }
  }
}
