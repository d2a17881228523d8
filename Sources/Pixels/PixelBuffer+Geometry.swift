extension PixelBuffer {
  /// The picture as it stands upright.
  ///
  /// - Parameter orientation: How the picture is stored.
  public func upright(from orientation: Orientation) -> PixelBuffer {
    if orientation == .up { return self }
    let (newWidth, newHeight) = orientation.swapsAxes ? (height, width) : (width, height)
    let channels = channelCount
    // Where the first target pixel comes from, and the way through the source along a target row
    // and column, in pixels.
    let (right, bottom) = (width - 1, (height - 1) * width)
    let (start, alongRow, alongColumn) =
      switch orientation {
      case .up: (0, 1, width)
      case .upMirrored: (right, -1, width)
      case .down: (bottom + right, -1, -width)
      case .downMirrored: (bottom, 1, -width)
      case .leftMirrored: (0, width, 1)
      case .right: (bottom, -width, 1)
      case .rightMirrored: (bottom + right, -width, -1)
      case .left: (right, width, -1)
      }
    let source = samples.span
    var turned = [UInt8](repeating: 0, count: samples.count)
    var out = turned.mutableSpan
    var to = 0
    for y in 0..<newHeight {
      var from = (start + y * alongColumn) * channels
      for _ in 0..<newWidth {
        for channel in 0..<channels { out[to &+ channel] = source[from &+ channel] }
        to &+= channels
        from &+= alongRow * channels
      }
    }
    return PixelBuffer(width: newWidth, height: newHeight, layout: layout, samples: turned)
  }

  /// The part of the picture at column `x`, row `y`; nil when it is empty or leaves the picture.
  public func cropped(x: Int, y: Int, width partWidth: Int, height partHeight: Int) -> PixelBuffer?
  {
    guard x >= 0, y >= 0, partWidth > 0, partHeight > 0, x < width, y < height,
      partWidth <= width - x, partHeight <= height - y
    else { return nil }
    var part: [UInt8] = []
    part.reserveCapacity(partWidth * partHeight * channelCount)
    for row in y..<(y + partHeight) {
      let start = row * rowStride + x * channelCount
      part.append(contentsOf: samples[start..<(start + partWidth * channelCount)])
    }
    return PixelBuffer(width: partWidth, height: partHeight, layout: layout, samples: part)
  }

  /// A smaller picture whose longer side has at most `maximumSide` pixels.
  ///
  /// - Parameter maximumSide: At least 1.
  /// - Returns: The picture itself when it is small enough; else each pixel is the mean of the
  ///   pixels it covers, weighted by area (alpha averaged like a colour).
  public func thumbnail(maxSide maximumSide: Int) -> PixelBuffer {
    precondition(maximumSide > 0)
    let longer = max(width, height)
    guard longer > maximumSide else { return self }
    let newWidth = max(1, (width * maximumSide + longer / 2) / longer)
    let newHeight = max(1, (height * maximumSide + longer / 2) / longer)
    return downscaled(width: newWidth, height: newHeight)
  }

  /// The picture at a smaller size, each pixel the area-weighted mean of the pixels it covers.
  ///
  /// - Parameters:
  ///   - newWidth: In `1...width`.
  ///   - newHeight: In `1...height`.
  /// - Accuracy: Within 1 of the exact mean, rounded to nearest: sums are single precision.
  public func downscaled(width newWidth: Int, height newHeight: Int) -> PixelBuffer {
    precondition((1...width).contains(newWidth) && (1...height).contains(newHeight))
    let channels = channelCount
    let columns = Self.spans(of: width, in: newWidth)
    let rows = Self.spans(of: height, in: newHeight)
    let stride = rowStride
    let newStride = newWidth * channels
    let source = samples.span
    var scaled = [UInt8](repeating: 0, count: newStride * newHeight)
    var out = scaled.mutableSpan
    var sums = [Float](repeating: 0, count: newStride)
    for (y, row) in rows.enumerated() {
      var line = sums.mutableSpan
      for index in 0..<newStride { line[index] = 0 }
      for sourceY in row.range {
        let rowWeight = row.weight(of: sourceY)
        let base = sourceY * stride
        for (x, column) in columns.enumerated() {
          let to = x * channels
          for sourceX in column.range {
            let weight = rowWeight * column.weight(of: sourceX)
            let from = base + sourceX * channels
            for channel in 0..<channels {
              line[to &+ channel] += weight * Float(source[from &+ channel])
            }
          }
        }
      }
      for index in 0..<newStride {
        out[y * newStride + index] = UInt8(min(max(line[index] + 0.5, 0), 255))
      }
    }
    return PixelBuffer(width: newWidth, height: newHeight, layout: layout, samples: scaled)
  }

  /// The source pixels that one target pixel covers, and the share of each.
  private struct Coverage {
    var range: Range<Int>
    var first: Float
    var last: Float
    var full: Float

    func weight(of index: Int) -> Float {
      if index == range.lowerBound { return first }
      return index == range.upperBound - 1 ? last : full
    }
  }

  private static func spans(of count: Int, in newCount: Int) -> [Coverage] {
    (0..<newCount).map { index in
      // Borders in units of 1/newCount source pixels are whole numbers.
      let (start, end) = (index * count, (index + 1) * count)
      let range = (start / newCount)..<((end + newCount - 1) / newCount)
      let scale = 1 / Float(count)
      let first = Float(min(newCount - start % newCount, count)) * scale
      let last = Float(end % newCount == 0 ? newCount : end % newCount) * scale
      return Coverage(
        range: range, first: first, last: last, full: Float(newCount) * scale)
    }
  }
}
