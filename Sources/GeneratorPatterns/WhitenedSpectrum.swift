import PixelStatistics

/// A spectrum of 512 × 512 pixels divided by its local strength, in the ring that
/// ``PatternTemplate/Statistic/whitened`` uses.
///
/// `w = X / (sqrt(B) + 10⁻⁶)`, its modulus limited to 2.5; B is the mean of `|X|²` over 15 × 15
/// bins, which wraps at the edges of the half plane.
struct WhitenedSpectrum {
  /// In the layout of ``HalfSpectrum``, zero outside the ring.
  var real: [Float]
  var imaginary: [Float]
  /// The mean of `|w|²` over the ring.
  var power: Double

  /// Whitens a spectrum of 512 × 512 pixels.
  init(_ spectrum: HalfSpectrum) {
    let (rows, columns, stride) = (spectrum.height, spectrum.columns, spectrum.stride)
    precondition(rows == 512 && columns == 257)
    let (xs, ys) = (spectrum.real.span, spectrum.imaginary.span)
    precondition(xs.count == rows * stride && ys.count == xs.count)
    var real = [Float](repeating: 0, count: rows * stride)
    var imaginary = [Float](repeating: 0, count: rows * stride)
    // |X|², then running sums over 15 rows for each column, then sums over 15 columns as
    // differences of a running total; both in double precision, since what entered must leave.
    var squares = [Float](repeating: 0, count: rows * stride)
    do {
      var out = squares.mutableSpan
      var at = 0
      while at < rows &* stride {
        let (x, y) = (xs.lanes(at), ys.lanes(at))
        out.setLanes(x * x + y * y, at)
        at &+= 8
      }
    }
    let energy = squares.span
    // 1 in the ring and 0 outside.
    var ring = [Float](repeating: 0, count: stride)
    var running = [Double](repeating: 0, count: stride)
    // Totals of the columns before `column - 8`, from -8 to columns + 7, wrapped.
    var totals = [Double](repeating: 0, count: columns + 16)
    var local = [Float](repeating: 0, count: stride)
    for offset in -7...7 {
      let from = (offset + rows) % rows * stride
      for column in 0..<columns { running[column] += Double(energy[from + column]) }
    }
    var (total, members) = (0.0, 0.0)
    var outReal = real.mutableSpan
    var outImaginary = imaginary.mutableSpan
    for row in 0..<rows {
      do {
        let sums = running.span
        var out = totals.mutableSpan
        var sum = 0.0
        for column in 0..<7 {
          sum += sums[columns &- 7 &+ column]
          out[column &+ 1] = sum
        }
        for column in 0..<columns {
          sum += sums[column]
          out[column &+ 8] = sum
        }
        for column in 0..<7 {
          sum += sums[column]
          out[column &+ 8 &+ columns] = sum
        }
        var means = local.mutableSpan
        let prefix = out.span
        for column in 0..<columns {
          means[column] = Float(max(prefix[column &+ 15] - prefix[column], 0) / 225)
        }
      }
      let run = PatternValues.ringRuns[row]
      for column in 0..<stride { ring[column] = run.contains(Int32(column)) ? 1 : 0 }
      let mask = ring.span
      let means = local.span
      var (power, count) = (SIMD8<Float>(), SIMD8<Float>())
      var column = 0
      while column < stride {
        let at = row &* stride &+ column
        let weight = mask.lanes(column)
        let strength = weight / (means.lanes(column).squareRoot() + 1e-6)
        let (x, y) = (xs.lanes(at) * strength, ys.lanes(at) * strength)
        let square = x * x + y * y
        let isLarge = square .> 6.25
        let limit = SIMD8<Float>(repeating: 1).replacing(
          with: 2.5 / square.squareRoot(), where: isLarge)
        outReal.setLanes(x * limit, at)
        outImaginary.setLanes(y * limit, at)
        power += square.replacing(with: 6.25, where: isLarge)
        count += weight
        column &+= 8
      }
      total += Double(power.sum())
      members += Double(count.sum())
      let entering = (row &+ 8) % rows &* stride
      let leaving = (row &- 7 &+ rows) % rows &* stride
      var sums = running.mutableSpan
      for column in 0..<columns {
        sums[column] += Double(energy[entering &+ column]) - Double(energy[leaving &+ column])
      }
    }
    self.real = real
    self.imaginary = imaginary
    power = members > 0 ? total / members : 0
  }
}

extension MutableSpan where Element == Float {
  /// Replaces the eight values from `index` on, for loops that checked their whole range before;
  /// debug builds check each access.
  @inline(__always)
  mutating func setLanes(_ value: SIMD8<Float>, _ index: Int) {
    assert(index >= 0 && index &+ 8 <= count)
    var raw = unsafe mutableBytes
    unsafe raw.storeBytes(of: value, toUncheckedByteOffset: index &* 4, as: SIMD8<Float>.self)
  }
}
