import CRivaGAN
import PixelStatistics
import Pixels

/// The decoder network of RivaGAN: two branches of two convolutions of 11 × 11, one of which says
/// where in the picture the other is to be believed.
///
/// A convolution over 64 × 64 samples is a product of their spectra: with 32 channels in and out
/// that takes a thirtieth of the multiplications.
///
/// - Reference: ShieldMnt/invisible-watermark 0.2, `rivagan_decoder.onnx`; Zhang and others 2019,
///   "Robust invisible video watermarking with attention", arXiv:1909.01285.
struct RivaGANNetwork: Sendable {
  /// The network, kept for the pictures to come: 42 MB.
  static let shared = RivaGANNetwork()
  /// The number of bits, and of channels between the convolutions.
  static let bitCount = 32
  /// The side of what is transformed at a time.
  static let side = 64
  /// The side of a convolution.
  static let kernelSide = 11
  /// The side of the part of it that both convolutions know all neighbours of.
  static let tileSide = side - 2 * (kernelSide - 1)

  private let attention: Branch
  private let values: Branch

  /// Reads the weights that the program carries.
  ///
  /// - Returns: nil if they have another size than the network.
  init?() {
    // They are constants of the program.
    let bytes = unsafe UnsafeRawBufferPointer(start: CRivaGAN_bytes(), count: CRivaGAN_count())
    var source = WeightSource(numbers: [])
    source.numbers.reserveCapacity(bytes.count / 4)
    for offset in stride(from: 0, to: bytes.count - 3, by: 4) {
      let bits = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
      source.numbers.append(Float(bitPattern: UInt32(littleEndian: bits)))
    }
    guard let transform = RealFourierTransform(width: Self.side, height: Self.side),
      let attention = Branch(&source, hasSecondScale: true, transform: transform),
      let values = Branch(&source, hasSecondScale: false, transform: transform),
      source.numbers.count == source.next
    else { return nil }
    self.attention = attention
    self.values = values
  }

  /// The mean score of each bit over the tiles of a picture; above 0.52 is a 1.
  ///
  /// - Parameters:
  ///   - pixels: A picture of at least one pixel.
  ///   - mostTiles: How many tiles of ``tileSide`` are read at most, evenly spread; at least 1.
  /// - Accuracy: Within 0.001 of the network in exact arithmetic plus a ten-thousandth of the score.
  func scores(of pixels: PixelBuffer, mostTiles: Int) -> [Float] {
    let (side, tileSide) = (Self.side, Self.tileSide)
    let columns = (pixels.width + tileSide - 1) / tileSide
    let rows = (pixels.height + tileSide - 1) / tileSide
    let interval = max(1, (columns * rows + mostTiles - 1) / mostTiles)
    var totals = [Double](repeating: 0, count: Self.bitCount)
    var count = 0
    for tile in stride(from: 0, to: columns * rows, by: interval) {
      let (left, top) = (tile % columns * tileSide, tile / columns * tileSide)
      let input = Self.input(pixels, left: left - 10, top: top - 10)
      let spectra = input.map { attention.transform.transformed($0) }
      func inside(_ x: Int, _ y: Int) -> Bool {
        x >= 0 && y >= 0 && x < pixels.width && y < pixels.height
      }
      let weights = attention.output(spectra) { inside(left - 5 + $0, top - 5 + $1) }
      let values = self.values.output(spectra) { inside(left - 5 + $0, top - 5 + $1) }
      for y in 0..<min(tileSide, pixels.height - top) {
        for x in 0..<min(tileSide, pixels.width - left) {
          let at = y * side + x
          // Softmax; the largest is taken off, so that no exponential overflows.
          let largest = weights.reduce(-Float.infinity) { max($0, $1.values[at]) }
          let shares = weights.map { exponential($0.values[at] - largest) }
          let sum = shares.reduce(0, +)
          for bit in 0..<Self.bitCount {
            totals[bit] += Double(values[bit].values[at] * shares[bit] / sum)
          }
          count += 1
        }
      }
    }
    return totals.map { Float($0 / Double(count)) }
  }

  /// Blue, green and red of a part of a picture, `-1...1`, and 0 outside of it.
  private static func input(_ pixels: PixelBuffer, left: Int, top: Int) -> [Plane] {
    (0..<3).map { plane in
      let channel = pixels.layout == .gray ? 0 : 2 - plane
      var values = [Float](repeating: 0, count: side * side)
      for y in max(0, -top)..<max(max(0, -top), min(side, pixels.height - top)) {
        for x in max(0, -left)..<max(max(0, -left), min(side, pixels.width - left)) {
          let at = (top + y) * pixels.rowStride + (left + x) * pixels.channelCount + channel
          values[y * side + x] = Float(pixels.samples[at]) / 127.5 - 1
        }
      }
      return Plane(width: side, height: side, values: values)
    }
  }

  /// Numbers that are taken one after another.
  private struct WeightSource {
    var numbers: [Float]
    var next = 0

    mutating func take(_ count: Int) -> ArraySlice<Float>? {
      guard count <= numbers.count - next else { return nil }
      defer { next += count }
      return numbers[next..<(next + count)]
    }
  }

  /// A factor and a summand for each channel.
  private struct Scale {
    var factors: [Float]
    var summands: [Float]

    init?(_ source: inout WeightSource) {
      guard let factors = source.take(bitCount), let summands = source.take(bitCount) else {
        return nil
      }
      self.factors = Array(factors)
      self.summands = Array(summands)
    }
  }

  /// A convolution as the spectra of its weights.
  private struct Convolution {
    /// One for each pair of channels: those of the first output first.
    let spectra: [HalfSpectrum]
    let summands: [Float]

    init?(_ source: inout WeightSource, inputs: Int, transform: RealFourierTransform) {
      let area = kernelSide * kernelSide
      guard let weights = source.take(bitCount * inputs * area),
        let summands = source.take(bitCount)
      else { return nil }
      spectra = (0..<(bitCount * inputs)).map { pair in
        var plane = Plane(width: side, height: side)
        for place in 0..<area {
          plane[place % kernelSide, place / kernelSide] =
            weights[weights.startIndex + pair * area + place]
        }
        return transform.transformed(plane)
      }
      self.summands = Array(summands)
    }

    /// The sums over all inputs, less the summand, each at the first of the places it is a sum over.
    func sums(
      _ inputs: [HalfSpectrum], output: Int, transform: RealFourierTransform
    ) -> Plane {
      var sum = HalfSpectrum(transformWidth: side, height: side)
      for (index, input) in inputs.enumerated() {
        sum.addCorrelation(of: input, with: spectra[output * inputs.count + index])
      }
      return transform.inverse(sum)
    }
  }

  /// Two convolutions, and what follows each.
  private struct Branch {
    let transform: RealFourierTransform
    let first: Convolution
    let firstScale: Scale
    let second: Convolution
    /// Where there is one, a tangent comes before it.
    let secondScale: Scale?

    init?(_ source: inout WeightSource, hasSecondScale: Bool, transform: RealFourierTransform) {
      guard let first = Convolution(&source, inputs: 3, transform: transform),
        let firstScale = Scale(&source),
        let second = Convolution(&source, inputs: bitCount, transform: transform)
      else { return nil }
      self.transform = transform
      self.first = first
      self.firstScale = firstScale
      self.second = second
      secondScale = hasSecondScale ? Scale(&source) : nil
      if hasSecondScale, secondScale == nil { return nil }
    }

    /// The channels; right at the first ``tileSide`` places of the first ``tileSide`` rows.
    ///
    /// - Parameter isInside: Whether a place after the first convolution lies in the picture: what
    ///   lies outside is 0, whatever is added to what lies inside.
    func output(_ spectra: [HalfSpectrum], isInside: (Int, Int) -> Bool) -> [Plane] {
      let known = side - kernelSide + 1
      let middle = (0..<bitCount).map { channel in
        let sums = first.sums(spectra, output: channel, transform: transform)
        var plane = Plane(width: side, height: side)
        for y in 0..<known {
          for x in 0..<known where isInside(x, y) {
            let value = tangent(sums[x, y] + first.summands[channel])
            plane[x, y] = value * firstScale.factors[channel] + firstScale.summands[channel]
          }
        }
        return transform.transformed(plane)
      }
      return (0..<bitCount).map { channel in
        var plane = second.sums(middle, output: channel, transform: transform)
        for y in 0..<tileSide {
          for x in 0..<tileSide {
            let value = plane[x, y] + second.summands[channel]
            plane[x, y] =
              if let secondScale {
                tangent(value) * secondScale.factors[channel] + secondScale.summands[channel]
              } else { value }
          }
        }
        return plane
      }
    }
  }
}
