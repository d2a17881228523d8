public import Pixels

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The discrete cosine transform of blocks of 8 × 8 samples, as JPEG defines it.
///
/// A value is in units of the samples; the zero-frequency one is eight times the mean of a block.
///
/// - Reference: ITU-T T.81 (1992) §A.3.3.
public enum BlockCosineTransform {
  /// `basis[8 u + x] = C(u) / 2 * cos((2 x + 1) u pi / 16)`, with `C(0) = sqrt(1 / 2)`.
  static let basis: [Float] = (0..<64).map { index in
    let (u, x) = (index / 8, index % 8)
    let scale = u == 0 ? 0.5 * 0.5.squareRoot() : 0.5
    return Float(scale * cos(Double((2 * x + 1) * u) * .pi / 16))
  }

  /// The coefficients of one block after another: 64 values a block, row-major, vertical frequency
  /// `v` in the rows; blocks in the order of the picture. Columns and rows that do not fill a block
  /// are left out.
  ///
  /// - Accuracy: Within 2⁻¹⁶ of the largest magnitude of the input of ``referenceBlocks(of:)``.
  public static func blocks(of plane: Plane) -> [Float] {
    let (across, down) = (plane.width / 8, plane.height / 8)
    var coefficients = [Float](repeating: 0, count: across * down * 64)
    var out = coefficients.mutableSpan
    let source = plane.values.span
    let factors = basis.span
    // columns[u]: the eight basis values of frequency u in the order of lanes, transposed.
    var transposed = [Float](repeating: 0, count: 64)
    for u in 0..<8 { for x in 0..<8 { transposed[8 * x + u] = basis[8 * u + x] } }
    let lanesOfColumn = transposed.span
    for by in 0..<down {
      for bx in 0..<across {
        let origin = by &* 8 &* plane.width &+ bx &* 8
        let target = (by &* across &+ bx) &* 64
        // Along columns: eight columns at once.
        var rows = (Lanes(), Lanes(), Lanes(), Lanes(), Lanes(), Lanes(), Lanes(), Lanes())
        for y in 0..<8 {
          let row = source.lanes(at: origin &+ y &* plane.width)
          rows.0 += row * factors[y]
          rows.1 += row * factors[8 &+ y]
          rows.2 += row * factors[16 &+ y]
          rows.3 += row * factors[24 &+ y]
          rows.4 += row * factors[32 &+ y]
          rows.5 += row * factors[40 &+ y]
          rows.6 += row * factors[48 &+ y]
          rows.7 += row * factors[56 &+ y]
        }
        // Along rows: each sample spreads over the eight frequencies of its lane.
        out.setLanes(spread(rows.0, lanesOfColumn), at: target)
        out.setLanes(spread(rows.1, lanesOfColumn), at: target &+ 8)
        out.setLanes(spread(rows.2, lanesOfColumn), at: target &+ 16)
        out.setLanes(spread(rows.3, lanesOfColumn), at: target &+ 24)
        out.setLanes(spread(rows.4, lanesOfColumn), at: target &+ 32)
        out.setLanes(spread(rows.5, lanesOfColumn), at: target &+ 40)
        out.setLanes(spread(rows.6, lanesOfColumn), at: target &+ 48)
        out.setLanes(spread(rows.7, lanesOfColumn), at: target &+ 56)
      }
    }
    return coefficients
  }

  @inline(__always)
  private static func spread(_ row: Lanes, _ columns: Span<Float>) -> Lanes {
    var sum = columns.lanes(at: 0) * row[0]
    for x in 1..<8 { sum += columns.lanes(at: 8 &* x) * row[x] }
    return sum
  }

  /// What ``blocks(of:)`` computes, term by term in double precision.
  public static func referenceBlocks(of plane: Plane) -> [Float] {
    let (across, down) = (plane.width / 8, plane.height / 8)
    var result: [Float] = []
    for by in 0..<down {
      for bx in 0..<across {
        for v in 0..<8 {
          for u in 0..<8 {
            var sum = 0.0
            for y in 0..<8 {
              for x in 0..<8 {
                sum +=
                  Double(plane[8 * bx + x, 8 * by + y])
                  * cos(Double((2 * x + 1) * u) * .pi / 16)
                  * cos(Double((2 * y + 1) * v) * .pi / 16)
              }
            }
            let scale = (u == 0 ? 0.5.squareRoot() : 1) * (v == 0 ? 0.5.squareRoot() : 1) / 4
            result.append(Float(sum * scale))
          }
        }
      }
    }
    return result
  }
}
