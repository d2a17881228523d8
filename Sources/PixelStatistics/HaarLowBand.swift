public import Pixels

/// The low band of a one-level Haar transform of blue chroma, twice its value.
///
/// U is computed as for ``HaarBlocks``. The picture is cut to a multiple of four pixels first.
public struct HaarLowBand: Sendable, Hashable {
  /// The number of columns: half of the picture's.
  public let width: Int
  /// The number of rows: half of the picture's.
  public let height: Int
  /// `width * height` sums of four U, `0...1020`, row-major.
  public let sums: [Int16]

  /// Measures a picture.
  public init(_ pixels: PixelBuffer) {
    width = pixels.width / 4 * 2
    height = pixels.height / 4 * 2
    let isGray = pixels.layout == .gray
    let step = pixels.channelCount
    let stride = pixels.rowStride
    let source = pixels.samples.span
    var sums = [Int16](repeating: 512, count: width * height)
    var out = sums.mutableSpan
    func chroma(_ at: Int) -> Int32 {
      let blue = Int32(source[at &+ 2])
      let sum = 1868 &* blue &+ 9617 &* Int32(source[at &+ 1]) &+ 4899 &* Int32(source[at])
      let luma = (sum &+ 8192) >> 14
      return ((blue &- luma) &* 8061 &+ (128 << 14) &+ 8192) >> 14
    }
    for index in 0..<(isGray ? 0 : width * height) {
      let at = index / width &* 2 &* stride &+ index % width &* 2 &* step
      let upper = chroma(at) &+ chroma(at &+ step)
      let lower = chroma(at &+ stride) &+ chroma(at &+ stride &+ step)
      out[index] = Int16(truncatingIfNeeded: upper &+ lower)
    }
    self.sums = sums
  }
}
