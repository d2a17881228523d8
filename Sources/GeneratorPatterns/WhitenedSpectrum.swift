import PixelStatistics

/// A spectrum of 512 × 512 pixels divided by its local strength, in the ring that
/// ``PatternTemplate/Statistic/whitened`` uses.
///
/// `w = X / (sqrt(B) + 10⁻⁶)`, its modulus limited to 2.5; B is the mean of `|X|²` over 15 × 15
/// bins, which wraps at the edges of the half plane.
struct WhitenedSpectrum {
  /// `512 * 257` values, zero outside the ring.
  var real: [Float]
  var imaginary: [Float]
  /// The mean of `|w|²` over the ring.
  var power: Double

  init(_ spectrum: HalfSpectrum) {
    let (rows, columns) = (spectrum.height, spectrum.columns)
    let count = rows * columns
    // Sums over columns, then over rows, both as running sums in double precision.
    var across = [Double](repeating: 0, count: count)
    var real = [Float](repeating: 0, count: count)
    var imaginary = real
    var energy = [Double](repeating: 0, count: columns)
    let sourceReal = spectrum.real.span
    let sourceImaginary = spectrum.imaginary.span
    do {
      var out = across.mutableSpan
      var line = energy.mutableSpan
      for row in 0..<rows {
        let base = row &* spectrum.stride
        for column in 0..<columns {
          let (x, y) = (sourceReal[base &+ column], sourceImaginary[base &+ column])
          line[column] = Double(x * x + y * y)
        }
        var sum = 0.0
        for offset in -7...7 { sum += line[(offset + columns) % columns] }
        for column in 0..<columns {
          out[row &* columns &+ column] = sum
          let entering = column &+ 8
          let leaving = column &- 7
          sum += line[entering < columns ? entering : entering &- columns]
          sum -= line[leaving < 0 ? leaving &+ columns : leaving]
        }
      }
    }
    var total = 0.0
    var members = 0
    var sums = [Double](repeating: 0, count: columns)
    let source = across.span
    var running = sums.mutableSpan
    for offset in -7...7 {
      let row = (offset + rows) % rows
      for column in 0..<columns { running[column] += source[row &* columns &+ column] }
    }
    var outReal = real.mutableSpan
    var outImaginary = imaginary.mutableSpan
    for row in 0..<rows {
      let fy = row < rows / 2 ? row : row &- rows
      let entering = (row &+ 8) % rows
      let leaving = (row &- 7 &+ rows) % rows
      for column in 0..<columns {
        if PatternTemplate.isInRing(fx: column, fy: fy) {
          let from = row &* spectrum.stride &+ column
          let strength = Float(max(running[column], 0) / 225).squareRoot() + 1e-6
          let x = sourceReal[from] / strength
          let y = sourceImaginary[from] / strength
          let square = x * x + y * y
          let limit: Float = square > 6.25 ? 2.5 / square.squareRoot() : 1
          outReal[row &* columns &+ column] = x * limit
          outImaginary[row &* columns &+ column] = y * limit
          total += Double(min(square, 6.25))
          members &+= 1
        }
        running[column] +=
          source[entering &* columns &+ column] - source[leaving &* columns &+ column]
      }
    }
    self.real = real
    self.imaginary = imaginary
    power = members > 0 ? total / Double(members) : 0
  }
}
