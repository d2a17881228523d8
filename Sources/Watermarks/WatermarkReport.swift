/// What was looked for in the pixels of one picture, and what was found.
///
/// Three outcomes stay apart: found (``detections``, ``stealth``), looked for and not found
/// (``evaluated`` without a detection), and not checkable here (``notEvaluated``). None of them says
/// that a picture carries no watermark.
public struct WatermarkReport: Sendable, Hashable {
  /// Watermarks that were found, the most certain first; at most one for each scheme.
  public var detections: [WatermarkDetection]
  /// Text hidden in the lowest bits of the pixels; nil when there is none.
  public var stealth: StealthPayload?
  /// The schemes whose decoder ran over the pixels.
  public var evaluated: [String]
  /// The schemes that were not looked for, each with its reason.
  public var notEvaluated: [UnevaluatedScheme]

  /// Creates a report.
  public init(
    detections: [WatermarkDetection] = [], stealth: StealthPayload? = nil,
    evaluated: [String] = [], notEvaluated: [UnevaluatedScheme] = []
  ) {
    self.detections = detections
    self.stealth = stealth
    self.evaluated = evaluated
    self.notEvaluated = notEvaluated
  }
}
