public import Pixels
import PixelStatistics

/// Looks for watermarks whose decoders need neither a key nor a network.
public struct WatermarkDetector: Sendable {
  /// The chance of any false alarm of the `dwtDct` family in one picture that is accepted, over all
  /// readings, messages and grids that are tried.
  public static let falseAlarmBudget = 1e-6

  /// What to look for.
  public var options: WatermarkOptions

  /// Creates a detector.
  public init(_ options: WatermarkOptions = WatermarkOptions()) { self.options = options }

  /// Looks for watermarks in a picture as it is stored, neither turned nor scaled.
  public func detect(in pixels: PixelBuffer) -> WatermarkReport {
    var report = WatermarkReport()
    let messages = WatermarkMessage.wellKnown + options.messages.prefix(32)
    let decoder = DwtDctDecoder(messages: messages)
    let blocks = HaarBlocks.measured(pixels)
    if let reason = Self.obstacle(pixels, blocks) {
      report.notEvaluated = messages.map { UnevaluatedScheme(scheme: $0.scheme, reason: reason) }
    } else {
      report.evaluated = messages.map(\.scheme)
      report.detections = decoder.detections(in: blocks)
      if report.detections.isEmpty, options.searchesMovedGrids {
        report.detections = decoder.movedDetections(in: pixels)
      }
    }
    if options.schemes != .all {
      report.notEvaluated.append(
        UnevaluatedScheme(
          scheme: "dwtdctsvd",
          reason:
            "Its bits cannot be told from chance; they are read when all schemes are asked for."
        ))
    } else if pixels.layout != .gray, blocks.columns * blocks.rows >= Self.leastBlocks {
      report.evaluated.append("dwtdctsvd")
      report.detections += DwtDctSvdDecoder().detections(
        in: pixels, messages: Array(options.messages.prefix(32)))
    }
    report.evaluated.append("stealth-pnginfo")
    report.stealth = StealthReader(limit: options.maximumTextLength).read(pixels)
    report.notEvaluated += UndecodableScheme.all.map(\.unevaluated)
    return report
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
