public import Pixels

/// The two-dimensional discrete Fourier transform of real samples: forward, `exp(-2πi …)`, without
/// scaling.
///
/// Both sides are 2ᵏ or 3·2ᵏ, at least 16. Rows are transformed in pairs (one as the real, one as
/// the imaginary part) and eight pairs at a time, one in each SIMD lane; then eight neighbouring
/// columns at a time. Each line is a Stockham transform with radix 4, and 3 or 2 where needed.
///
/// - Reference: C. Van Loan, Computational Frameworks for the Fast Fourier Transform, SIAM 1992,
///   §1.7.
public struct RealFourierTransform: Sendable {
  /// The number of columns.
  public let width: Int
  /// The number of rows.
  public let height: Int
  private let rows: FourierLine
  private let columns: FourierLine

  /// Creates a transform; nil for a size that it cannot do.
  public init?(width: Int, height: Int) {
    guard width >= 16, height >= 16, width % 16 == 0, height % 16 == 0,
      width <= 1 << 14, height <= 1 << 14,
      let rows = FourierLine(count: width), let columns = FourierLine(count: height)
    else { return nil }
    self.width = width
    self.height = height
    self.rows = rows
    self.columns = columns
  }

  /// The half plane of the spectrum of `plane`.
  ///
  /// - Precondition: The plane has the size of the transform.
  /// - Accuracy: The error of every bin is at most 10⁻⁷ of the number of samples times the largest
  ///   magnitude of a sample, against ``referenceTransformed(_:)``.
  public func transformed(_ plane: Plane) -> HalfSpectrum {
    precondition(plane.width == width && plane.height == height)
    let empty = HalfSpectrum(transformWidth: width, height: height)
    var (real, imaginary) = (empty.real, empty.imaginary)
    transformRows(plane, stride: empty.stride, &real, &imaginary)
    transformColumns(stride: empty.stride, &real, &imaginary)
    return HalfSpectrum(
      transformWidth: width, height: height, stride: empty.stride, real: real,
      imaginary: imaginary)
  }

  private func transformRows(
    _ plane: Plane, stride: Int, _ realParts: inout [Float], _ imaginaryParts: inout [Float]
  ) {
    var line = [ComplexLanes](repeating: ComplexLanes(), count: width)
    var spare = line
    let source = plane.values.span
    var real = realParts.mutableSpan
    var imaginary = imaginaryParts.mutableSpan
    var top = 0
    while top < height {
      do {
        var buffer = line.mutableSpan
        for x in 0..<width {
          var value = ComplexLanes()
          var from = top &* width &+ x
          for lane in 0..<8 {
            value.real[lane] = source[from]
            value.imaginary[lane] = source[from &+ 8 &* width]
            from &+= width
          }
          buffer[x] = value
        }
      }
      rows.transform(&line, &spare)
      let result = line.span
      for k in 0...(width / 2) {
        let value = result[k]
        let mirror = result[k == 0 ? 0 : width &- k]
        let firstReal = (value.real + mirror.real) * 0.5
        let firstImaginary = (value.imaginary - mirror.imaginary) * 0.5
        let secondReal = (value.imaginary + mirror.imaginary) * 0.5
        let secondImaginary = (mirror.real - value.real) * 0.5
        var to = top &* stride &+ k
        for lane in 0..<8 {
          real[to] = firstReal[lane]
          imaginary[to] = firstImaginary[lane]
          real[to &+ 8 &* stride] = secondReal[lane]
          imaginary[to &+ 8 &* stride] = secondImaginary[lane]
          to &+= stride
        }
      }
      top &+= 16
    }
  }

  private func transformColumns(
    stride: Int, _ realParts: inout [Float], _ imaginaryParts: inout [Float]
  ) {
    var line = [ComplexLanes](repeating: ComplexLanes(), count: height)
    var spare = line
    var real = realParts.mutableSpan
    var imaginary = imaginaryParts.mutableSpan
    var left = 0
    while left < stride {
      do {
        var buffer = line.mutableSpan
        for y in 0..<height {
          let at = y &* stride &+ left
          buffer[y] = ComplexLanes(
            real: real.span.lanes(at: at), imaginary: imaginary.span.lanes(at: at))
        }
      }
      columns.transform(&line, &spare)
      let result = line.span
      for y in 0..<height {
        let at = y &* stride &+ left
        real.setLanes(result[y].real, at: at)
        imaginary.setLanes(result[y].imaginary, at: at)
      }
      left &+= 8
    }
  }
}
