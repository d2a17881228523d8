import Pixels

/// The samples of a tile as planes, `0...255`.
struct TileSamples {
  /// Where the tile lies.
  let tile: PictureTile
  let red: Plane
  let green: Plane
  let blue: Plane
  /// `0.299 R + 0.587 G + 0.114 B`.
  let luma: Plane
  /// Whether all channels are equal: then nothing can be said between channels.
  let isGray: Bool

  /// Takes the samples from a picture that holds the tile.
  init(_ picture: PixelBuffer, _ tile: PictureTile) {
    self.tile = tile
    let side = tile.side
    var red = [Float](repeating: 0, count: side * side)
    var (green, blue, luma) = (red, red, red)
    var isGray = true
    do {
      let source = picture.samples.span
      let channels = picture.channelCount
      let (g, b) = picture.layout == .gray ? (0, 0) : (1, 2)
      var outRed = red.mutableSpan
      var outGreen = green.mutableSpan
      var outBlue = blue.mutableSpan
      var outLuma = luma.mutableSpan
      var to = 0
      for row in 0..<side {
        var from = (tile.y &+ row) &* picture.rowStride &+ tile.x &* channels
        for _ in 0..<side {
          let (r, gr, bl) = (source[from], source[from &+ g], source[from &+ b])
          if r != gr || gr != bl { isGray = false }
          let (fr, fg, fb) = (Float(r), Float(gr), Float(bl))
          outRed[to] = fr
          outGreen[to] = fg
          outBlue[to] = fb
          outLuma[to] = 0.299 * fr + 0.587 * fg + 0.114 * fb
          to &+= 1
          from &+= channels
        }
      }
    }
    self.red = Plane(width: side, height: side, values: red)
    self.green = Plane(width: side, height: side, values: green)
    self.blue = Plane(width: side, height: side, values: blue)
    self.luma = Plane(width: side, height: side, values: luma)
    self.isGray = isGray
  }
}

/// A family of statistics: it takes tiles one by one and gives a fixed number of values.
protocol FeatureFamily: SendableMetatype {
  /// The name of each value, in order; unique among all families.
  static var names: [String] { get }
  /// Creates a family without tiles.
  init(side: Int, coding: PictureCoding)
  /// Takes a tile.
  mutating func add(_ tile: TileSamples)
  /// As many finite values as there are names.
  func values() -> [Float]
}

extension Plane {
  /// The mean magnitude of the values; 0 for an empty plane.
  var meanMagnitude: Double {
    var sum = 0.0
    let source = values.span
    for index in 0..<source.count { sum += Double(source[index].magnitude) }
    return sum / Double(max(source.count, 1))
  }

  /// The plane of `self - other`.
  func minus(_ other: Plane) -> Plane {
    precondition(width == other.width && height == other.height)
    var result = self
    do {
      let source = other.values.span
      var out = result.values.mutableSpan
      for index in 0..<source.count { out[index] -= source[index] }
    }
    return result
  }

  /// The plane of means of 2 × 2 values.
  func halved() -> Plane {
    let (newWidth, newHeight) = (width / 2, height / 2)
    var result = Plane(width: newWidth, height: newHeight)
    do {
      let source = values.span
      var out = result.values.mutableSpan
      for y in 0..<newHeight {
        var from = 2 &* y &* width
        for x in 0..<newWidth {
          let sum =
            source[from] + source[from &+ 1] + source[from &+ width] + source[from &+ width &+ 1]
          out[y &* newWidth &+ x] = sum * 0.25
          from &+= 2
        }
      }
    }
    return result
  }
}
