public import Pixels

/// Sums of products of a plane with itself or another one, shifted.
public enum NeighborCorrelation {
  /// The sum of `a[x, y] * b[x + dx, y + dy]` over all positions where both exist.
  ///
  /// - Parameters:
  ///   - first: A plane.
  ///   - second: A plane of the same size.
  ///   - dx: The shift in columns, not negative.
  ///   - dy: The shift in rows, not negative.
  /// - Accuracy: Within 10⁻⁵ of the sum of the magnitudes of the products of
  ///   ``referenceProduct(_:_:dx:dy:)``: a row is summed in single precision.
  public static func product(_ first: Plane, _ second: Plane, dx: Int = 0, dy: Int = 0) -> Double {
    precondition(first.width == second.width && first.height == second.height)
    precondition(dx >= 0 && dy >= 0)
    let (columns, rows) = (first.width - dx, first.height - dy)
    guard columns > 0, rows > 0 else { return 0 }
    let a = first.values.span
    let b = second.values.span
    let width = first.width
    var total = 0.0
    for y in 0..<rows {
      let from = y &* width
      let to = (y &+ dy) &* width &+ dx
      var sum = Lanes()
      var x = 0
      while x &+ 8 <= columns {
        sum += a.lanes(at: from &+ x) * b.lanes(at: to &+ x)
        x &+= 8
      }
      var rest = sum.sum()
      while x < columns {
        rest += a[from &+ x] * b[to &+ x]
        x &+= 1
      }
      total += Double(rest)
    }
    return total
  }

  /// What ``product(_:_:dx:dy:)`` computes, in double precision.
  public static func referenceProduct(
    _ first: Plane, _ second: Plane, dx: Int = 0, dy: Int = 0
  ) -> Double {
    var total = 0.0
    for y in 0..<max(first.height - dy, 0) {
      for x in 0..<max(first.width - dx, 0) {
        total += Double(first[x, y]) * Double(second[x + dx, y + dy])
      }
    }
    return total
  }
}
