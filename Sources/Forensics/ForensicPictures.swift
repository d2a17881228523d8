import PixelStatistics
public import Pixels

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Pictures that show what the statistics were computed from, for reports. Each is RGB.
public enum ForensicPictures {
  /// The longest side of a residual or a map, in pixels.
  public static let maximumSide = 768

  /// What each pixel is beyond the value that its neighbours predict, around middle gray and eight
  /// times as strong; the middle of the picture where it is larger than ``maximumSide``.
  ///
  /// - Returns: Nil for a picture of less than 8 × 8 pixels.
  public static func residual(of picture: PixelBuffer) -> PixelBuffer? {
    let (width, height) = (min(picture.width, maximumSide), min(picture.height, maximumSide))
    guard min(width, height) >= 8,
      let part = picture.cropped(
        x: (picture.width - width) / 2, y: (picture.height - height) / 2, width: width,
        height: height)
    else { return nil }
    let errors = NeighborhoodFilter.predictionError.applied(to: part.luma())
    var samples = [UInt8](repeating: 0, count: errors.values.count * 3)
    do {
      let source = errors.values.span
      var out = samples.mutableSpan
      for index in 0..<source.count {
        let level = UInt8(min(max(128 + 8 * source[index], 0), 255))
        for channel in 0..<3 { out[3 &* index &+ channel] = level }
      }
    }
    return PixelBuffer(width: errors.width, height: errors.height, layout: .rgb, samples: samples)
  }

  /// A line of the spectrum that stands out.
  public struct SpectrumPeak: Sendable, Hashable {
    /// The horizontal frequency, in cycles a pixel, `0...0.5`.
    public let horizontal: Double
    /// The vertical frequency, in cycles a pixel, `-0.5...0.5`.
    public let vertical: Double
    /// The natural logarithm of its power over that of its surroundings.
    public let strength: Double
    /// Whether both frequencies are multiples of 1/8, as JPEG blocks and enlarging networks make.
    public let isOnLattice: Bool
  }

  /// The mean log spectrum of the tiles, frequency 0 in the middle, and the lines that stand out.
  public struct Spectrum: Sendable, Hashable {
    /// The picture: four pixels for a frequency; peaks at multiples of 1/8 boxed in red, others in
    /// yellow.
    public let picture: PixelBuffer
    /// The marked peaks, the strongest first, at most twelve.
    public let peaks: [SpectrumPeak]
  }

  /// The least strength of a peak that is marked.
  static let markedStrength = 2.5

  /// The log spectrum of the tiles of a picture; nil without tiles.
  public static func spectrum(of picture: PixelBuffer, tiles: [PictureTile]) -> Spectrum? {
    guard let side = tiles.first?.side, let spectrum = PowerSpectrum(side: side) else { return nil }
    var features = SpectrumFeatures(side: side, coding: .lossless)
    for tile in tiles where tile.side == side { features.add(TileSamples(picture, tile)) }
    let power = features.power
    let columns = spectrum.columns
    let levels = power.map { log(Double($0) + 1e-4) }
    let (low, high) = (levels.min() ?? 0, levels.max() ?? 1)
    let scale = 255 / max(high - low, 1e-6)
    let magnification = 512 / side
    let shown = side * magnification
    var samples = [UInt8](repeating: 0, count: shown * shown * 3)
    for y in 0..<shown {
      for x in 0..<shown {
        let fy = y / magnification - side / 2
        let fx = x / magnification - side / 2
        // The left half is the right one, turned by 180 degrees.
        let (column, vertical) = fx >= 0 ? (fx, fy) : (-fx, -fy)
        let row = (vertical + side) % side
        let level = UInt8(min(max((levels[row * columns + column] - low) * scale, 0), 255))
        for channel in 0..<3 { samples[(y * shown + x) * 3 + channel] = level }
      }
    }
    var result = PixelBuffer(width: shown, height: shown, layout: .rgb, samples: samples)
    let peaks = marked(power, spectrum)
    for peak in peaks {
      for sign in [1.0, -1.0] {
        let half = Double(side / 2)
        let x = Int((sign * peak.horizontal * Double(side) + half) * Double(magnification))
        let y = Int((sign * peak.vertical * Double(side) + half) * Double(magnification))
        result.drawFrame(
          x: x - 6, y: y - 6, width: 12 + magnification, height: 12 + magnification,
          color: peak.isOnLattice ? (230, 60, 50) : (240, 200, 40))
      }
    }
    return Spectrum(picture: result, peaks: peaks)
  }

  private static func marked(_ power: [Float], _ spectrum: PowerSpectrum) -> [SpectrumPeak] {
    let (side, columns) = (spectrum.side, spectrum.columns)
    func at(_ fx: Int, _ fy: Int) -> Double {
      // The other half plane is the same, turned by 180 degrees.
      let (column, vertical) = fx > side / 2 ? (side - fx, -fy) : fx < 0 ? (-fx, -fy) : (fx, fy)
      return Double(power[((vertical % side) + side) % side * columns + column])
    }
    var found: [SpectrumPeak] = []
    for row in 0..<side {
      let fy = row < side / 2 ? row : row - side
      for column in 0..<columns {
        let radius = Double(fy * fy + column * column).squareRoot() / Double(side)
        // Near frequency 0 lies the scene, and at column 0 each line is there twice.
        guard radius > 0.1, column > 0 || fy > 0 else { continue }
        // A Hann window widens a line by one bin to each side, so surroundings begin at three.
        var around = 0.0
        for dy in -4...4 {
          for dx in -4...4 where max(abs(dx), abs(dy)) >= 3 { around += at(column + dx, fy + dy) }
        }
        let strength = log((at(column, fy) + 1e-4) / (around / 56 + 1e-4))
        guard strength >= markedStrength else { continue }
        found.append(
          SpectrumPeak(
            horizontal: Double(column) / Double(side), vertical: Double(fy) / Double(side),
            strength: strength,
            isOnLattice: column % (side / 8) == 0 && fy % (side / 8) == 0))
      }
    }
    found.sort { $0.strength > $1.strength }
    var chosen: [SpectrumPeak] = []
    let near = 2.5 / Double(side)
    for peak in found where chosen.count < 12 {
      if chosen.allSatisfy({
        max(abs($0.horizontal - peak.horizontal), abs($0.vertical - peak.vertical)) > near
      }) {
        chosen.append(peak)
      }
    }
    return chosen
  }

  /// The picture made smaller, with a frame around every tile that was measured.
  public static func tileMap(of picture: PixelBuffer, tiles: [PictureTile]) -> PixelBuffer {
    var map = picture.thumbnail(maxSide: maximumSide).convertedToRGB()
    let scale = Double(map.width) / Double(picture.width)
    for tile in tiles {
      map.drawFrame(
        x: Int(Double(tile.x) * scale), y: Int(Double(tile.y) * scale),
        width: max(3, Int(Double(tile.side) * scale)),
        height: max(3, Int(Double(tile.side) * scale)), color: (40, 190, 230))
    }
    return map
  }
}

extension PixelBuffer {
  /// Draws a frame two pixels wide into an RGB picture; what leaves it is cut off.
  mutating func drawFrame(
    x: Int, y: Int, width frameWidth: Int, height frameHeight: Int,
    color: (red: UInt8, green: UInt8, blue: UInt8)
  ) {
    guard layout == .rgb else { return }
    for row in y..<(y + frameHeight) where row >= 0 && row < height {
      let isEdge = row < y + 2 || row >= y + frameHeight - 2
      for column in x..<(x + frameWidth) where column >= 0 && column < width {
        guard isEdge || column < x + 2 || column >= x + frameWidth - 2 else { continue }
        let at = row * rowStride + column * 3
        samples[at] = color.red
        samples[at + 1] = color.green
        samples[at + 2] = color.blue
      }
    }
  }
}
