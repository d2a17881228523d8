public import Pixels
import PixelStatistics

/// Looks for watermarks whose decoders need neither a key nor a network.
public struct WatermarkDetector: Sendable {
  /// The chance of any false alarm in one picture that is accepted, over all schemes, readings,
  /// messages and grids that are tried.
  public static let falseAlarmBudget = FalseAlarmBudget.total

  /// What to look for.
  public var options: WatermarkOptions

  /// Creates a detector.
  public init(_ options: WatermarkOptions = WatermarkOptions()) { self.options = options }

  /// Looks for watermarks in a picture as it is stored, neither turned nor scaled.
  ///
  /// - Parameters:
  ///   - pixels: The picture.
  ///   - hasHalvedChroma: Whether the file stores chroma at half the width and height (JPEG 4:2:0,
  ///     lossy WebP). Then marks are also looked for in chroma as it was stored.
  public func detect(in pixels: PixelBuffer, hasHalvedChroma: Bool = false) -> WatermarkReport {
    var report = WatermarkReport()
    let decoder = DwtDctDecoder(messages: customMessages)
    let blocks = HaarBlocks.measured(pixels, rowInterval: Self.rowInterval(for: pixels, decoder))
    let sizes =
      options.searchesFormerSizes
      ? FormerSize.candidates(width: pixels.width, height: pixels.height) : []
    let budget = budget(
      for: decoder, hasHalvedChroma: hasHalvedChroma, formerSizes: sizes.count)
    if let reason = Self.obstacle(pixels, blocks) {
      report.notEvaluated = decoder.messages.map {
        UnevaluatedScheme(scheme: $0.scheme, name: $0.name, vendor: $0.generator, reason: reason)
      }
    } else {
      report.evaluated = decoder.messages.map(\.scheme)
      if blocks.rowInterval == 1 {
        report.detections = decoder.detections(in: blocks, budget: budget)
      } else if decoder.isHopeful(inRowsOf: blocks) {
        report.detections = decoder.detections(in: blocks.completed(pixels), budget: budget)
      }
      if report.detections.isEmpty, hasHalvedChroma {
        report.detections = decoder.detections(
          in: .restored(pixels), budget: budget, search: .restoredDwtDct)
      }
      if report.detections.isEmpty, !sizes.isEmpty {
        report.detections = decoder.resizedDetections(in: pixels, sizes: sizes, budget: budget)
      }
      if report.detections.isEmpty, options.searchesMovedGrids {
        report.detections = decoder.movedDetections(in: pixels, budget: budget)
      }
    }
    readBits(in: pixels, blocks: blocks, budget: budget, to: &report)
    readTrustMark(in: pixels, budget: budget, to: &report)
    report.evaluated.append("stealth-pnginfo")
    report.stealth = StealthReader(limit: options.maximumTextLength).read(pixels)
    // TrustMark's own entries tell which of its networks were given.
    report.notEvaluated += UndecodableScheme.all.filter { $0.scheme != "trustmark" }.map(
      \.unevaluated)
    return report
  }

  /// Reads the bits of the schemes that have no payload known in advance, where they were asked for.
  private func readBits(
    in pixels: PixelBuffer, blocks: HaarBlocks, budget: FalseAlarmBudget,
    to report: inout WatermarkReport
  ) {
    let schemes: [UnevaluatedScheme] = [.svdBits, .rivaGANBits]
    guard options.schemes == .all else {
      report.notEvaluated += schemes
      return
    }
    if let reason = Self.obstacle(pixels, blocks) {
      report.notEvaluated += schemes.map { $0.unread(because: reason) }
      return
    }
    report.evaluated.append(UnevaluatedScheme.svdBits.scheme)
    report.detections += DwtDctSvdDecoder().detections(
      in: pixels, messages: customMessages, budget: budget)
    if let bits = RivaGANDecoder(mostTiles: options.mostRivaGANParts).detection(in: pixels) {
      report.evaluated.append(bits.scheme)
      report.detections.append(bits)
    } else {
      let reason = "Its network was switched off or cannot be read."
      report.notEvaluated.append(UnevaluatedScheme.rivaGANBits.unread(because: reason))
    }
  }

  /// The messages of the caller that are used.
  private var customMessages: [WatermarkMessage] { Array(options.messages.prefix(32)) }

  /// The shares of all searches that the options ask for.
  func budget(
    for decoder: DwtDctDecoder, hasHalvedChroma: Bool = false, formerSizes: Int = 0
  ) -> FalseAlarmBudget {
    FalseAlarmBudget([
      .dwtDct: Double(decoder.comparisons),
      .restoredDwtDct: hasHalvedChroma ? Double(decoder.comparisons) : 0,
      .resizedDwtDct: Double(formerSizes * decoder.comparisons),
      .movedDwtDct: options.searchesMovedGrids ? decoder.movedComparisons : 0,
      .dwtDctSvd: options.schemes == .all ? Double(customMessages.count) : 0,
      .trustMark: Double(options.trustMarkModels.count * TrustMarkPayload.Schema.allCases.count),
    ])
  }

  private func readTrustMark(
    in pixels: PixelBuffer, budget: FalseAlarmBudget, to report: inout WatermarkReport
  ) {
    let decoder = TrustMarkDecoder(models: options.trustMarkModels, library: options.onnxRuntime)
    for (variant, outcome) in decoder.outcomes(for: pixels) {
      switch outcome {
      case .notRun(let reason):
        report.notEvaluated.append(.trustMark(variant, reason: reason))
      case .notFound: report.evaluated.append(variant.scheme)
      case .found(let payload):
        report.evaluated.append(variant.scheme)
        report.detections.append(payload.detection(variant, budget: budget))
      }
    }
    let others = TrustMarkVariant.allCases.filter { options.trustMarkModels[$0] == nil }
    if !others.isEmpty { report.notEvaluated.append(.trustMark(without: others)) }
  }

  /// How many blocks are enough for a first look.
  private static let blocksForFirstLook = 1 << 13

  /// The most comparisons for which a first look pays: with more, some of them are hopeful in nearly
  /// every picture.
  private static let comparisonsForFirstLook = 40

  /// Of how many rows of blocks one is read at first: of large pictures every second one, which
  /// tells about two thirds of those without a mark at half the cost. In narrow pictures that could
  /// pass over bits of a message.
  private static func rowInterval(for pixels: PixelBuffer, _ decoder: DwtDctDecoder) -> Int {
    let longest = decoder.messages.map(\.bits.count).max() ?? 0
    return pixels.pixelCount / 64 >= 2 * blocksForFirstLook && pixels.width / 8 >= longest
      && decoder.comparisons <= comparisonsForFirstLook ? 2 : 1
  }

  /// The fewest blocks that are read: with fewer, too many bits of a message get no vote.
  private static let leastBlocks = 64

  /// Why the marks of `dwtDct` cannot be looked for in a picture; nil when they can.
  private static func obstacle(_ pixels: PixelBuffer, _ blocks: HaarBlocks) -> String? {
    if pixels.layout == .gray { return "The mark is in colour, and the picture has none." }
    if blocks.columns * blocks.rows < leastBlocks {
      return "The picture is too small to hold the mark."
    }
    return nil
  }
}
