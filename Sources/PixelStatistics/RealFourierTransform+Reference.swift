public import Pixels

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension RealFourierTransform {
  /// What ``transformed(_:)`` computes, by the definition and in double precision: rows, then
  /// columns, each bin a sum over a whole line.
  public func referenceTransformed(_ plane: Plane) -> HalfSpectrum {
    precondition(plane.width == width && plane.height == height)
    var spectrum = HalfSpectrum(transformWidth: width, height: height)
    let columns = spectrum.columns
    var middle = [(real: Double, imaginary: Double)](
      repeating: (0, 0), count: height * columns)
    for y in 0..<height {
      for k in 0..<columns {
        for x in 0..<width {
          let angle = -2 * Double.pi * Double(k * x % width) / Double(width)
          middle[y * columns + k].real += Double(plane[x, y]) * cos(angle)
          middle[y * columns + k].imaginary += Double(plane[x, y]) * sin(angle)
        }
      }
    }
    for k in 0..<columns {
      for row in 0..<height {
        var sum = (real: 0.0, imaginary: 0.0)
        for y in 0..<height {
          let angle = -2 * Double.pi * Double(row * y % height) / Double(height)
          let value = middle[y * columns + k]
          sum.real += value.real * cos(angle) - value.imaginary * sin(angle)
          sum.imaginary += value.real * sin(angle) + value.imaginary * cos(angle)
        }
        spectrum.real[row * spectrum.stride + k] = Float(sum.real)
        spectrum.imaginary[row * spectrum.stride + k] = Float(sum.imaginary)
      }
    }
    return spectrum
  }
}
