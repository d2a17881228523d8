import ByteReading
import Codecs
import Containers
import PixelStatistics
import Pixels
import Testing
import _TestSupport

@testable import Watermarks

struct DwtDctTests {
  private static let mine = WatermarkMessage(
    scheme: "user-dwtdct", name: "Our studio", text: "studio-7")

  @Test(arguments: WatermarkMessage.wellKnown, DwtDctView.all)
  func `every known message is read in every view`(
    message: WatermarkMessage, view: DwtDctView
  ) throws {
    let clean = DwtDctEmbedder.picture()
    let marked = DwtDctEmbedder.embed(message.bits, view: view, in: clean)
    let report = WatermarkDetector().detect(in: marked)
    #expect(report.detections.map(\.scheme) == [message.scheme])
    let detection = try #require(report.detections.first)
    #expect(detection.payload == message.payload)
    #expect(detection.generator == message.generator)
    #expect(detection.totalBits == message.bits.count)
    #expect(detection.matchedBits >= message.bits.count * 17 / 20)
    #expect(detection.pValue <= WatermarkDetector.falseAlarmBudget)
    #expect(detection.view.hasPrefix(view.exchangesRedAndBlue ? "rgb" : "bgr"))
    #expect(detection.robustness == .fragile)
    #expect(!detection.isPresenceUnknown)
    #expect(detection.placement?.bitsPerRow == 24 % message.bits.count)
  }

  @Test func `a message of the caller is read, and only when it is asked for`() throws {
    let message = try #require(Self.mine)
    let marked = DwtDctEmbedder.embed(
      message.bits, view: DwtDctView.all[0], in: DwtDctEmbedder.picture())
    #expect(WatermarkDetector().detect(in: marked).detections.isEmpty)
    let options = WatermarkOptions(messages: [message])
    let report = WatermarkDetector(options).detect(in: marked)
    #expect(report.detections.map(\.payload) == ["studio-7"])
    #expect(report.evaluated.contains("user-dwtdct"))
  }

  @Test func `the first look at a large picture tells what all its blocks would tell`() {
    let clean = DwtDctEmbedder.picture(width: 1024, height: 1032)
    let marked = DwtDctEmbedder.embed(
      WatermarkMessage.wellKnown[0].bits, view: DwtDctView.all[2], in: clean)
    let detector = WatermarkDetector(
      WatermarkOptions(searchesMovedGrids: false, searchesFormerSizes: false))
    let decoder = DwtDctDecoder()
    let rows = clean.height / 8
    // The mark is weak where only a part of the rows of blocks has it.
    for (marks, isFound) in [(rows, true), (rows / 10, true), (rows / 40, false), (0, false)] {
      var pixels = clean
      for row in 0..<rows where row * 37 % rows < marks {
        let range = (row * 8 * clean.rowStride)..<((row * 8 + 8) * clean.rowStride)
        pixels.samples.replaceSubrange(range, with: marked.samples[range])
      }
      let whole = decoder.detections(in: .measured(pixels), budget: detector.budget(for: decoder))
      #expect(detector.detect(in: pixels).detections == whole)
      #expect(whole.isEmpty != isFound, "\(marks) rows")
    }
  }

  @Test func `alpha is left aside`() {
    let message = WatermarkMessage.wellKnown[0]
    let marked = DwtDctEmbedder.embed(
      message.bits, view: DwtDctView.all[0], in: DwtDctEmbedder.picture())
    let report = WatermarkDetector().detect(in: marked.convertedToRGBA())
    #expect(report.detections.map(\.scheme) == ["sdxl-dwtdct"])
  }

  @Test(arguments: 1...3 as ClosedRange<UInt64>)
  func `pictures without a mark give no alarm`(seed: UInt64) {
    let report = WatermarkDetector().detect(in: DwtDctEmbedder.picture(seed: seed))
    #expect(report.detections.isEmpty)
    #expect(report.stealth == nil)
    #expect(report.evaluated.contains("sdxl-dwtdct"))
  }

  @Test func `a mark in chroma of half size is found where that is known`() throws {
    let message = WatermarkMessage.wellKnown[2]
    let marked = DwtDctEmbedder.embed(
      message.bits, view: DwtDctView.all[0], in: DwtDctEmbedder.picture(width: 512, height: 512))
    let file = try ImageEncoder.encodeJPEG(marked, quality: 97, subsampling: .both)
    let pixels = try ImageDecoder.decode(ByteView(file), format: .jpeg).pixels
    #expect(WatermarkDetector().detect(in: pixels).detections.isEmpty)
    let found = WatermarkDetector().detect(in: pixels, hasHalvedChroma: true).detections
    #expect(found.map(\.scheme) == [message.scheme])
    #expect(found.first?.view.hasSuffix("chroma restored") == true)
    #expect(
      WatermarkDetector().detect(in: DwtDctEmbedder.picture(), hasHalvedChroma: true).detections
        .isEmpty)
  }

  @Test func `a plain picture is no evidence`() {
    let plain = PixelBuffer(
      width: 192, height: 192, layout: .rgb,
      samples: [UInt8](repeating: 77, count: 192 * 192 * 3))
    #expect(WatermarkDetector().detect(in: plain).detections.isEmpty)
    // All blocks vote alike, so no message agrees with them.
    let phases = BlockPhases(HaarBlocks.measured(plain), view: DwtDctView.all[0])
    #expect(Set(phases.values).count == 1)
    for message in WatermarkMessage.wellKnown {
      let tally = VoteTally(phases, length: message.bits.count)
      #expect(MessageMatch(tally, bits: message.bits) == nil)
    }
  }

  @Test func `pictures without colour and pictures too small are said to be so`() {
    let gray = PixelBuffer(
      width: 300, height: 300, layout: .gray, samples: [UInt8](repeating: 9, count: 90_000))
    for pixels in [gray, DwtDctEmbedder.picture(width: 40, height: 40)] {
      let report = WatermarkDetector().detect(in: pixels)
      #expect(!report.evaluated.contains("sdxl-dwtdct"))
      #expect(report.notEvaluated.contains { $0.scheme == "sdxl-dwtdct" })
    }
  }

  @Test func `messages that chance could explain are refused`() {
    func message(_ bits: [UInt8]) -> WatermarkMessage? {
      WatermarkMessage(scheme: "a", name: "b", payload: "c", bits: bits)
    }
    let half = (0..<24).map { UInt8($0 % 2) }
    #expect(message(half) != nil)
    #expect(message(Array(half.dropLast())) == nil)
    #expect(message([UInt8](repeating: 1, count: 64)) == nil)
    #expect(message([2] + half) == nil)
    #expect(message([UInt8](repeating: 0, count: 600) + [UInt8](repeating: 1, count: 600)) == nil)
  }

  /// A drawn picture: areas of one colour that repeat, as in tables, tiles and flags.
  private static func drawing(seed: UInt64, side: Int) -> PixelBuffer {
    var random = SplitMix64(seed: seed)
    let colors = (0..<(2 + Int(random.next() % 6))).map { _ in
      (0..<3).map { _ in UInt8(random.next() & 255) }
    }
    let period = (8 + 8 * Int(random.next() % 16), 8 + 8 * Int(random.next() % 16))
    let cell = (8 << Int(random.next() % 3), 8 << Int(random.next() % 3))
    let cells = (0..<1024).map { _ in Int(random.next() % UInt64(colors.count)) }
    let slope = Int(random.next() % 3)
    var samples: [UInt8] = []
    for y in 0..<side {
      for x in 0..<side {
        let place = (x % period.0) / cell.0 + 32 * ((y % period.1) / cell.1)
        for value in colors[cells[place % 1024]] {
          samples.append(UInt8(clamping: Int(value) + (slope == 0 ? 0 : x * slope / 8)))
        }
      }
    }
    return PixelBuffer(width: side, height: side, layout: .rgb, samples: samples)
  }

  @Test func `drawn pictures whose areas repeat give no alarm`() {
    #if DEBUG
      let (count, side) = (24, 128)
    #else
      let (count, side) = (WatermarkNullTests.isMeasuring ? 2000 : 200, 320)
    #endif
    var smallest = 1.0
    for seed in 0..<count {
      let picture = Self.drawing(seed: UInt64(seed), side: side)
      let options = WatermarkOptions(searchesMovedGrids: seed % 20 == 0)
      #expect(WatermarkDetector(options).detect(in: picture).detections.isEmpty, "\(seed)")
      let candidates = DwtDctDecoder().candidates(in: HaarBlocks.measured(picture))
      smallest = min(smallest, candidates.map(\.match.pValue).min() ?? 1)
    }
    // 20 comparisons a picture.
    #expect(smallest > 1e-7)
    print("smallest chance in \(count) drawn pictures: \(smallest)")
  }
}
