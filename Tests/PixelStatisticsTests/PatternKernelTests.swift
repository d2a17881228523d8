import PixelStatistics
import Pixels
import Testing
import _TestSupport

/// The SIMD kernels against their definitions in double precision.
struct PatternKernelTests {
  private func noise(_ width: Int, _ height: Int) -> Plane {
    var generator = SplitMix64(seed: UInt64(width * 1000 + height))
    var plane = Plane(width: width, height: height)
    for index in plane.values.indices {
      plane.values[index] = Float.random(in: 0...255, using: &generator)
    }
    return plane
  }

  private func difference(_ a: [Float], _ b: [Float]) -> Float {
    zip(a, b).reduce(a.count == b.count ? 0 : .infinity) { max($0, abs($1.0 - $1.1)) }
  }

  @Test(arguments: [(61, 40, 16, 16), (16, 16, 33, 48), (20, 9, 20, 17), (7, 3, 5, 9)])
  func `Resizing agrees with its definition`(_ size: (Int, Int, Int, Int)) {
    let plane = noise(size.0, size.1)
    let fast = LanczosResampler.resized(plane, width: size.2, height: size.3)
    let exact = LanczosResampler.referenceResized(plane, width: size.2, height: size.3)
    #expect(fast.width == size.2 && fast.height == size.3)
    #expect(difference(fast.values, exact.values) < 255 / 65536)
  }

  @Test func `Resizing keeps a plain picture plain`() {
    let plane = Plane(width: 50, height: 31, repeating: 77)
    let small = LanczosResampler.resized(plane, width: 16, height: 24)
    #expect(small.values.allSatisfy { abs($0 - 77) < 1e-3 })
  }

  @Test(arguments: [(40, 24), (8, 40), (13, 9), (5, 6), (1, 1)])
  func `The Gaussian agrees with its definition`(_ size: (Int, Int)) {
    let plane = noise(size.0, size.1)
    for filter in [
      GaussianFilter(sigma: 1.2, radius: 5), GaussianFilter(sigma: 4, radius: 16),
      GaussianFilter(sigma: 1, radius: 0),
    ] {
      let fast = filter.filtered(plane)
      #expect(difference(fast.values, filter.referenceFiltered(plane).values) < 255 / 262144)
    }
  }

  @Test(arguments: [(40, 24), (19, 17), (47, 21), (64, 33), (33, 2), (32, 1)])
  func `The normalized residual agrees with its definition`(_ size: (Int, Int)) {
    let kernel = NormalizedResidual(
      smoothing: GaussianFilter(sigma: 2, radius: 8),
      strengthSigma: 4, floor: 0.7)
    let plane = noise(size.0, size.1)
    let fast = kernel.applied(to: plane)
    #expect(difference(fast.values, kernel.referenceApplied(to: plane).values) < 1e-3)
    #expect(fast.values.allSatisfy { abs($0) <= 3 })
  }

  @Test(arguments: [(16, 16), (32, 16), (16, 64), (48, 32), (32, 48)])
  func `The transform agrees with its definition`(_ size: (Int, Int)) throws {
    let transform = try #require(RealFourierTransform(width: size.0, height: size.1))
    let plane = noise(size.0, size.1)
    let fast = transform.transformed(plane)
    let exact = transform.referenceTransformed(plane)
    let tolerance = Float(size.0 * size.1) * 255 * 1e-7
    #expect(difference(fast.real, exact.real) < tolerance)
    #expect(difference(fast.imaginary, exact.imaginary) < tolerance)
  }

  @Test func `A long transform finds one wave`() throws {
    let transform = try #require(RealFourierTransform(width: 1536, height: 16))
    var plane = Plane(width: 1536, height: 16)
    for index in plane.values.indices where index % 1536 % 2 == 0 { plane.values[index] = 1 }
    let spectrum = transform.transformed(plane)
    #expect(abs(spectrum.real[768] - 12288) < 0.1)
    #expect(abs(spectrum.real[0] - 12288) < 0.1)
    #expect(abs(spectrum.real[767]) < 0.1)
  }

  @Test(arguments: [(0, 16), (24, 20), (17, 16), (144, 16), (15, 15), (-4, 16)])
  func `Sizes it cannot do are refused`(_ size: (Int, Int)) {
    #expect(RealFourierTransform(width: size.0, height: size.1) == nil)
  }

  @Test(arguments: [(16, 16), (32, 16), (16, 64), (48, 32), (32, 48)])
  func `The inverse transform agrees with its definition`(_ size: (Int, Int)) throws {
    let transform = try #require(RealFourierTransform(width: size.0, height: size.1))
    var spectrum = HalfSpectrum(transformWidth: size.0, height: size.1)
    var generator = SplitMix64(seed: 5)
    for row in 0..<size.1 {
      for column in 0..<spectrum.columns {
        let at = row * spectrum.stride + column
        spectrum.real[at] = Float.random(in: -255...255, using: &generator)
        spectrum.imaginary[at] = Float.random(in: -255...255, using: &generator)
      }
    }
    // Only what a real plane can have in the columns that stand for themselves.
    for column in [0, size.0 / 2] {
      for row in 0...(size.1 / 2) {
        let (at, opposite) = (
          row * spectrum.stride + column, (size.1 - row) % size.1 * spectrum.stride + column
        )
        spectrum.real[opposite] = spectrum.real[at]
        spectrum.imaginary[opposite] = at == opposite ? 0 : -spectrum.imaginary[at]
      }
    }
    let fast = transform.inverse(spectrum)
    #expect(difference(fast.values, transform.referenceInverse(spectrum).values) < 255 * 1e-4)
  }

  @Test(arguments: [(64, 32), (48, 96)])
  func `The inverse undoes the transform`(_ size: (Int, Int)) throws {
    let transform = try #require(RealFourierTransform(width: size.0, height: size.1))
    let plane = noise(size.0, size.1)
    let back = transform.inverse(transform.transformed(plane))
    #expect(difference(plane.values, back.values) < 255 * 1e-5)
  }

  @Test(arguments: [(1, 1), (7, 3), (40, 24), (33, 65)])
  func `Moments agree with their definition`(_ size: (Int, Int)) {
    var plane = noise(size.0, size.1)
    for index in plane.values.indices { plane.values[index] *= plane.values[index] / 255 }
    let (fast, exact) = (Moments(of: plane), Moments.reference(of: plane))
    #expect(fast.count == exact.count)
    #expect(abs(fast.mean - exact.mean) < 255e-5)
    #expect(abs(fast.variance.squareRoot() - exact.variance.squareRoot()) < 255e-5)
    #expect(abs(fast.skewness - exact.skewness) < 1e-3 * max(1, abs(exact.skewness)))
    #expect(abs(fast.excessKurtosis - exact.excessKurtosis) < 1e-3 * max(1, exact.excessKurtosis))
  }

  @Test func `Moments of known samples`() {
    let two = Moments(of: Plane(width: 4, height: 1, values: [1, 3, 1, 3]))
    #expect(two.mean == 2 && two.variance == 1 && two.skewness == 0 && two.excessKurtosis == -2)
    let flat = Moments(of: Plane(width: 9, height: 3, repeating: 200))
    #expect(flat.mean == 200 && flat.variance == 0 && flat.skewness == 0)
    #expect(Moments(of: Plane(width: 0, height: 0)).count == 0)
  }

  @Test(arguments: PixelBuffer.Layout.allCases)
  func `Luma has the same bits as its definition`(_ layout: PixelBuffer.Layout) {
    var generator = SplitMix64(seed: 9)
    for width in [1, 3, 4, 5, 17, 32] {
      let picture = PixelBuffer(
        width: width, height: 5, layout: layout,
        samples: (0..<(width * 5 * layout.rawValue)).map { _ in
          UInt8.random(in: 0...255, using: &generator)
        })
      #expect(picture.lumaPlane() == picture.luma())
    }
  }

  @Test func `Luma at several sizes is what resizing gives`() {
    var generator = SplitMix64(seed: 10)
    let picture = PixelBuffer(
      width: 61, height: 45, layout: .rgb,
      samples: (0..<(61 * 45 * 3)).map { _ in UInt8.random(in: 0...255, using: &generator) })
    let sizes = [SIMD2(16, 20), SIMD2(61, 16), SIMD2(70, 45), SIMD2(5, 99)]
    for (size, plane) in zip(sizes, LanczosResampler.resizedLuma(of: picture, to: sizes)) {
      let exact = LanczosResampler.referenceResized(
        picture.luma(), width: size.x, height: size.y)
      #expect(plane.width == size.x && plane.height == size.y)
      #expect(difference(plane.values, exact.values) < 255 / 65536)
    }
  }

  @Test func `the spectrum of a correlation is what its numbers say`() throws {
    let transform = try #require(RealFourierTransform(width: 16, height: 32))
    func plane(_ factor: Int) -> Plane {
      Plane(
        width: 16, height: 32, values: (0..<512).map { Float($0 * $0 * factor % 97) / 97 - 0.5 })
    }
    let (a, b) = (plane(3), plane(5))
    let (spectrum, kernel) = (transform.transformed(a), transform.transformed(b))
    var fast = HalfSpectrum(transformWidth: 16, height: 32)
    var slow = fast
    for _ in 0..<2 {
      fast.addCorrelation(of: spectrum, with: kernel)
      slow.addCorrelationBySamples(of: spectrum, with: kernel)
    }
    #expect(fast == slow)
    let found = transform.inverse(fast)
    for (x, y) in [(0, 0), (5, 9), (15, 31)] {
      var sum = 0.0
      for dy in 0..<32 {
        for dx in 0..<16 {
          sum += 2 * Double(a[(x + dx) % 16, (y + dy) % 32]) * Double(b[dx, dy])
        }
      }
      #expect(abs(Double(found[x, y]) - sum) < 1e-3)
    }
  }
}
