#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Four complex numbers: eight would need more registers than a butterfly of four finds on x86-64.
struct ComplexLanes: BitwiseCopyable {
  var real = SIMD4<Float>()
  var imaginary = SIMD4<Float>()

  @inline(__always)
  static func + (a: ComplexLanes, b: ComplexLanes) -> ComplexLanes {
    ComplexLanes(real: a.real + b.real, imaginary: a.imaginary + b.imaginary)
  }

  @inline(__always)
  static func - (a: ComplexLanes, b: ComplexLanes) -> ComplexLanes {
    ComplexLanes(real: a.real - b.real, imaginary: a.imaginary - b.imaginary)
  }

  /// The product with `-i`.
  @inline(__always)
  var turned: ComplexLanes { ComplexLanes(real: imaginary, imaginary: -real) }

  /// The number with its parts exchanged.
  @inline(__always)
  var swapped: ComplexLanes { ComplexLanes(real: imaginary, imaginary: real) }

  @inline(__always)
  static func * (a: ComplexLanes, w: SIMD2<Float>) -> ComplexLanes {
    ComplexLanes(
      real: a.real * w.x - a.imaginary * w.y, imaginary: a.real * w.y + a.imaginary * w.x)
  }
}

/// Four complex transforms of one length at once, in place.
struct FourierLine: Sendable {
  /// One pass: `radix` parts of the remaining length are combined.
  private struct Pass: Sendable {
    var radix: Int
    /// The number of butterflies with different twiddle factors.
    var groups: Int
    /// The number of butterflies with the same twiddle factors.
    var stride: Int
    /// `radix - 1` factors for each group.
    var twiddles: [SIMD2<Float>]
  }

  private let count: Int
  private let passes: [Pass]

  /// Creates a transform of `count` points, which must be 2ᵏ or 3·2ᵏ.
  init?(count: Int) {
    guard count > 0 else { return nil }
    self.count = count
    var (rest, stride) = (count, 1)
    var passes: [Pass] = []
    while rest > 1 {
      let radix = rest % 3 == 0 ? 3 : rest % 4 == 0 ? 4 : 2
      guard rest % radix == 0, !(radix == 3 && stride > 1) else { return nil }
      let groups = rest / radix
      var twiddles: [SIMD2<Float>] = []
      for group in 0..<groups {
        for power in 1..<radix {
          let angle = -2 * Double.pi * Double(group * power) / Double(rest)
          twiddles.append(SIMD2(Float(cos(angle)), Float(sin(angle))))
        }
      }
      passes.append(Pass(radix: radix, groups: groups, stride: stride, twiddles: twiddles))
      stride *= radix
      rest = groups
    }
    self.passes = passes
  }

  /// Replaces `line` by its transform; `spare` is working space of the same length.
  func transform(_ line: inout [ComplexLanes], _ spare: inout [ComplexLanes]) {
    precondition(line.count == count && spare.count == count)
    for pass in passes {
      switch pass.radix {
      case 4: Self.runRadix4(pass, line.span, &spare)
      case 3: Self.runRadix3(pass, line.span, &spare)
      default: Self.runRadix2(pass, line.span, &spare)
      }
      swap(&line, &spare)
    }
  }

  private static func runRadix4(
    _ pass: Pass, _ source: borrowing Span<ComplexLanes>, _ target: inout [ComplexLanes]
  ) {
    let factors = pass.twiddles.span
    // What the loops below reach: `radix` parts of `groups * stride` points.
    precondition(source.count == pass.radix * pass.groups * pass.stride)
    precondition(target.count == source.count)
    precondition(factors.count == pass.groups * (pass.radix - 1))
    var out = target.mutableSpan
    let (stride, quarter) = (pass.stride, pass.groups &* pass.stride)
    for group in 0..<pass.groups {
      let first = factors.element(group &* 3)
      let second = factors.element(group &* 3 &+ 1)
      let third = factors.element(group &* 3 &+ 2)
      var index = 0
      while index < stride {
        let from = group &* stride &+ index
        let a = source.element(from)
        let b = source.element(from &+ quarter)
        let c = source.element(from &+ 2 &* quarter)
        let d = source.element(from &+ 3 &* quarter)
        let (sum, difference) = (a + c, a - c)
        let (other, turned) = (b + d, (b - d).turned)
        let to = 4 &* group &* stride &+ index
        out.setElement(sum + other, to)
        out.setElement((difference + turned) * first, to &+ stride)
        out.setElement((sum - other) * second, to &+ 2 &* stride)
        out.setElement((difference - turned) * third, to &+ 3 &* stride)
        index &+= 1
      }
    }
  }

  private static func runRadix3(
    _ pass: Pass, _ source: borrowing Span<ComplexLanes>, _ target: inout [ComplexLanes]
  ) {
    let factors = pass.twiddles.span
    // What the loops below reach: `radix` parts of `groups * stride` points.
    precondition(source.count == pass.radix * pass.groups * pass.stride)
    precondition(target.count == source.count)
    precondition(factors.count == pass.groups * (pass.radix - 1))
    var out = target.mutableSpan
    let (stride, third) = (pass.stride, pass.groups &* pass.stride)
    let half: Float = 0.5
    let sine: Float = 0.866_025_4
    for group in 0..<pass.groups {
      let first = factors.element(group &* 2)
      let second = factors.element(group &* 2 &+ 1)
      var index = 0
      while index < stride {
        let from = group &* stride &+ index
        let a = source.element(from)
        let b = source.element(from &+ third)
        let c = source.element(from &+ 2 &* third)
        let sum = b + c
        let middle = ComplexLanes(
          real: a.real - sum.real * half, imaginary: a.imaginary - sum.imaginary * half)
        let turned = (b - c).turned
        let side = ComplexLanes(real: turned.real * sine, imaginary: turned.imaginary * sine)
        let to = 3 &* group &* stride &+ index
        out.setElement(a + sum, to)
        out.setElement((middle + side) * first, to &+ stride)
        out.setElement((middle - side) * second, to &+ 2 &* stride)
        index &+= 1
      }
    }
  }

  private static func runRadix2(
    _ pass: Pass, _ source: borrowing Span<ComplexLanes>, _ target: inout [ComplexLanes]
  ) {
    let factors = pass.twiddles.span
    // What the loops below reach: `radix` parts of `groups * stride` points.
    precondition(source.count == pass.radix * pass.groups * pass.stride)
    precondition(target.count == source.count)
    precondition(factors.count == pass.groups * (pass.radix - 1))
    var out = target.mutableSpan
    let (stride, half) = (pass.stride, pass.groups &* pass.stride)
    for group in 0..<pass.groups {
      var index = 0
      while index < stride {
        let from = group &* stride &+ index
        let (a, b) = (source.element(from), source.element(from &+ half))
        let to = 2 &* group &* stride &+ index
        out.setElement(a + b, to)
        out.setElement((a - b) * factors.element(group), to &+ stride)
        index &+= 1
      }
    }
  }
}
