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

  /// What ``inverse(_:)`` computes, by the definition and in double precision: columns, then rows.
  public func referenceInverse(_ spectrum: HalfSpectrum) -> Plane {
    precondition(spectrum.transformWidth == width && spectrum.height == height)
    let columns = spectrum.columns
    var middle = [(real: Double, imaginary: Double)](
      repeating: (0, 0), count: height * columns)
    for k in 0..<columns {
      for y in 0..<height {
        for row in 0..<height {
          let angle = 2 * Double.pi * Double(row * y % height) / Double(height)
          let at = row * spectrum.stride + k
          let (x, i) = (Double(spectrum.real[at]), Double(spectrum.imaginary[at]))
          middle[y * columns + k].real += x * cos(angle) - i * sin(angle)
          middle[y * columns + k].imaginary += x * sin(angle) + i * cos(angle)
        }
      }
    }
    var plane = Plane(width: width, height: height)
    for y in 0..<height {
      for x in 0..<width {
        var sum = 0.0
        for k in 0..<columns {
          let angle = 2 * Double.pi * Double(k * x % width) / Double(width)
          let value = middle[y * columns + k]
          // The other columns are the conjugates of these.
          let weight = k == 0 || k == width / 2 ? 1.0 : 2.0
          sum += weight * (value.real * cos(angle) - value.imaginary * sin(angle))
        }
        plane[x, y] = Float(sum / Double(width * height))
      }
    }
    return plane
  }
}
