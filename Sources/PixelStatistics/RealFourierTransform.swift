public import Pixels

/// The two-dimensional discrete Fourier transform of real samples: forward, `exp(-2πi …)`, without
/// scaling; and its inverse.
///
/// Both sides are 2ᵏ or 3·2ᵏ, at least 16. Rows are transformed in pairs (one as the real, one as
/// the imaginary part) and four pairs at a time, one in each SIMD lane; then four neighbouring
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
    let stride = HalfSpectrum(transformWidth: width, height: 0).stride
    // Two arrays that nothing else refers to: changed in place.
    var real = [Float](repeating: 0, count: height * stride)
    var imaginary = [Float](repeating: 0, count: height * stride)
    transformRows(plane, stride: stride, &real, &imaginary)
    transformColumns(stride: stride, &real, &imaginary)
    return HalfSpectrum(
      transformWidth: width, height: height, stride: stride, real: real, imaginary: imaginary)
  }

  private func transformRows(
    _ plane: Plane, stride: Int, _ realParts: inout [Float], _ imaginaryParts: inout [Float]
  ) {
    var line = [ComplexLanes](repeating: ComplexLanes(), count: width)
    var spare = line
    let source = plane.values.span
    var real = realParts.mutableSpan
    var imaginary = imaginaryParts.mutableSpan
    precondition(source.count == width * height && real.count == stride * height)
    precondition(imaginary.count == real.count && width % 4 == 0 && height % 8 == 0)
    var top = 0
    while top < height {
      do {
        // Lane i holds rows top + i (real part) and top + 4 + i (imaginary part).
        var buffer = line.mutableSpan
        var x = 0
        while x < width {
          let first = Self.columns(source, from: top &* width &+ x, stride: width)
          let second = Self.columns(source, from: (top &+ 4) &* width &+ x, stride: width)
          buffer.setElement(ComplexLanes(real: first.0, imaginary: second.0), x)
          buffer.setElement(ComplexLanes(real: first.1, imaginary: second.1), x &+ 1)
          buffer.setElement(ComplexLanes(real: first.2, imaginary: second.2), x &+ 2)
          buffer.setElement(ComplexLanes(real: first.3, imaginary: second.3), x &+ 3)
          x &+= 4
        }
      }
      rows.transform(&line, &spare)
      let result = line.span
      var k = 0
      while k < width / 2 {
        let a = separated(result, k)
        let b = separated(result, k &+ 1)
        let c = separated(result, k &+ 2)
        let d = separated(result, k &+ 3)
        let to = top &* stride &+ k
        let low = to &+ 4 &* stride
        Self.setColumns(
          &real, at: to, stride: stride, a.first.real, b.first.real, c.first.real, d.first.real)
        Self.setColumns(
          &imaginary, at: to, stride: stride, a.first.imaginary, b.first.imaginary,
          c.first.imaginary, d.first.imaginary)
        Self.setColumns(
          &real, at: low, stride: stride, a.second.real, b.second.real, c.second.real,
          d.second.real)
        Self.setColumns(
          &imaginary, at: low, stride: stride, a.second.imaginary, b.second.imaginary,
          c.second.imaginary, d.second.imaginary)
        k &+= 4
      }
      let last = separated(result, width / 2)
      for lane in 0..<4 {
        let to = (top &+ lane) &* stride &+ width / 2
        real[to] = last.first.real[lane]
        imaginary[to] = last.first.imaginary[lane]
        real[to &+ 4 &* stride] = last.second.real[lane]
        imaginary[to &+ 4 &* stride] = last.second.imaginary[lane]
      }
      top &+= 8
    }
  }

  /// Four columns of four rows.
  @inline(__always)
  private static func columns(
    _ source: borrowing Span<Float>, from: Int, stride: Int
  ) -> (SIMD4<Float>, SIMD4<Float>, SIMD4<Float>, SIMD4<Float>) {
    transposed(
      source.vector(from, SIMD4<Float>.self), source.vector(from &+ stride, SIMD4<Float>.self),
      source.vector(from &+ 2 &* stride, SIMD4<Float>.self),
      source.vector(from &+ 3 &* stride, SIMD4<Float>.self))
  }

  /// Replaces four columns of four rows.
  @inline(__always)
  private static func setColumns(
    _ target: inout MutableSpan<Float>, at to: Int, stride: Int, _ a: SIMD4<Float>,
    _ b: SIMD4<Float>, _ c: SIMD4<Float>, _ d: SIMD4<Float>
  ) {
    let lines = transposed(a, b, c, d)
    target.setVector(lines.0, to)
    target.setVector(lines.1, to &+ stride)
    target.setVector(lines.2, to &+ 2 &* stride)
    target.setVector(lines.3, to &+ 3 &* stride)
  }

  /// The spectra of the two real rows that share a complex one, at frequency `k`.
  @inline(__always)
  private func separated(
    _ line: borrowing Span<ComplexLanes>, _ k: Int
  ) -> (first: ComplexLanes, second: ComplexLanes) {
    let value = line.element(k)
    let mirror = line.element(k == 0 ? 0 : width &- k)
    return (
      ComplexLanes(
        real: (value.real + mirror.real) * 0.5,
        imaginary: (value.imaginary - mirror.imaginary) * 0.5),
      ComplexLanes(
        real: (value.imaginary + mirror.imaginary) * 0.5,
        imaginary: (mirror.real - value.real) * 0.5)
    )
  }

  /// Transforms the columns in place; the inverse, unscaled, when `isInverse`.
  func transformColumns(
    stride: Int, isInverse: Bool = false, _ realParts: inout [Float],
    _ imaginaryParts: inout [Float]
  ) {
    var line = [ComplexLanes](repeating: ComplexLanes(), count: height)
    var spare = line
    var real = realParts.mutableSpan
    var imaginary = imaginaryParts.mutableSpan
    precondition(real.count == stride * height && imaginary.count == real.count)
    precondition(stride >= width / 2 + 4)
    var left = 0
    while left <= width / 2 {
      do {
        var buffer = line.mutableSpan
        for y in 0..<height {
          let at = y &* stride &+ left
          let value = ComplexLanes(
            real: real.span.vector(at, SIMD4<Float>.self),
            imaginary: imaginary.span.vector(at, SIMD4<Float>.self))
          buffer.setElement(isInverse ? value.swapped : value, y)
        }
      }
      columns.transform(&line, &spare)
      let result = line.span
      for y in 0..<height {
        let at = y &* stride &+ left
        let value = isInverse ? result.element(y).swapped : result.element(y)
        real.setVector(value.real, at)
        imaginary.setVector(value.imaginary, at)
      }
      left &+= 4
    }
  }

  /// The real plane whose transform is `spectrum`, up to rounding.
  ///
  /// The inverse of a line is its forward transform with the parts swapped before and after. The
  /// imaginary parts of columns 0 and `width / 2` that no real plane can have do not count.
  ///
  /// - Precondition: The spectrum has the size of the transform.
  /// - Accuracy: The error of every sample is at most 2 · 10⁻⁷ of the sum of the moduli of all bins
  ///   of the whole plane divided by their number, or of the largest result, against
  ///   ``referenceInverse(_:)``.
  public func inverse(_ spectrum: consuming HalfSpectrum) -> Plane {
    precondition(spectrum.transformWidth == width && spectrum.height == height)
    let stride = spectrum.stride
    // Taken out, so that a spectrum that nobody else needs is changed in place.
    var (real, imaginary) = (spectrum.real, spectrum.imaginary)
    (spectrum.real, spectrum.imaginary) = ([], [])
    transformColumns(stride: stride, isInverse: true, &real, &imaginary)
    var values = [Float](repeating: 0, count: width * height)
    var line = [ComplexLanes](repeating: ComplexLanes(), count: width)
    var spare = line
    let (xs, ys) = (real.span, imaginary.span)
    var out = values.mutableSpan
    precondition(xs.count == stride * height && ys.count == xs.count)
    let half = width / 2
    let scale = 1 / Float(width * height)
    var top = 0
    while top < height {
      do {
        // One complex line is row top + i plus i times row top + 4 + i, with its parts swapped.
        var buffer = line.mutableSpan
        var k = 0
        while k <= half {
          let at = top &* stride &+ k
          let low = at &+ 4 &* stride
          let a = Self.columns(xs, from: at, stride: stride)
          let b = Self.columns(ys, from: at, stride: stride)
          let c = Self.columns(xs, from: low, stride: stride)
          let d = Self.columns(ys, from: low, stride: stride)
          join(&buffer, k, a.0, b.0, c.0, d.0)
          if k < half {
            join(&buffer, k &+ 1, a.1, b.1, c.1, d.1)
            join(&buffer, k &+ 2, a.2, b.2, c.2, d.2)
            join(&buffer, k &+ 3, a.3, b.3, c.3, d.3)
          }
          k &+= 4
        }
      }
      rows.transform(&line, &spare)
      let result = line.span
      var x = 0
      while x < width {
        let a = result.element(x)
        let b = result.element(x &+ 1)
        let c = result.element(x &+ 2)
        let d = result.element(x &+ 3)
        let to = top &* width &+ x
        Self.setColumns(
          &out, at: to, stride: width, a.imaginary * scale, b.imaginary * scale,
          c.imaginary * scale, d.imaginary * scale)
        Self.setColumns(
          &out, at: to &+ 4 &* width, stride: width, a.real * scale, b.real * scale,
          c.real * scale, d.real * scale)
        x &+= 4
      }
      top &+= 8
    }
    return Plane(width: width, height: height, values: values)
  }

  /// Makes one complex frequency, and its mirror, of those of two real rows, with the parts swapped.
  @inline(__always)
  private func join(
    _ line: inout MutableSpan<ComplexLanes>, _ k: Int, _ x: SIMD4<Float>, _ y: SIMD4<Float>,
    _ u: SIMD4<Float>, _ v: SIMD4<Float>
  ) {
    if k == 0 || k == width / 2 {
      line.setElement(ComplexLanes(real: u, imaginary: x), k)
    } else {
      line.setElement(ComplexLanes(real: y + u, imaginary: x - v), k)
      line.setElement(ComplexLanes(real: u - y, imaginary: x + v), width &- k)
    }
  }
}
