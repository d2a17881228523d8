public import Pixels

extension FaceBox {
  /// The part of a picture that shows the face, upright.
  ///
  /// - Parameters:
  ///   - pixels: The picture as stored.
  ///   - orientation: How it is stored.
  ///   - margin: What is added around the box, in parts of its sides, at least 0; as far as the
  ///     picture goes.
  ///   - maximumSide: The largest width and height of the result, in pixels, at least 1.
  /// - Returns: The part, made smaller by area means where it is too large; nil when nothing of it
  ///   lies in the picture.
  public func picture(
    from pixels: PixelBuffer, orientation: Orientation = .up, margin: Double = 0.3,
    maximumSide: Int = 160
  ) -> PixelBuffer? {
    precondition(margin >= 0 && maximumSide >= 1)
    let size =
      orientation.swapsAxes ? (pixels.height, pixels.width) : (pixels.width, pixels.height)
    /// The whole pixels that a side with its margin covers; nil when there are none.
    func range(_ start: Double, _ length: Double, _ count: Int) -> Range<Int>? {
      guard start.isFinite, length.isFinite else { return nil }
      let low = max(0, start - margin * length)
      let high = min(Double(count), start + length + margin * length)
      guard low < high else { return nil }
      return Int(low.rounded(.down))..<Int(high.rounded(.up))
    }
    guard let columns = range(x, width, size.0), let rows = range(y, height, size.1) else {
      return nil
    }
    let (column, row) = (columns.lowerBound, rows.lowerBound)
    let (wide, high) = (columns.count, rows.count)
    // Seen from the other side.
    let (columnBack, rowBack) = (size.0 - columns.upperBound, size.1 - rows.upperBound)
    let part =
      switch orientation {
      case .up: pixels.cropped(x: column, y: row, width: wide, height: high)
      case .upMirrored: pixels.cropped(x: columnBack, y: row, width: wide, height: high)
      case .down: pixels.cropped(x: columnBack, y: rowBack, width: wide, height: high)
      case .downMirrored: pixels.cropped(x: column, y: rowBack, width: wide, height: high)
      case .leftMirrored: pixels.cropped(x: row, y: column, width: high, height: wide)
      case .right: pixels.cropped(x: row, y: columnBack, width: high, height: wide)
      case .rightMirrored: pixels.cropped(x: rowBack, y: columnBack, width: high, height: wide)
      case .left: pixels.cropped(x: rowBack, y: column, width: high, height: wide)
      }
    return part?.thumbnail(maxSide: maximumSide).upright(from: orientation)
  }
}
