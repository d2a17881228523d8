import PixelStatistics
import Pixels
import Testing
import _TestSupport

@testable import Watermarks

struct MovedGridTests {
  @Test(
    arguments: [
      ("sdxl-dwtdct", (3, 5)), ("sd1-dwtdct", (0, 1)), ("flux1-dwtdct", (14, 8)),
      ("invokeai-dwtdct", (5, 2)),
    ])
  func `a cropped mark is found`(scheme: String, corner: (Int, Int)) throws {
    let message = try #require(WatermarkMessage.wellKnown.first { $0.scheme == scheme })
    let marked = DwtDctEmbedder.embed(
      message.bits, view: DwtDctView.all[0], in: DwtDctEmbedder.picture(width: 264, height: 200))
    let part = try #require(
      marked.cropped(x: corner.0, y: corner.1, width: 216, height: 184))
    let report = WatermarkDetector().detect(in: part)
    #expect(report.detections.map(\.scheme) == [scheme])
    let detection = try #require(report.detections.first)
    #expect(detection.view.contains("shifted"))
    #expect(detection.pValue <= WatermarkDetector.falseAlarmBudget)
    let placement = try #require(detection.placement)
    // Grids that lie an even number of pixels aside share most of the values that carry bits, and
    // can read as well.
    #expect((placement.x + corner.0).isMultiple(of: 2))
    #expect((placement.y + corner.1).isMultiple(of: 2))
    #expect(placement.bitsPerRow == 33 % message.bits.count)
  }

  @Test func `a pasted mark is found`() throws {
    let message = WatermarkMessage.wellKnown[0]
    let marked = DwtDctEmbedder.embed(
      message.bits, view: DwtDctView.all[2], in: DwtDctEmbedder.picture())
    var canvas = DwtDctEmbedder.picture(width: 230, height: 220, seed: 9)
    for y in 0..<marked.height {
      let from = y * marked.rowStride
      let to = (y + 13) * canvas.rowStride + 21 * 3
      canvas.samples.replaceSubrange(
        to..<(to + marked.rowStride), with: marked.samples[from..<(from + marked.rowStride)])
    }
    let report = WatermarkDetector().detect(in: canvas)
    #expect(report.detections.map(\.scheme) == ["sdxl-dwtdct"])
    #expect(report.detections.first?.placement?.x == 5)
    #expect(report.detections.first?.placement?.y == 5)
    #expect(report.detections.first?.placement?.bitsPerRow == 24)
  }

  @Test func `the search can be left out`() throws {
    let marked = DwtDctEmbedder.embed(
      WatermarkMessage.wellKnown[0].bits, view: DwtDctView.all[0],
      in: DwtDctEmbedder.picture(width: 264, height: 200))
    let part = try #require(marked.cropped(x: 3, y: 3, width: 216, height: 184))
    let options = WatermarkOptions(searchesMovedGrids: false)
    #expect(WatermarkDetector(options).detect(in: part).detections.isEmpty)
    #expect(!WatermarkDetector().detect(in: part).detections.isEmpty)
  }

  @Test func `the placement search agrees with votes that are counted one by one`() throws {
    var random = SplitMix64(seed: 4)
    let message = WatermarkMessage.wellKnown[2].bits
    let values = (0..<(17 * 12)).map { index -> UInt8 in
      let bit = message[(5 + index / 17 * 9 + index % 17) % 32]
      return random.next() % 5 == 0 ? 9 : bit == 1 ? 54 : 18
    }
    let phases = BlockPhases(columns: 17, rows: 12, values: values)
    let best = try #require(PlacementSearch(phases, length: 32).best(of: [message]).first)
    #expect(best.firstBit == 5)
    #expect(best.bitsPerRow == 9)
    // The same by the definition of a correlation, from votes that are counted one by one.
    let tally = VoteTally(phases, length: 32, firstBit: 5, bitsPerRow: 9)
    let votes = zip(tally.sums, tally.counts).map { Double($0) / Double($1) }
    func centered(_ values: [Double]) -> [Double] {
      let mean = values.reduce(0, +) / 32
      return values.map { $0 - mean }
    }
    let (a, b) = (centered(votes), centered(message.map { Double($0) }))
    func product(_ x: [Double], _ y: [Double]) -> Double {
      zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let expected = product(a, b) / (product(a, a) * product(b, b)).squareRoot()
    #expect(abs(expected - Double(best.correlation)) < 1e-5)
  }

  @Test func `rows that are passed over do not count, and the shift of a row stays`() throws {
    let message = WatermarkMessage.wellKnown[2].bits
    let values = (0..<(40 * 48)).map { index -> UInt8 in
      let (row, column) = (index / 40, index % 40)
      guard row % 3 == 0 else { return BlockPhases.none }
      return message[(5 + row * 9 + column) % 32] == 1 ? 54 : 18
    }
    let sparse = BlockPhases(columns: 40, rows: 48, rowInterval: 3, values: values)
    let best = try #require(PlacementSearch(sparse, length: 32).best(of: [message]).first)
    #expect(best.firstBit == 5 && best.bitsPerRow == 9 && best.correlation > 0.999)
    // The same rows, without knowing that the others are empty.
    let dense = BlockPhases(columns: 40, rows: 48, values: values)
    #expect(PlacementSearch(dense, length: 32).best(of: [message]) == [best])
  }

  @Test func `only some rows of a picture are measured when asked`() {
    let picture = DwtDctEmbedder.picture(width: 64, height: 80)
    let all = HaarBlocks.measured(picture)
    let some = HaarBlocks.measured(picture, rowInterval: 4)
    #expect(some.rows == all.rows && some.rowInterval == 4)
    for index in all.blue.indices {
      let isMeasured = index / all.columns % 4 == 0
      let flat = HaarBlocks.Extremes(lowest: 512, highest: 512)
      #expect(some.blue[index] == (isMeasured ? all.blue[index] : flat))
      #expect(some.red[index] == (isMeasured ? all.red[index] : flat))
    }
    #expect(some.completed(picture) == all)
  }

  @Test(arguments: [PixelBuffer.Layout.gray, .rgb, .rgba], [1, 2, 3])
  func `what was left out is completed to the whole`(_ layout: PixelBuffer.Layout, interval: Int) {
    let samples = (0..<(37 * 53 * layout.rawValue)).map {
      UInt8(truncatingIfNeeded: ($0 &* $0 &* 31) &>> 3)
    }
    let picture = PixelBuffer(width: 37, height: 53, layout: layout, samples: samples)
    let some = HaarBlocks.measured(picture, rowInterval: interval)
    #expect(some.completed(picture) == HaarBlocks.measured(picture))
    #expect(some.completed(picture) == HaarBlocks.measuredBySamples(picture))
  }

  @Test(
    arguments: [(8, 8, 1), (100, 77, 1), (264, 200, 1), (100, 77, 2), (264, 200, 3), (72, 264, 2)],
    DwtDctView.all)
  func `votes counted together are those counted for each length`(
    _ size: (width: Int, height: Int, interval: Int), _ view: DwtDctView
  ) {
    let picture = DwtDctEmbedder.picture(width: size.width, height: size.height)
    let blocks = HaarBlocks.measured(picture, rowInterval: size.interval)
    let lengths = [48, 16, 31, 32, 46, 64, 136, 1_024, 32]
    let phases = BlockPhases(blocks, view: view)
    let tallies = VoteTally.all(blocks, view: view, lengths: lengths)
    #expect(tallies == lengths.map { VoteTally(phases, length: $0) })
  }

  @Test(arguments: [1, 2])
  func `more votes for a bit than a lane can add up are counted`(interval: Int) {
    // 17,776 blocks, so 555 votes for each of 32 bits, or 277 where every second row counts.
    let picture = DwtDctEmbedder.picture(width: 808, height: 1_408)
    let blocks = HaarBlocks.measured(picture, rowInterval: interval)
    for view in DwtDctView.all {
      let phases = BlockPhases(blocks, view: view)
      let tallies = VoteTally.all(blocks, view: view, lengths: [16, 32])
      #expect(tallies == [16, 32].map { VoteTally(phases, length: $0) })
    }
  }
}
