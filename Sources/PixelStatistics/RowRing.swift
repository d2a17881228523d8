/// The rows of a picture that a filter of columns needs at a time, each filtered along already.
struct RowRing: ~Copyable {
  /// The number of rows whose columns are filtered together.
  static let block = 8

  /// The number of columns.
  let width: Int
  /// The number of rows of the picture.
  let height: Int
  /// How many rows above and below count.
  let radius: Int
  /// The number of rows that are kept: those of a block, its surroundings, and those that the
  /// making of whole blocks may add.
  let kept: Int
  /// The distance between rows. Rows a power of two apart would fall on the same place of the cache.
  let stride: Int
  /// `kept * stride` values; row `y` of the picture is row `y % kept`.
  var rows: [Float]
  /// One row with margins, working space.
  var line: [Float]
  /// Where the rows of the present block and its surroundings begin.
  var starts: [Int]
  /// The number of rows that were added.
  var ready = 0

  init(width: Int, height: Int, radius: Int) {
    self.width = width
    self.height = height
    self.radius = radius
    kept = 2 * radius + 2 * Self.block
    stride = (width + 15) / 16 * 16 + 16
    rows = [Float](repeating: 0, count: kept * stride)
    line = [Float](repeating: 0, count: width + 2 * radius)
    starts = [Int](repeating: 0, count: Self.block + 2 * radius)
  }

  /// The number of rows that must have been added before a block can be filtered.
  func needed(for y: Int, count: Int) -> Int { min(height, y + count + radius) }

  /// Finds the rows around the block that begins at row `y`; beyond the border it is mirrored.
  mutating func setStarts(for y: Int) {
    for index in starts.indices {
      // Rows of the block beyond the picture are not used, but must not point anywhere.
      let row = min(y + index - radius, height - 1 + radius)
      starts[index] = GaussianFilter.reflected(row, height) % kept * stride
    }
  }

  /// Hands out the working space and the rows.
  mutating func take() -> (line: [Float], rows: [Float]) {
    let result = (line, rows)
    (line, rows) = ([], [])
    return result
  }

  /// Takes them back.
  mutating func put(line: [Float], rows: [Float]) {
    self.line = line
    self.rows = rows
  }
}
