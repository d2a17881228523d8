import PixelStatistics
import Pixels
import Testing
import _TestSupport

/// The kernels of the forensic statistics against their definitions.
struct ForensicKernelTests {
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

  private static let filters: [NeighborhoodFilter] = [
    .predictionError, .secondDifferenceAlongRow, .secondDifferenceAlongColumn,
    .crossDifferenceToMean,
  ]

  @Test(arguments: [(40, 24), (10, 10), (11, 5), (9, 9), (3, 3), (2, 8), (1, 1)])
  func `Neighbourhood filters agree with their definition`(_ size: (Int, Int)) {
    let plane = noise(size.0, size.1)
    for filter in Self.filters {
      let fast = filter.applied(to: plane)
      let exact = filter.referenceApplied(to: plane)
      let tolerance = 255 * filter.weights.reduce(0) { $0 + abs($1) } / 1_048_576
      #expect(fast.width == exact.width && fast.height == exact.height)
      #expect(difference(fast.values, exact.values) <= tolerance)
    }
  }

  @Test func `High-pass filters see nothing in a plain slope`() {
    var plane = Plane(width: 20, height: 12)
    for y in 0..<12 { for x in 0..<20 { plane[x, y] = Float(3 * x + 5 * y) } }
    for filter in Self.filters {
      #expect(filter.applied(to: plane).values.allSatisfy { abs($0) < 1e-3 })
    }
  }

  @Test(arguments: [(8, 8), (24, 16), (31, 17), (7, 9)])
  func `The block transform agrees with its definition`(_ size: (Int, Int)) {
    let plane = noise(size.0, size.1)
    let fast = BlockCosineTransform.blocks(of: plane)
    let exact = BlockCosineTransform.referenceBlocks(of: plane)
    #expect(fast.count == size.0 / 8 * (size.1 / 8) * 64)
    #expect(difference(fast, exact) <= 255.0 / 65536)
  }

  @Test func `A plain block has only a zero frequency of eight times its mean`() {
    let blocks = BlockCosineTransform.blocks(of: Plane(width: 8, height: 8, repeating: 100))
    #expect(abs(blocks[0] - 800) < 0.01)
    #expect(blocks.dropFirst().allSatisfy { abs($0) < 0.01 })
  }

  @Test(arguments: [(16, 10), (9, 3), (3, 9), (2, 2), (5, 1)])
  func `Triples of classes are counted as defined`(_ size: (Int, Int)) {
    var plane = noise(size.0, size.1)
    for index in plane.values.indices { plane.values[index] -= 127.5 }
    let classes = SignedCooccurrence.classes(of: plane, step: 40)
    #expect(classes == SignedCooccurrence.referenceClasses(of: plane, step: 40))
    for isRow in [true, false] {
      var fast = [UInt32](repeating: 0, count: SignedCooccurrence.tripleBinCount)
      var exact = fast
      SignedCooccurrence.countTriples(classes, width: size.0, alongRow: isRow, into: &fast)
      SignedCooccurrence.referenceCountTriples(
        classes, width: size.0, alongRow: isRow, into: &exact)
      #expect(fast == exact)
      let expected = isRow ? max(size.0 - 2, 0) * size.1 : size.0 * max(size.1 - 2, 0)
      #expect(fast.reduce(0, +) == UInt32(expected))
    }
  }

  @Test func `Triples do not change when the picture is mirrored or inverted`() {
    let plane = noise(21, 13)
    func counts(_ plane: Plane) -> [UInt32] {
      var counts = [UInt32](repeating: 0, count: SignedCooccurrence.tripleBinCount)
      let errors = NeighborhoodFilter.predictionError.applied(to: plane)
      SignedCooccurrence.countTriples(
        SignedCooccurrence.classes(of: errors, step: 30), width: errors.width, alongRow: true,
        into: &counts)
      return counts
    }
    var mirrored = plane
    var inverted = plane
    for y in 0..<13 {
      for x in 0..<21 {
        mirrored[x, y] = plane[20 - x, y]
        inverted[x, y] = 255 - plane[x, y]
      }
    }
    #expect(counts(plane).reduce(0, +) > 0)
    #expect(counts(mirrored) == counts(plane))
    #expect(counts(inverted) == counts(plane))
  }

  @Test func `Pairs are counted once each, and signs turned together make no difference`() {
    var counts = [UInt32](repeating: 0, count: SignedCooccurrence.pairBinCount)
    SignedCooccurrence.countPairs([0, 1, 2, 3, 4, 4], [4, 3, 2, 1, 0, 4], into: &counts)
    #expect(counts.reduce(0, +) == 6)
    #expect(counts.filter { $0 > 0 }.sorted() == [1, 1, 2, 2])
  }

  @Test(arguments: [(0, 0), (1, 0), (0, 1), (2, 2), (30, 0), (0, 40)])
  func `Products of shifted planes agree with their definition`(_ shift: (Int, Int)) {
    let (a, b) = (noise(29, 17), noise(29, 17))
    let fast = NeighborCorrelation.product(a, b, dx: shift.0, dy: shift.1)
    let exact = NeighborCorrelation.referenceProduct(a, b, dx: shift.0, dy: shift.1)
    #expect(abs(fast - exact) <= exact * 1e-5)
  }

  @Test func `The power spectrum finds a wave in its ring`() throws {
    let spectrum = try #require(PowerSpectrum(side: 32))
    var plane = Plane(width: 40, height: 36)
    for y in 0..<36 { for x in 0..<40 { plane[x, y] = x % 4 < 2 ? 200 : 100 } }
    var power = [Float](repeating: 0, count: 32 * spectrum.columns)
    spectrum.add(plane, x: 5, y: 3, to: &power)
    let strongest = power.indices.max { power[$0] < power[$1] }
    // A period of four samples is a quarter of the sampling frequency: column 8 of row 0.
    #expect(strongest == 8)
    let rings = spectrum.ringMeans(of: power, count: 8)
    #expect(rings.indices.max { rings[$0] < rings[$1] } == 4)
  }

  @Test(arguments: [0, 8, 20, 24]) func `Tiles that cannot be transformed are refused`(_ side: Int)
  {
    #expect(PowerSpectrum(side: side) == nil)
  }
}
