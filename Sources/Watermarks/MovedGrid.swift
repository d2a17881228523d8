import PixelStatistics
import Pixels

/// A block grid that seems to have been written by a `dwtDct` encoder.
struct MovedGrid: Sendable, Equatable {
  /// The view whose values stand out on this grid.
  var view: DwtDctView
  /// The column of its first block, `0...7`.
  var x: Int
  /// The row of its first block, `0...7`.
  var y: Int
  /// How much more the values of this grid keep to the middle of a half step than those of the
  /// usual grid, `0...2`.
  var excess: Double

  /// How far a grid must stand out before its payload is searched for. Only a matter of time:
  /// the search itself allows for all grids.
  static let leastExcess = 0.22
  /// The side of the four tiles that are looked at, in pixels.
  static let tileSide = 96

  /// How many grids of one view are taken: values of plain areas keep their place on grids that
  /// lie a few pixels aside, too.
  static let gridsPerView = 4

  /// The grids that stand out, those of the clearest view first; at most eight.
  static func candidates(in pixels: PixelBuffer) -> [MovedGrid] {
    let empty = [Int](repeating: 0, count: 64)
    var sums = DwtDctView.all.map { _ in empty }
    var counts = sums
    // One tile after the other, so that the memory of one serves the next.
    for (x, y) in places(in: pixels) {
      let width = min(tileSide, pixels.width - 7 - x)
      let height = min(tileSide, pixels.height - 7 - y)
      guard let surface = HaarSurface(pixels, x: x, y: y, width: width, height: height) else {
        continue
      }
      let tile = Tile(surface: surface, x: x, y: y)
      for (index, view) in DwtDctView.all.enumerated() {
        add(tile, view: view, to: &sums[index], counts: &counts[index])
      }
    }
    let views = DwtDctView.all.enumerated().compactMap { index, view -> [MovedGrid]? in
      let scores = zip(sums[index], counts[index]).map { sum, count in
        count < 32 ? 0 : Double(sum) / Double(count) / 64
      }
      let usual = scores.sorted()[32]
      let grids = scores.indices.map { grid in
        MovedGrid(view: view, x: grid % 8, y: grid / 8, excess: scores[grid] - usual)
      }.filter { $0.excess >= leastExcess }.sorted { $0.excess > $1.excess }
      return grids.isEmpty ? nil : Array(grids.prefix(gridsPerView))
    }.sorted { $0[0].excess > $1[0].excess }
    return Array(views.prefix(2).joined())
  }

  private struct Tile {
    var surface: HaarSurface
    var x: Int
    var y: Int
  }

  /// Where four tiles start, about the centre of each quarter of the picture; one if it is small.
  private static func places(in pixels: PixelBuffer) -> [(x: Int, y: Int)] {
    let side = tileSide
    func starts(_ length: Int) -> [Int] {
      let room = length - 7 - side
      if room < 0 { return length > 7 + 32 ? [0] : [] }
      return room < side ? [room / 2] : [room / 4, room * 3 / 4]
    }
    return starts(pixels.height).flatMap { y in starts(pixels.width).map { (x: $0, y: y) } }
  }

  /// 64 times the negative cosine of the place within half a step, by the phase: 64 in the middle
  /// of a half step, where encoders put values, −64 at its border.
  private static let keeping: [Int] = (0..<72).map { phase in
    // The graded vote, turned by an eighth: -cos(2a) = 2 sin(a)² - 1.
    let sine = Double(BlockPhases.votes[phase]) / 64
    return Int((64 * (2 * sine * sine - 1)).rounded())
  }

  /// ``keeping`` by the value of a block, `0...1020`.
  private static let keepingByValue: [Int16] = (0..<1024).map { value in
    value <= 1020 ? Int16(keeping[value % Int(BlockPhases.step)]) : 0
  }

  private static func add(
    _ tile: Tile, view: DwtDctView, to sums: inout [Int], counts: inout [Int]
  ) {
    let surface = tile.surface
    let source = view.exchangesRedAndBlue ? surface.red : surface.blue
    let lowest = source.lowest.span
    let highest = source.highest.span
    let table = Self.keepingByValue
    let keeping = table.span
    let center = SIMD8<Int16>(repeating: view.isFloat ? BlockPhases.floatCenter : 0)
    let lanes: SIMD8<Int16> = [0, 1, 2, 3, 4, 5, 6, 7]
    let zero = SIMD8<Int16>(repeating: 0)
    for row in 0..<surface.height {
      // Eight neighbouring positions belong to eight grids.
      var sum = zero
      var count = zero
      for vector in 0..<surface.vectorsPerRow {
        let at = row &* surface.vectorsPerRow &+ vector
        let (low, high) = (lowest[at], highest[at])
        let last = Int16(truncatingIfNeeded: surface.width &- vector &* 8 &- 1)
        // All bits are set where a block is flat, or lies to the right of the tile: signs do what
        // masks of comparisons do, and stay in vectors.
        let isUnused =
          ((high &- low &- BlockPhases.leastContrast) | (last &- lanes)) &>> 15
        // The value farthest from the centre is one of the two extremes.
        let (above, below) = (high &- center, center &- low)
        let value = above.replacing(with: below, where: below .> above) & 1023
        let kept = SIMD8<Int16>(
          keeping[Int(value[0])], keeping[Int(value[1])], keeping[Int(value[2])],
          keeping[Int(value[3])], keeping[Int(value[4])], keeping[Int(value[5])],
          keeping[Int(value[6])], keeping[Int(value[7])])
        sum &+= kept & ~isUnused
        count &+= 1 &+ isUnused
      }
      let base = ((tile.y &+ row) & 7) &* 8
      for lane in 0..<8 {
        let grid = base &+ ((tile.x &+ lane) & 7)
        sums[grid] &+= Int(sum[lane])
        counts[grid] &+= Int(count[lane])
      }
    }
  }
}
