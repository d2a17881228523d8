// Prints what each kernel of the pixel core costs, in nanoseconds of CPU time for each pixel:
//
//     PixelKernels [--repeats N] [FILTER]
//
// The least of several runs: what other programs add is noise that only goes one way. Lines starting
// with "#" are notes; the others are name, side, nanoseconds a pixel, bytes of memory traffic a
// pixel that the kernel cannot avoid, separated by tabs.
import GeneratorPatterns
import PixelStatistics
import Pixels

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The CPU time of this thread, in seconds.
func threadTime() -> Double {
  var time = timespec()
  guard unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0 else { return 0 }
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

var repeats = 15
var filter = ""
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
  if argument == "--repeats", let next = arguments.popFirst(), let count = Int(next), count > 0 {
    repeats = count
  } else {
    filter = argument
  }
}

/// Keeps results alive, so that no work is optimized away.
var sink = 0.0

@MainActor func measure(
  _ name: String, _ size: SIMD2<Int>, traffic: Int, _ body: () -> Double
) {
  guard filter.isEmpty || "\(name) \(size.x)x\(size.y)".contains(filter) else { return }
  sink += body()
  var best = Double.infinity
  for _ in 0..<repeats {
    let start = threadTime()
    let result = body()
    best = min(best, threadTime() - start)
    sink += result
  }
  let pixels = Double(size.x * size.y)
  let nanoseconds = (best * 1e9 / pixels * 100).rounded() / 100
  let milliseconds = (best * 1e5).rounded() / 100
  print("\(name)\t\(size.x)x\(size.y)\t\(nanoseconds)\t\(traffic)\t\(milliseconds) ms")
}

/// A picture of noise on a ramp, always the same.
func picture(_ width: Int, _ height: Int) -> PixelBuffer {
  var state: UInt64 = 1
  var samples = [UInt8](repeating: 0, count: width * height * 3)
  for index in samples.indices {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let ramp = UInt64(index / 3 % width * 190 / width)
    samples[index] = UInt8(truncatingIfNeeded: (state >> 58) &+ ramp)
  }
  return PixelBuffer(width: width, height: height, layout: .rgb, samples: samples)
}

let size = SIMD2(1024, 1024)
let image = picture(size.x, size.y)
let luma = image.lumaPlane()
let near = GaussianFilter(sigma: 1.2, radius: 5)
let far = GaussianFilter(sigma: 4, radius: 16)

// Copying a plane reads and writes 4 bytes a pixel: the bound of memory.
measure("copy", size, traffic: 8) {
  var copy = luma.values
  copy[0] += 1
  return Double(copy[copy.count - 1])
}
measure("luma", size, traffic: 7) { Double(image.lumaPlane().values[5]) }
measure("gaussian radius 5", size, traffic: 8) { Double(near.filtered(luma).values[5]) }
measure("gaussian radius 16", size, traffic: 8) { Double(far.filtered(luma).values[5]) }
let residual = NormalizedResidual(smoothing: near, strengthSigma: 4, floor: 0.6)
measure("normalized residual 5, 16", size, traffic: 8) {
  Double(residual.applied(to: luma).values[5])
}
measure("lanczos to 512x512", size, traffic: 5) {
  Double(LanczosResampler.resized(luma, width: 512, height: 512).values[5])
}
if let transform = RealFourierTransform(width: size.x, height: size.y) {
  let spectrum = transform.transformed(luma)
  measure("fourier", size, traffic: 8) { Double(transform.transformed(luma).real[5]) }
  measure("inverse fourier", size, traffic: 8) { Double(transform.inverse(spectrum).values[5]) }
}
measure("moments", size, traffic: 4) { Moments(of: luma).excessKurtosis }
let detector = PatternDetector()
measure("bank", size, traffic: 3) { detector.detect(in: image).last?.zScore ?? 0 }
for large in [SIMD2(1000, 700), SIMD2(983, 983), SIMD2(4000, 3000), SIMD2(4242, 2828)] {
  let pixels = picture(large.x, large.y)
  measure("bank", large, traffic: 3) { detector.detect(in: pixels).last?.zScore ?? 0 }
}
let bigPicture = picture(4242, 2828)
measure("lanczos luma to 1536x1024, 512x512", SIMD2(4242, 2828), traffic: 3) {
  let planes = LanczosResampler.resizedLuma(
    of: bigPicture, to: [SIMD2(1536, 1024), SIMD2(512, 512)])
  return Double(planes[0].values[5] + planes[1].values[5])
}
