import Pixels

/// Gray levels of a strip of a picture, and the shapes in it that stand out.
struct CornerPlane: Sendable {
  let width: Int
  let height: Int
  /// `width * height` levels.
  let levels: [UInt8]

  /// Luma of a part of a picture, each pixel the mean of `factor * factor` pixels.
  ///
  /// - Precondition: The part lies in the picture.
  init(_ pixels: PixelBuffer, x: Int, y: Int, width: Int, height: Int, factor: Int) {
    precondition(x >= 0 && y >= 0 && factor > 0)
    precondition(x + width * factor <= pixels.width && y + height * factor <= pixels.height)
    var levels = [UInt8](repeating: 0, count: width * height)
    var out = levels.mutableSpan
    let source = pixels.samples.span
    let (step, stride) = (pixels.channelCount, pixels.rowStride)
    let isGray = pixels.layout == .gray
    if factor == 1 {
      for row in 0..<height {
        var from = (y &+ row) &* stride &+ x &* step
        for index in (row &* width)..<(row &* width &+ width) {
          out[index] = Self.luma(source, from, isGray: isGray)
          from &+= step
        }
      }
    } else {
      let half = UInt32(factor * factor / 2)
      let area = UInt32(factor * factor)
      for row in 0..<height {
        for column in 0..<width {
          var sum = half
          for line in 0..<factor {
            var from =
              (y &+ row &* factor &+ line) &* stride &+ (x &+ column &* factor) &* step
            for _ in 0..<factor {
              sum &+= UInt32(Self.luma(source, from, isGray: isGray))
              from &+= step
            }
          }
          out[row &* width &+ column] = UInt8(truncatingIfNeeded: sum / area)
        }
      }
    }
    self.init(width: width, height: height, levels: levels)
  }

  private init(width: Int, height: Int, levels: [UInt8]) {
    self.width = width
    self.height = height
    self.levels = levels
  }

  @inline(__always)
  private static func luma(_ source: borrowing Span<UInt8>, _ at: Int, isGray: Bool) -> UInt8 {
    if isGray { return source[at] }
    let (red, green, blue) = (source[at], source[at &+ 1], source[at &+ 2])
    let sum = 77 &* UInt32(red) &+ 150 &* UInt32(green) &+ 29 &* UInt32(blue)
    return UInt8(truncatingIfNeeded: sum &>> 8)
  }

  /// The strip at half its size.
  func halved() -> CornerPlane {
    let (newWidth, newHeight) = (width / 2, height / 2)
    var half = [UInt8](repeating: 0, count: newWidth * newHeight)
    var out = half.mutableSpan
    let source = levels.span
    for row in 0..<newHeight {
      var from = row &* 2 &* width
      for index in (row &* newWidth)..<(row &* newWidth &+ newWidth) {
        let upper = UInt16(source[from]) &+ UInt16(source[from &+ 1])
        let lower = UInt16(source[from &+ width]) &+ UInt16(source[from &+ width &+ 1])
        out[index] = UInt8(truncatingIfNeeded: (upper &+ lower &+ 2) &>> 2)
        from &+= 2
      }
    }
    return CornerPlane(width: newWidth, height: newHeight, levels: half)
  }

  /// The negative of the strip.
  func inverted() -> CornerPlane {
    CornerPlane(width: width, height: height, levels: levels.map { 255 - $0 })
  }

  // MARK: Shapes

  /// A connected area that is brighter than what is around it.
  struct Shape: Sendable, Hashable {
    var left: Int
    var right: Int
    var top: Int
    var bottom: Int
    var area: Int

    var width: Int { right - left + 1 }
    var height: Int { bottom - top + 1 }
  }

  /// The least difference of the brightest pixel and the mean that makes an area stand out.
  static let leastContrast: Int32 = 10
  private static let cell = 8

  /// The level above which a pixel stands out, for each cell of 8 × 8 pixels: between the mean and
  /// the brightest of the nine cells around.
  private func limits() -> [UInt8] {
    let cell = Self.cell
    let (columns, rows) = ((width + cell - 1) / cell, (height + cell - 1) / cell)
    var sums = [Int32](repeating: 0, count: columns * rows)
    var peaks = [UInt8](repeating: 0, count: columns * rows)
    var sum = sums.mutableSpan
    var peak = peaks.mutableSpan
    let source = levels.span
    for y in 0..<height {
      let base = y / cell &* columns
      for column in 0..<columns {
        let start = column &* cell
        var (total, highest) = (Int32(0), UInt8(0))
        for x in start..<min(start &+ cell, width) {
          let level = source[y &* width &+ x]
          total &+= Int32(level)
          highest = max(highest, level)
        }
        sum[base &+ column] &+= total
        peak[base &+ column] = max(peak[base &+ column], highest)
      }
    }
    return (0..<(columns * rows)).map { index in
      let (row, column) = (index / columns, index % columns)
      var (total, highest, count) = (Int32(0), UInt8(0), Int32(0))
      for y in max(0, row - 1)...min(rows - 1, row + 1) {
        for x in max(0, column - 1)...min(columns - 1, column + 1) {
          total += sums[y * columns + x]
          highest = max(highest, peaks[y * columns + x])
          count += Int32(min(cell, width - x * cell) * min(cell, height - y * cell))
        }
      }
      let mean = total / max(count, 1)
      guard Int32(highest) - mean >= Self.leastContrast else { return 255 }
      return UInt8(truncatingIfNeeded: (Int32(highest) + mean) / 2)
    }
  }

  /// The shapes that stand out, at most `limit` runs of pixels of them.
  func shapes() -> [Shape] {
    struct Run {
      var start: Int32
      var end: Int32
      var label: Int32
    }
    let limits = limits()
    let limit = limits.span
    let source = levels.span
    let columns = (width + Self.cell - 1) / Self.cell
    var shapes: [Shape] = []
    var parents: [Int32] = []
    var previous: [Run] = []
    var current: [Run] = []
    func root(_ label: Int32) -> Int32 {
      var at = label
      while parents[Int(at)] != at {
        parents[Int(at)] = parents[Int(parents[Int(at)])]
        at = parents[Int(at)]
      }
      return at
    }
    for y in 0..<height {
      current.removeAll(keepingCapacity: true)
      var old = 0
      func close(_ start: Int, _ end: Int) {
        var label: Int32 = -1
        while old < previous.count, Int(previous[old].end) < start - 1 { old += 1 }
        var at = old
        while at < previous.count, Int(previous[at].start) <= end + 1 {
          let other = root(previous[at].label)
          if label < 0 {
            label = other
          } else if other != label {
            let (low, high) = (min(label, other), max(label, other))
            parents[Int(high)] = low
            let lost = shapes[Int(high)]
            shapes[Int(low)].left = min(shapes[Int(low)].left, lost.left)
            shapes[Int(low)].right = max(shapes[Int(low)].right, lost.right)
            shapes[Int(low)].top = min(shapes[Int(low)].top, lost.top)
            shapes[Int(low)].bottom = max(shapes[Int(low)].bottom, lost.bottom)
            shapes[Int(low)].area += lost.area
            shapes[Int(high)].area = 0
            label = low
          }
          at += 1
        }
        if label < 0 {
          label = Int32(truncatingIfNeeded: shapes.count)
          parents.append(label)
          shapes.append(Shape(left: start, right: end, top: y, bottom: y, area: 0))
        }
        let index = Int(label)
        shapes[index].left = min(shapes[index].left, start)
        shapes[index].right = max(shapes[index].right, end)
        shapes[index].bottom = y
        shapes[index].area += end - start + 1
        current.append(
          Run(
            start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end),
            label: label))
      }
      var start = -1
      let line = y &* width
      let base = y / Self.cell &* columns
      for x in 0..<width {
        if source[line &+ x] > limit[base &+ x &>> 3] {
          if start < 0 { start = x }
        } else if start >= 0 {
          close(start, x - 1)
          start = -1
        }
      }
      if start >= 0 { close(start, width - 1) }
      swap(&previous, &current)
    }
    return shapes.filter { $0.area > 0 }
  }
}
