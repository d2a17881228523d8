public import Pixels

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The power of the frequencies of square tiles under a Hann window, and its averages over rings.
public struct PowerSpectrum: Sendable {
  /// The side of a tile, in samples.
  public let side: Int
  /// The number of columns of a spectrum: horizontal frequencies `0...side / 2`.
  public var columns: Int { side / 2 + 1 }
  private let transform: RealFourierTransform
  private let window: [Float]

  /// Creates a spectrum of tiles; nil for a side that cannot be transformed.
  public init?(side: Int) {
    guard let transform = RealFourierTransform(width: side, height: side) else { return nil }
    self.side = side
    self.transform = transform
    window = (0..<side).map { Float(0.5 - 0.5 * cos(2 * .pi * (Double($0) + 0.5) / Double(side))) }
  }

  /// Adds the power of the part of `plane` that starts at column `x`, row `y`, without its mean.
  ///
  /// - Parameters:
  ///   - plane: It holds the whole tile.
  ///   - x: The first column.
  ///   - y: The first row.
  ///   - power: `side * columns` sums, row `r` for vertical frequency `r` below `side / 2`, else
  ///     `r - side`.
  public func add(_ plane: Plane, x: Int = 0, y: Int = 0, to power: inout [Float]) {
    precondition(x >= 0 && y >= 0 && x + side <= plane.width && y + side <= plane.height)
    precondition(power.count == side * columns)
    var tile = Plane(width: side, height: side)
    do {
      let source = plane.values.span
      var out = tile.values.mutableSpan
      var sum = 0.0
      for row in 0..<side {
        var part: Float = 0
        let from = (y &+ row) &* plane.width &+ x
        for column in 0..<side { part += source[from &+ column] }
        sum += Double(part)
      }
      let mean = Float(sum / Double(side * side))
      let weights = window.span
      for row in 0..<side {
        let from = (y &+ row) &* plane.width &+ x
        let weight = weights[row]
        var column = 0
        while column < side {
          let value = (source.lanes(at: from &+ column) - mean) * weights.lanes(at: column) * weight
          out.setLanes(value, at: row &* side &+ column)
          column &+= 8
        }
      }
    }
    let spectrum = transform.transformed(tile)
    let real = spectrum.real.span
    let imaginary = spectrum.imaginary.span
    var out = power.mutableSpan
    for row in 0..<side {
      for column in 0..<columns {
        let at = row &* spectrum.stride &+ column
        out[row &* columns &+ column] += real[at] * real[at] + imaginary[at] * imaginary[at]
      }
    }
  }

  /// The mean power of rings of equal width, from frequency 0 (left out) to 0.5 cycles a sample;
  /// what lies beyond, towards the corners, is the last ring's.
  ///
  /// - Accuracy: Sums are in double precision.
  public func ringMeans(of power: [Float], count: Int) -> [Double] {
    precondition(count > 0 && power.count == side * columns)
    var sums = [Double](repeating: 0, count: count)
    var members = sums
    let source = power.span
    let rings = ringIndices(count)
    for index in 0..<source.count where rings[index] >= 0 {
      sums[Int(rings[index])] += Double(source[index])
      members[Int(rings[index])] += 1
    }
    return zip(sums, members).map { $0 / max($1, 1) }
  }

  /// The ring of each frequency; -1 for frequency 0.
  func ringIndices(_ count: Int) -> [Int16] {
    (0..<(side * columns)).map { index in
      let (row, column) = (index / columns, index % columns)
      let fy = row < side / 2 ? row : row - side
      if fy == 0 && column == 0 { return -1 }
      let radius = Double(fy * fy + column * column).squareRoot() / Double(side)
      return Int16(min(Int(radius * 2 * Double(count)), count - 1))
    }
  }
}
