/// The non-negative horizontal frequencies of a real two-dimensional transform.
///
/// Row `r` holds vertical frequency `r` for `r < height / 2`, else `r - height`; column `c` holds
/// horizontal frequency `c`, in cycles per picture. Rows lie `stride` values apart.
public struct HalfSpectrum: Sendable, Hashable {
  /// The number of columns of the transformed plane.
  public let transformWidth: Int
  /// The number of rows.
  public let height: Int
  /// The number of columns of the half plane, `transformWidth / 2 + 1`.
  public var columns: Int { transformWidth / 2 + 1 }
  /// The distance between rows, `columns` rounded up to a multiple of 8.
  public let stride: Int
  /// The real parts, `height * stride`.
  public var real: [Float]
  /// The imaginary parts, `height * stride`.
  public var imaginary: [Float]

  /// Creates a spectrum of zeros.
  public init(transformWidth: Int, height: Int) {
    precondition(transformWidth >= 0 && height >= 0)
    self.transformWidth = transformWidth
    self.height = height
    stride = (transformWidth / 2 + 1 + 7) / 8 * 8
    real = [Float](repeating: 0, count: height * stride)
    imaginary = real
  }

  init(transformWidth: Int, height: Int, stride: Int, real: [Float], imaginary: [Float]) {
    self.transformWidth = transformWidth
    self.height = height
    self.stride = stride
    self.real = real
    self.imaginary = imaginary
  }
}
