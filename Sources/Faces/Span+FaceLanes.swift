extension Span where Element == Float {
  /// The eight values from `index` on.
  ///
  /// - Precondition: `0 <= index` and `index + 8 <= count`.
  @inline(__always)
  func lanes(at index: Int) -> SIMD8<Float> {
    precondition(index >= 0 && index &+ 8 <= count)
    // The bytes are floats and the range was checked.
    return unsafe bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: index &* 4, as: SIMD8<Float>.self)
  }
}
