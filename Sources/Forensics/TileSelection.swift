public import Pixels

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A square part of a picture, in pixels.
public struct PictureTile: Sendable, Hashable {
  /// The first column, a multiple of 16.
  public let x: Int
  /// The first row, a multiple of 16.
  public let y: Int
  /// The number of columns and rows.
  public let side: Int
  /// The mean difference of neighbouring pixels in a row, in gray levels.
  public let texture: Float
  /// The share of pixels with luma below 3 or above 252, `0...1`.
  public let clipped: Float
}

/// The tiles of a picture that are measured: up to nine, never resized, where there is something
/// to measure and not all at one place.
///
/// Tiles start at multiples of 16 pixels, so that all see the grid of JPEG blocks at one phase.
public struct TileSelection: Sendable, Hashable {
  /// The largest number of tiles.
  public static let maximumCount = 9
  /// The number of candidates of which tiles are chosen, at most about this.
  static let candidateLimit = 600

  /// The tiles, the most telling one first.
  public let tiles: [PictureTile]
  /// The number of candidates that are neither flat nor mostly clipped.
  public let informativeCount: Int
  /// The number of candidates looked at.
  public let candidateCount: Int

  /// A rectangle that should be measured first, such as a face, in pixels.
  public struct Region: Sendable, Hashable {
    /// The first column.
    public var x: Int
    /// The first row.
    public var y: Int
    /// The number of columns.
    public var width: Int
    /// The number of rows.
    public var height: Int

    /// Creates a region.
    public init(x: Int, y: Int, width: Int, height: Int) {
      self.x = x
      self.y = y
      self.width = width
      self.height = height
    }
  }

  /// The side of tiles in a picture of this size: 128, or 64 where less than 2 × 2 of them fit.
  public static func tileSide(width: Int, height: Int) -> Int {
    min(width, height) >= 256 ? 128 : 64
  }

  /// Chooses tiles.
  ///
  /// - Parameters:
  ///   - picture: The picture as stored.
  ///   - regions: What is preferred; the first three count, and may leave the picture.
  public init(of picture: PixelBuffer, preferring regions: [Region] = []) {
    let side = Self.tileSide(width: picture.width, height: picture.height)
    let columns = Self.starts(picture.width, side: side)
    let rows = Self.starts(picture.height, side: side)
    var candidates: [PictureTile] = []
    // A wide choice needs no more than every so many positions.
    let total = columns.count * rows.count
    let step = max(1, Int((Double(total) / Double(Self.candidateLimit)).squareRoot().rounded(.up)))
    for row in stride(from: 0, to: rows.count, by: step) {
      for column in stride(from: 0, to: columns.count, by: step) {
        candidates.append(Self.measure(picture, x: columns[column], y: rows[row], side: side))
      }
    }
    candidateCount = candidates.count
    let informative = candidates.filter(\.isInformative)
    informativeCount = informative.count
    tiles = Self.choose(
      informative, in: picture, preferring: regions.prefix(3).map { $0 })
  }

  /// Evenly spread starts, at multiples of 16, of tiles that do not overlap.
  static func starts(_ length: Int, side: Int) -> [Int] {
    let count = length / side
    guard count > 1 else { return count == 1 ? [(length - side) / 32 * 16] : [] }
    let free = length - count * side
    return (0..<count).map { ($0 * side + free * $0 / (count - 1)) / 16 * 16 }
  }

  private static func measure(_ picture: PixelBuffer, x: Int, y: Int, side: Int) -> PictureTile {
    let channels = picture.channelCount
    let source = picture.samples.span
    let isGray = picture.layout == .gray
    var (sum, clipped, count) = (0, 0, 0)
    // Every fourth row tells enough.
    for row in stride(from: y + 1, to: y + side, by: 4) {
      var from = row &* picture.rowStride &+ x &* channels
      var last = -1
      for _ in 0..<side {
        let luma =
          isGray
          ? Int(source[from])
          : (77 &* Int(source[from]) &+ 150 &* Int(source[from &+ 1])
            &+ 29 &* Int(source[from &+ 2])) >> 8
        if last >= 0 { sum &+= abs(luma &- last) }
        if luma < 3 || luma > 252 { clipped &+= 1 }
        last = luma
        count &+= 1
        from &+= channels
      }
    }
    return PictureTile(
      x: x, y: y, side: side, texture: Float(sum) / Float(max(count, 1)),
      clipped: Float(clipped) / Float(max(count, 1)))
  }

  /// Takes the tile with the best sum of texture and distance to those taken before, again and
  /// again; tiles at the centre of preferred regions come first.
  private static func choose(
    _ candidates: [PictureTile], in picture: PixelBuffer, preferring regions: [Region]
  ) -> [PictureTile] {
    var rest = candidates
    var chosen: [PictureTile] = []
    for region in regions {
      let (x, y) = (region.x &+ region.width / 2, region.y &+ region.height / 2)
      guard
        let index = rest.firstIndex(where: {
          x >= $0.x && x < $0.x + $0.side && y >= $0.y && y < $0.y + $0.side
        })
      else { continue }
      chosen.append(rest.remove(at: index))
    }
    let diagonal = hypot(Double(picture.width), Double(picture.height))
    while chosen.count < maximumCount, !rest.isEmpty {
      var best = (index: 0, value: -Double.infinity)
      for (index, tile) in rest.enumerated() {
        // Strong texture hides noise, so its worth grows slowly and ends at 12 levels.
        let texture = log2(Double(min(tile.texture, 12)) + 0.5) / 4
        let distance =
          chosen.map { hypot(Double($0.x - tile.x), Double($0.y - tile.y)) }.min() ?? 0
        let value = texture - Double(tile.clipped) + distance / diagonal
        if value > best.value { best = (index, value) }
      }
      chosen.append(rest.remove(at: best.index))
    }
    return chosen
  }
}

extension PictureTile {
  /// Whether there is anything to measure: some texture, and less than half of it clipped.
  public var isInformative: Bool { texture >= 0.6 && clipped < 0.5 }
}
