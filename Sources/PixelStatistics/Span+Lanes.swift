/// Eight neighbouring samples, which every kernel of this module works on at once.
typealias Lanes = SIMD8<Float>

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
}
