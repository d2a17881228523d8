import PixelStatistics

/// The values of a template as they stand in a bank, read row by row when a picture is compared.
///
/// Spread out over the whole spectrum they would take five times the memory, for every template of
/// the bank, whether it is compared or not.
struct PatternValues: Sendable {
  /// How the bins are told.
  enum Form: UInt8, Sendable {
    /// A bitmap of all bins, then two int8 for each that is set.
    case bitmap = 1
    /// Two float16 for each bin of ``ringRuns``.
    case ring = 2
  }

  /// How the bins are told.
  let form: Form
  /// The number of columns of the half plane.
  let columns: Int
  /// The number of rows of the spectrum.
  let height: Int
  /// The number of bins.
  let count: Int
  private let bytes: PatternBankBytes
  /// Where the data lie.
  private let range: Range<Int>
  /// How many bins the rows before each row have.
  private let earlier: [Int32]

  /// The columns of every row of a spectrum of 512 × 512 pixels that ``Form/ring`` tells:
  /// `8 <= |f| < 252`, `|fy| > 2`, `fx > 2`, in cycles per picture.
  static let ringRuns: [Range<Int32>] = (0..<512).map { row in
    let fy = row < 256 ? row : row - 512
    let inside = (3..<257).filter { fx in
      let square = fx * fx + fy * fy
      return square >= 64 && square < 252 * 252 && abs(fy) > 2
    }
    guard let first = inside.first, let last = inside.last else { return 0..<0 }
    return Int32(first)..<Int32(last + 1)
  }

  /// Finds the values of a template.
  ///
  /// - Parameters:
  ///   - count: How many bins there must be.
  /// - Returns: Nil when the data do not hold that many, or not as the form tells it.
  init?(
    _ bytes: PatternBankBytes, _ range: Range<Int>, form: Form, columns: Int, height: Int,
    count: Int
  ) {
    var earlier: [Int32] = []
    earlier.reserveCapacity(height)
    var total = 0
    switch form {
    case .bitmap:
      let bitmap = (columns * height + 7) / 8
      guard count >= 0, count <= columns * height, range.count == bitmap + 2 * count else {
        return nil
      }
      let isSound = bytes.withSpan { source in
        for row in 0..<height {
          earlier.append(Int32(total))
          var (first, last) = (columns, -1)
          Self.forEachByte(ofRow: row, columns: columns) { offset, mask, column in
            let bits = source[range.lowerBound &+ offset] & mask
            guard bits != 0 else { return }
            total &+= bits.nonzeroBitCount
            first = min(first, column &+ bits.trailingZeroBitCount)
            last = column &+ 7 &- bits.leadingZeroBitCount
          }
          // Bins that stand for themselves under conjugation are not part of any pattern.
          guard first > 0, last < columns - 1 else { return false }
        }
        // The bits after the last bin.
        let rest = columns * height % 8
        return rest == 0 || source[range.lowerBound + bitmap - 1] >> UInt8(rest) == 0
      }
      guard isSound else { return nil }
    case .ring:
      guard columns == 257, height == 512 else { return nil }
      for run in Self.ringRuns {
        earlier.append(Int32(total))
        total += run.count
      }
      guard range.count == 4 * count else { return nil }
    }
    guard total == count else { return nil }
    (self.bytes, self.range, self.form) = (bytes, range, form)
    (self.columns, self.height, self.count, self.earlier) = (columns, height, count, earlier)
  }

  /// Calls `body` for every byte of the bitmap that has bins of a row: the byte's place, which of
  /// its bits belong to the row, and the column of its lowest bit, which can lie before the row.
  @inline(__always)
  private static func forEachByte(
    ofRow row: Int, columns: Int, _ body: (_ offset: Int, _ mask: UInt8, _ column: Int) -> Void
  ) {
    let (start, end) = (row &* columns, (row &+ 1) &* columns)
    var offset = start >> 3
    while offset &<< 3 < end {
      let column = offset &<< 3 &- start
      var mask: UInt8 = 0xff
      if column < 0 { mask &<<= UInt8(truncatingIfNeeded: -column) }
      let beyond = (offset &<< 3) &+ 8 &- end
      if beyond > 0 { mask &= 0xff &>> UInt8(truncatingIfNeeded: beyond) }
      body(offset, mask, column)
      offset &+= 1
    }
  }

  /// The data as a bank stores them.
  var data: [UInt8] {
    bytes.withSpan { source in range.map { source[$0] } }
  }

  /// Writes the values of a row; 0 where nothing is compared.
  ///
  /// - Parameters:
  ///   - real: At least ``columns`` values; those beyond are left as they are.
  ///   - imaginary: The same for the imaginary parts.
  func write(row: Int, real: inout [Float], imaginary: inout [Float]) {
    precondition(row >= 0 && row < height && real.count >= columns && imaginary.count >= columns)
    var xs = real.mutableSpan
    var ys = imaginary.mutableSpan
    for column in 0..<columns {
      xs[column] = 0
      ys[column] = 0
    }
    switch form {
    case .bitmap:
      bytes.withSpan { source in
        var at =
          range.lowerBound &+ (columns &* height &+ 7) >> 3 &+ 2 &* Int(earlier[row])
        Self.forEachByte(ofRow: row, columns: columns) { offset, mask, column in
          var bits = source[range.lowerBound &+ offset] & mask
          while bits != 0 {
            let place = column &+ bits.trailingZeroBitCount
            xs[place] = Float(Int8(bitPattern: source[at]))
            ys[place] = Float(Int8(bitPattern: source[at &+ 1]))
            at &+= 2
            bits &= bits &- 1
          }
        }
      }
    case .ring:
      let run = Self.ringRuns[row]
      bytes.withSpan { source in
        var at = range.lowerBound &+ 4 &* Int(earlier[row])
        var place = Int(run.lowerBound)
        let end = Int(run.upperBound)
        while place &+ 4 <= end {
          let (x, y) = Self.fourPairs(source, at)
          xs.setFour(x, place)
          ys.setFour(y, place)
          at &+= 16
          place &+= 4
        }
        while place < end {
          let (x, y) = (Self.half(source, at), Self.half(source, at &+ 2))
          xs[place] = PatternBankReader.single(fromHalf: x)
          ys[place] = PatternBankReader.single(fromHalf: y)
          at &+= 4
          place &+= 1
        }
      }
    }
  }

  private static func half(_ source: borrowing Span<UInt8>, _ at: Int) -> UInt16 {
    UInt16(source[at]) | UInt16(source[at &+ 1]) << 8
  }

  /// Four pairs of float16. Banks with infinities are refused.
  @inline(__always)
  private static func fourPairs(
    _ source: borrowing Span<UInt8>, _ at: Int
  ) -> (SIMD4<Float>, SIMD4<Float>) {
    precondition(at >= 0 && at &+ 16 <= source.count)
    // The range was checked.
    let pairs = unsafe source.bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: at, as: SIMD4<UInt32>.self)
    return (single(pairs & 0xffff), single(pairs &>> 16))
  }

  @inline(__always)
  private static func single(_ halves: SIMD4<UInt32>) -> SIMD4<Float> {
    // The exponent of a half lies 112 below that of a single with the same bits.
    let bits = (halves & 0x7fff) &<< 13
    let magnitude = unsafe unsafeBitCast(bits, to: SIMD4<Float>.self) * 0x1p112
    let sign = (halves & 0x8000) &<< 16
    return unsafe unsafeBitCast(
      unsafeBitCast(magnitude, to: SIMD4<UInt32>.self) | sign, to: SIMD4<Float>.self)
  }

  /// Whether all values are finite, and one is not 0.
  var areUsable: Bool {
    let isFinite = bytes.withSpan { source in
      form == .bitmap
        || stride(from: range.lowerBound, to: range.upperBound, by: 2).allSatisfy {
          Self.half(source, $0) & 0x7c00 != 0x7c00
        }
    }
    guard isFinite else { return false }
    var real = [Float](repeating: 0, count: columns)
    var imaginary = real
    for row in 0..<height {
      write(row: row, real: &real, imaginary: &imaginary)
      if real.contains(where: { $0 != 0 }) || imaginary.contains(where: { $0 != 0 }) { return true }
    }
    return false
  }
}

extension PatternValues: Hashable {
  static func == (a: PatternValues, b: PatternValues) -> Bool {
    a.form == b.form && a.columns == b.columns && a.height == b.height && a.data == b.data
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(form)
    hasher.combine(count)
  }
}

extension MutableSpan where Element == Float {
  /// Replaces the four values from `index` on.
  @inline(__always)
  fileprivate mutating func setFour(_ value: SIMD4<Float>, _ index: Int) {
    precondition(index >= 0 && index &+ 4 <= count)
    var raw = unsafe mutableBytes
    unsafe raw.storeBytes(of: value, toUncheckedByteOffset: index &* 4, as: SIMD4<Float>.self)
  }
}
