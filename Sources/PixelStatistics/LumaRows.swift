public import Pixels

extension PixelBuffer {
  /// Writes the luma of a part of one row, as ``Pixels/PixelBuffer/luma()`` computes it, bit by bit.
  ///
  /// - Parameters:
  ///   - samples: The samples of this picture.
  ///   - left: The first column.
  ///   - count: The number of columns.
  ///   - out: Where the values go, from `start` on.
  @inline(__always)
  func writeLuma(
    _ samples: borrowing Span<UInt8>, y: Int, left: Int, count: Int,
    into out: inout MutableSpan<Float>, at start: Int
  ) {
    let step = channelCount
    var from = (y &* width &+ left) &* step
    precondition(left >= 0 && left + count <= width && y >= 0 && y < height)
    precondition(start >= 0 && start + count <= out.count && samples.count == self.samples.count)
    var x = 0
    if layout == .gray {
      while x &+ 8 <= count {
        // The range was checked above.
        let bytes = unsafe samples.bytes.unsafeLoadUnaligned(
          fromUncheckedByteOffset: from, as: SIMD8<UInt8>.self)
        out.setVector(Lanes(bytes), start &+ x)
        from &+= 8
        x &+= 8
      }
      while x < count {
        out[start &+ x] = Float(samples[from])
        from &+= 1
        x &+= 1
      }
      return
    }
    // Four pixels at a time, each as one word; a word of RGB ends in the next pixel's red, so the
    // last pixels of the picture are taken one by one.
    let bytes = unsafe samples.bytes
    while x &+ 4 <= count, from &+ 4 &* step &+ 1 <= samples.count {
      let words = unsafe SIMD4<UInt32>(
        bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: from, as: UInt32.self),
        bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: from &+ step, as: UInt32.self),
        bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: from &+ 2 &* step, as: UInt32.self),
        bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: from &+ 3 &* step, as: UInt32.self))
      let pixels = SIMD4<Int32>(truncatingIfNeeded: words)
      let red = SIMD4<Float>(pixels & 255)
      let green = SIMD4<Float>((pixels &>> 8) & 255)
      let blue = SIMD4<Float>((pixels &>> 16) & 255)
      out.setVector(red * 0.299 + green * 0.587 + blue * 0.114, start &+ x)
      from &+= 4 &* step
      x &+= 4
    }
    while x < count {
      let (red, green, blue) = (samples[from], samples[from &+ 1], samples[from &+ 2])
      out[start &+ x] = 0.299 * Float(red) + 0.587 * Float(green) + 0.114 * Float(blue)
      from &+= step
      x &+= 1
    }
  }

  /// The luma of every pixel, the same bits as ``Pixels/PixelBuffer/luma()``.
  public func lumaPlane() -> Plane {
    var values = [Float](repeating: 0, count: pixelCount)
    do {
      var out = values.mutableSpan
      for y in 0..<height {
        writeLuma(samples.span, y: y, left: 0, count: width, into: &out, at: y &* width)
      }
    }
    return Plane(width: width, height: height, values: values)
  }
}
