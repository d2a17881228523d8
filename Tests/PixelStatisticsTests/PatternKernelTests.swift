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

  @Test(arguments: [(40, 24), (19, 17)])
  func `The normalized residual agrees with its definition`(_ size: (Int, Int)) {
    let kernel = NormalizedResidual(
      smoothing: GaussianFilter(sigma: 2, radius: 8),
      neighborhood: GaussianFilter(sigma: 4, radius: 16), floor: 0.7)
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
}
