public import Pixels

extension HaarBlocks {
  /// The filter that undoes the enlarging of chroma, from its middle outwards.
  ///
  /// Decoders enlarge chroma that was stored at half size with weights of 3/4 and 1/4 in each
  /// direction. The sums over 2 × 2 pixels are then the stored values, filtered with 1/8, 6/8 and
  /// 1/8. That never takes away more than half of a frequency, so it can be undone: the inverse is
  /// √2 · (−ρ)ⁿ with ρ = 3 − √8, here cut off after three values and scaled to a sum of 1.
  static let restoringFilter: [Float] = [1.417_178_4, -0.243_149_4, 0.041_717_8, -0.007_157_6]

  /// What ``measured(_:x:y:rowInterval:)`` gives, of chroma as it was stored at half size.
  ///
  /// Meant for pictures that were decoded from JPEG 4:2:0 or lossy WebP with a smooth enlarging of
  /// chroma.
  ///
  /// - Parameter pixels: Any picture; a gray one has U = 128 everywhere. Alpha is ignored.
  /// - Accuracy: Sums within 1 of those in exact arithmetic, which are rounded and cut to
  ///   `0...1020`.
  /// - Reference: ITU-T T.871 §7 (where chroma lies); libjpeg's `h2v2_fancy_upsample`.
  public static func restored(_ pixels: PixelBuffer) -> HaarBlocks {
    let columns = pixels.width / 8
    let rows = pixels.height / 8
    let none = Extremes(lowest: 512, highest: 512)
    var blue = [Extremes](repeating: none, count: columns * rows)
    var red = blue
    guard pixels.layout != .gray, columns > 0, rows > 0 else {
      return HaarBlocks(columns: columns, rows: rows, blue: blue, red: red)
    }
    let bands = lowBands(pixels, columns: columns * 4, rows: rows * 4)
    restore(bands.blue, columns: columns, rows: rows, into: &blue)
    restore(bands.red, columns: columns, rows: rows, into: &red)
    return HaarBlocks(columns: columns, rows: rows, blue: blue, red: red)
  }

  /// Values in front of each row, and behind it.
  private static let margin = 8

  private static func stride(of columns: Int) -> Int { (columns + 7) / 8 * 8 + 2 * margin }

  /// The sums over 2 × 2 pixels in both channel orders; the border of each row goes on in its
  /// margins.
  private static func lowBands(
    _ pixels: PixelBuffer, columns: Int, rows: Int
  ) -> (blue: [Float], red: [Float]) {
    let stride = stride(of: columns)
    var blue = [Float](repeating: 512, count: stride * rows)
    var red = blue
    var blueOut = blue.mutableSpan
    var redOut = red.mutableSpan
    let source = pixels.samples.span
    let (step, lineLength) = (pixels.channelCount, pixels.rowStride)
    for row in 0..<rows {
      let base = row &* stride &+ margin
      var upper = row &* 2 &* lineLength
      for column in Swift.stride(from: 0, to: columns, by: 4) {
        let lower = upper &+ lineLength
        let above = BlueChroma.eight(source, at: upper, step: step)
        let below = BlueChroma.eight(source, at: lower, step: step)
        let (left, right) = (above.left &+ below.left, above.right &+ below.right)
        let sums =
          SIMD4(lowHalf: left.evenHalf, highHalf: right.evenHalf)
          &+ SIMD4(lowHalf: left.oddHalf, highHalf: right.oddHalf)
        let inBlue = SIMD4<Float>(sums & 0xFFFF)
        let inRed = SIMD4<Float>(sums &>> 16)
        blueOut.setVector(inBlue, base &+ column)
        redOut.setVector(inRed, base &+ column)
        upper &+= 8 &* step
      }
      for offset in 1...3 {
        blueOut[base &- offset] = blueOut[base]
        redOut[base &- offset] = redOut[base]
        blueOut[base &+ columns &- 1 &+ offset] = blueOut[base &+ columns &- 1]
        redOut[base &+ columns &- 1 &+ offset] = redOut[base &+ columns &- 1]
      }
    }
    return (blue, red)
  }

  private static func restore(
    _ band: [Float], columns: Int, rows: Int, into blocks: inout [Extremes]
  ) {
    let stride = stride(of: columns * 4)
    let filter = restoringFilter
    let (a, b, c, d) = (filter[0], filter[1], filter[2], filter[3])
    let height = rows * 4
    // Along the rows.
    var smooth = [Float](repeating: 0, count: stride * height)
    var smoothOut = smooth.mutableSpan
    let source = band.span
    for row in 0..<height {
      let base = row &* stride &+ margin
      for at in Swift.stride(from: base, to: base &+ columns &* 4, by: 8) {
        let inner = source.lanes(at: at) * a
        let first = (source.lanes(at: at &- 1) + source.lanes(at: at &+ 1)) * b
        let second = (source.lanes(at: at &- 2) + source.lanes(at: at &+ 2)) * c
        let third = (source.lanes(at: at &- 3) + source.lanes(at: at &+ 3)) * d
        smoothOut.setLanes((inner + first) + (second + third), at: at)
      }
    }
    // Along the columns, and the extremes of each block.
    let lines = smooth.span
    var out = blocks.mutableSpan
    let least = Lanes(repeating: 0)
    let most = Lanes(repeating: 1020)
    for block in 0..<rows {
      for vector in Swift.stride(from: 0, to: columns &* 4, by: 8) {
        var lowest = Lanes(repeating: 2048)
        var highest = Lanes(repeating: -1)
        for line in 0..<4 {
          let row = block &* 4 &+ line
          func lanes(_ offset: Int) -> Lanes {
            let place = min(max(row &+ offset, 0), height &- 1)
            return lines.lanes(at: place &* stride &+ margin &+ vector)
          }
          let near = lanes(0) * a + (lanes(-1) + lanes(1)) * b
          let far = (lanes(-2) + lanes(2)) * c + (lanes(-3) + lanes(3)) * d
          var value = near + far + 0.5
          value.replace(with: least, where: value .< least)
          value.replace(with: most, where: value .> most)
          // The first value of a block does not count: its neighbour stands in for it.
          if line == 0 {
            value[0] = value[1]
            value[4] = value[5]
          }
          lowest = lowest.replacing(with: value, where: value .< lowest)
          highest = highest.replacing(with: value, where: value .> highest)
        }
        let index = block &* columns &+ vector / 4
        out[index] = extremes(lowest.lowHalf, highest.lowHalf)
        if vector &+ 4 < columns &* 4 {
          out[index &+ 1] = extremes(lowest.highHalf, highest.highHalf)
        }
      }
    }
  }

  @inline(__always)
  private static func extremes(_ low: SIMD4<Float>, _ high: SIMD4<Float>) -> Extremes {
    Extremes(
      lowest: Int16(min(min(low[0], low[1]), min(low[2], low[3]))),
      highest: Int16(max(max(high[0], high[1]), max(high[2], high[3]))))
  }
}
