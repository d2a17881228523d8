/// U of eight pixels in a row, as OpenCV's `COLOR_BGR2YUV` computes it for 8-bit samples.
///
/// Products of two numbers of at most 15 bits are what baseline x86-64 multiplies fastest, four at a
/// time, and all products here are of that kind.
///
/// - Reference: OpenCV 4, `imgproc` colour conversions: fixed-point coefficients with 14 bits.
struct BlueChroma {
  /// U, in `0...255`.
  var blue: SIMD8<Int32>
  /// What U would be with red and blue exchanged.
  var red: SIMD8<Int32>

  /// Reads eight pixels.
  ///
  /// - Parameters:
  ///   - source: Samples, three or four to a pixel.
  ///   - at: The first sample of the first pixel.
  ///   - step: The number of samples of a pixel: 3 or 4.
  /// - Precondition: All samples of the eight pixels are in `source`.
  @inline(__always)
  init(_ source: borrowing Span<UInt8>, at: Int, step: Int) {
    let words = source.words(at: at, step: step)
    let red = words & 0xFF
    let green = (words &>> 8) & 0xFF
    let blue = (words &>> 16) & 0xFF
    let middle = green &* 9617 &+ 8192
    self.blue = Self.chroma(blue, (blue &* 1868 &+ red &* 4899 &+ middle) &>> 14)
    self.red = Self.chroma(red, (red &* 1868 &+ blue &* 4899 &+ middle) &>> 14)
  }

  /// Reads four pixels: U of each in the lower half of a number, and what it would be with red and
  /// blue exchanged in the upper half.
  ///
  /// - Parameters:
  ///   - source: Samples, three or four to a pixel.
  ///   - at: The first sample of the first pixel.
  ///   - step: The number of samples of a pixel: 3 or 4.
  /// - Precondition: All samples of the four pixels are in `source`.
  @inline(__always)
  static func both(_ source: borrowing Span<UInt8>, at: Int, step: Int) -> SIMD4<Int32> {
    both(source.fourWords(at: at, step: step))
  }

  /// Reads eight pixels as two times four, each as ``both(_:at:step:)`` has it.
  ///
  /// - Precondition: All samples of the eight pixels are in `source`.
  @inline(__always)
  static func eight(
    _ source: borrowing Span<UInt8>, at: Int, step: Int
  ) -> (left: SIMD4<Int32>, right: SIMD4<Int32>) {
    let words = source.twiceFourWords(at: at, step: step)
    return (both(words.left), both(words.right))
  }

  @inline(__always)
  private static func both(_ words: SIMD4<Int32>) -> SIMD4<Int32> {
    let red = words & 0xFF
    let green = (words &>> 8) & 0xFF
    let blue = (words &>> 16) & 0xFF
    // What both have in common, less 512, so that the difference from a sample is positive.
    let common = (blue &+ red) &* 1868 &+ (green &* 9617 &+ (8192 - 512 << 14))
    let ordered = common &+ red &* (4899 - 1868)
    let exchanged = common &+ blue &* (4899 - 1868)
    // Visibly short, so that the short multiplication is taken.
    let blueLess = (blue &- (ordered &>> 14)) & 0x3FF
    let redLess = (red &- (exchanged &>> 14)) & 0x3FF
    let center: Int32 = (128 << 14) + 8192 - 512 * 8061
    let first = (blueLess &* 8061 &+ center) &>> 14
    let second = (redLess &* 8061 &+ center) &>> 14
    return first | second &<< 16
  }

  @inline(__always)
  private static func chroma(_ value: SIMD8<Int32>, _ luma: SIMD8<Int32>) -> SIMD8<Int32> {
    // Made positive, and visibly short, so that the short multiplication is taken.
    let difference = (value &- luma &+ 512) & 0x3FF
    return (difference &* 8061 &+ ((128 << 14) + 8192 - 512 * 8061)) &>> 14
  }
}

extension Span where Element == UInt8 {
  /// The four bytes from `at` on, the first one lowest; nobody checks that they are in the span.
  @unsafe @inline(__always)
  private borrowing func uncheckedWord(at: Int) -> Int32 {
    Int32(
      littleEndian: unsafe bytes.unsafeLoadUnaligned(
        fromUncheckedByteOffset: at, as: Int32.self))
  }

  /// The first four bytes of each of eight pixels, the first one lowest; the fourth byte of a pixel
  /// of three samples is any number.
  @inline(__always)
  fileprivate borrowing func words(at: Int, step: Int) -> SIMD8<Int32> {
    precondition(at >= 0 && at <= count &- 8 &* step)
    // In range: no offset is above the last sample that the precondition covers, less 3.
    func word(_ offset: Int) -> Int32 { unsafe uncheckedWord(at: at &+ offset) }
    if step == 4 {
      return SIMD8(
        word(0), word(4), word(8), word(12), word(16), word(20), word(24), word(28))
    }
    // The last pixel is read from one byte before it, so as not to read past the end.
    return SIMD8(
      word(0), word(3), word(6), word(9), word(12), word(15), word(18), word(20) &>> 8)
  }

  /// As ``words(at:step:)``, of four pixels.
  @inline(__always)
  fileprivate borrowing func fourWords(at: Int, step: Int) -> SIMD4<Int32> {
    precondition(at >= 0 && at <= count &- 4 &* step)
    // In range: no offset is above the last sample that the precondition covers, less 3.
    func word(_ offset: Int) -> Int32 { unsafe uncheckedWord(at: at &+ offset) }
    if step == 4 { return SIMD4(word(0), word(4), word(8), word(12)) }
    // The last pixel is read from one byte before it, so as not to read past the end.
    return SIMD4(word(0), word(3), word(6), word(8) &>> 8)
  }

  /// As ``words(at:step:)``, of twice four pixels.
  @inline(__always)
  fileprivate borrowing func twiceFourWords(
    at: Int, step: Int
  ) -> (left: SIMD4<Int32>, right: SIMD4<Int32>) {
    precondition(at >= 0 && at <= count &- 8 &* step)
    // In range: no offset is above the last sample that the precondition covers, less 3.
    func word(_ offset: Int) -> Int32 { unsafe uncheckedWord(at: at &+ offset) }
    if step == 4 {
      return (
        SIMD4(word(0), word(4), word(8), word(12)), SIMD4(word(16), word(20), word(24), word(28))
      )
    }
    // Those on the right are read from one byte before them, so as not to read past the end.
    return (
      SIMD4(word(0), word(3), word(6), word(9)), SIMD4(word(11), word(14), word(17), word(20)) &>> 8
    )
  }
}

extension Span where Element == Int16 {
  /// Eight values from `index` on.
  @inline(__always)
  borrowing func eight(at index: Int) -> SIMD8<Int16> {
    precondition(index >= 0 && index <= count &- 8)
    return unsafe bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: index &* 2, as: SIMD8<Int16>.self)
  }
}

extension MutableSpan where Element == Int16 {
  /// Writes eight values from `index` on.
  @inline(__always)
  mutating func setEight(_ value: SIMD8<Int16>, at index: Int) {
    precondition(index >= 0 && index <= count &- 8)
    var raw = unsafe mutableBytes
    unsafe raw.storeBytes(
      of: value, toUncheckedByteOffset: index &* 2, as: SIMD8<Int16>.self)
  }
}

/// The smaller of each two lanes.
@inline(__always)
func lesser(_ a: SIMD8<Int16>, _ b: SIMD8<Int16>) -> SIMD8<Int16> {
  a.replacing(with: b, where: b .< a)
}

/// The larger of each two lanes.
@inline(__always)
func greater(_ a: SIMD8<Int16>, _ b: SIMD8<Int16>) -> SIMD8<Int16> {
  a.replacing(with: b, where: b .> a)
}
