extension PixelBuffer {
  /// Whether any pixel has an alpha below 255.
  public var hasTransparency: Bool {
    guard layout == .rgba else { return false }
    let span = samples.span
    var index = 3
    while index < span.count {
      if span[index] != 255 { return true }
      index &+= 4
    }
    return false
  }

  /// The picture with three channels: gray repeated, alpha dropped without blending.
  public func convertedToRGB() -> PixelBuffer {
    if layout == .rgb { return self }
    let step = channelCount
    let source = samples.span
    let count = pixelCount
    let isGray = layout == .gray
    var target = [UInt8](repeating: 0, count: count * 3)
    var out = target.mutableSpan
    var (from, to) = (0, 0)
    for _ in 0..<count {
      out[to] = source[from]
      out[to &+ 1] = source[isGray ? from : from &+ 1]
      out[to &+ 2] = source[isGray ? from : from &+ 2]
      from &+= step
      to &+= 3
    }
    return PixelBuffer(width: width, height: height, layout: .rgb, samples: target)
  }

  /// The picture with four channels: gray repeated, alpha 255 where there was none.
  public func convertedToRGBA() -> PixelBuffer {
    if layout == .rgba { return self }
    let step = channelCount
    let source = samples.span
    let count = pixelCount
    let isGray = layout == .gray
    var target = [UInt8](repeating: 255, count: count * 4)
    var out = target.mutableSpan
    var (from, to) = (0, 0)
    for _ in 0..<count {
      out[to] = source[from]
      out[to &+ 1] = source[isGray ? from : from &+ 1]
      out[to &+ 2] = source[isGray ? from : from &+ 2]
      from &+= step
      to &+= 4
    }
    return PixelBuffer(width: width, height: height, layout: .rgba, samples: target)
  }

  /// The picture blended over a plain background, without alpha.
  ///
  /// - Parameter background: The gray level of the background, `0...255`.
  /// - Returns: `round(alpha * value + (1 - alpha) * background)` in each channel; the picture
  ///   itself where it has no alpha.
  public func blended(over background: UInt8) -> PixelBuffer {
    guard layout == .rgba else { return self }
    let source = samples.span
    var target = [UInt8](repeating: 0, count: pixelCount * 3)
    var out = target.mutableSpan
    var (from, to) = (0, 0)
    for _ in 0..<pixelCount {
      let alpha = UInt32(source[from &+ 3])
      let rest = (255 &- alpha) &* UInt32(background) &+ 127
      for channel in 0..<3 {
        let value = UInt32(source[from &+ channel]) &* alpha &+ rest
        out[to &+ channel] = UInt8(truncatingIfNeeded: value / 255)
      }
      from &+= 4
      to &+= 3
    }
    return PixelBuffer(width: width, height: height, layout: .rgb, samples: target)
  }

  /// The luma of every pixel, `0.299 R + 0.587 G + 0.114 B`, in `0...255`; a gray picture's own
  /// values. Alpha is ignored.
  ///
  /// - Reference: ITU-T T.871 (JFIF) §7, without rounding.
  public func luma() -> Plane {
    let source = samples.span
    let step = channelCount
    let isGray = layout == .gray
    var values = [Float](repeating: 0, count: pixelCount)
    var out = values.mutableSpan
    var from = 0
    for index in 0..<pixelCount {
      if isGray {
        out[index] = Float(source[from])
      } else {
        let (red, green, blue) = (source[from], source[from &+ 1], source[from &+ 2])
        out[index] = 0.299 * Float(red) + 0.587 * Float(green) + 0.114 * Float(blue)
      }
      from &+= step
    }
    return Plane(width: width, height: height, values: values)
  }
}
