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
    report.evaluated = messages.map(\.scheme)
    report.detections = decoder.detections(in: HaarBlocks.measured(pixels))
    if report.detections.isEmpty, options.searchesMovedGrids {
      report.detections = decoder.movedDetections(in: pixels)
    }
    return report
  }
}
