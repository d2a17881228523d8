/// Eight neighbouring samples, which most kernels of this module work on at once.
typealias Lanes = SIMD8<Float>
/// Sixteen neighbouring samples, where a kernel needs few registers beside them.
typealias WideLanes = SIMD16<Float>

extension Span where Element == Float {
  /// The eight values from `index` on.
  ///
  /// - Precondition: `0 <= index` and `index + 8 <= count`.
  @inline(__always)
  func lanes(at index: Int) -> Lanes {
    precondition(index >= 0 && index &+ 8 <= count)
    // The bytes are floats and the range was checked.
    return unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index &* 4, as: Lanes.self)
  }

  /// As many values as the vector has, from `index` on, for loops that checked their whole range
  /// before; debug builds check each access.
  @inline(__always)
  func vector<T: SIMD & BitwiseCopyable>(_ index: Int, _ type: T.Type) -> T
  where T.Scalar == Float {
    assert(index >= 0 && index &+ T.scalarCount <= count)
    // The caller checked the range of its loop.
    return unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index &* 4, as: T.self)
  }
}

extension MutableSpan where Element == Float {
  /// Replaces the eight values from `index` on.
  ///
  /// - Precondition: `0 <= index` and `index + 8 <= count`.
  @inline(__always)
  mutating func setLanes(_ value: Lanes, at index: Int) {
    precondition(index >= 0 && index &+ 8 <= count)
    var raw = unsafe mutableBytes
    unsafe raw.storeBytes(of: value, toUncheckedByteOffset: index &* 4, as: Lanes.self)
  }

  /// Replaces as many values as the vector has, for loops that checked their whole range before;
  /// debug builds check each access.
  @inline(__always)
  mutating func setVector<T: SIMD & BitwiseCopyable>(_ value: T, _ index: Int)
  where T.Scalar == Float {
    assert(index >= 0 && index &+ T.scalarCount <= count)
    var raw = unsafe mutableBytes
    unsafe raw.storeBytes(of: value, toUncheckedByteOffset: index &* 4, as: T.self)
  }
}

extension Span where Element: BitwiseCopyable {
  /// The element at `index`, for loops that checked their whole range before; debug builds check
  /// each access.
  @inline(__always)
  func element(_ index: Int) -> Element {
    assert(index >= 0 && index < count)
    return unsafe self[unchecked: index]
  }
}

extension MutableSpan where Element: BitwiseCopyable {
  /// Replaces the element at `index`, for loops that checked their whole range before; debug
  /// builds check each access.
  @inline(__always)
  mutating func setElement(_ value: Element, _ index: Int) {
    assert(index >= 0 && index < count)
    unsafe self[unchecked: index] = value
  }
}

/// Four rows of four values as four columns.
@inline(__always)
func transposed(
  _ a: SIMD4<Float>, _ b: SIMD4<Float>, _ c: SIMD4<Float>, _ d: SIMD4<Float>
) -> (SIMD4<Float>, SIMD4<Float>, SIMD4<Float>, SIMD4<Float>) {
  (
    SIMD4(a[0], b[0], c[0], d[0]), SIMD4(a[1], b[1], c[1], d[1]),
    SIMD4(a[2], b[2], c[2], d[2]), SIMD4(a[3], b[3], c[3], d[3])
  )
}
