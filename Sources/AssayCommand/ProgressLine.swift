import EvidenceModel

/// The line on standard error that shows how far a scan has come.
struct ProgressLine {
  private let isShown: Bool
  private let start = ContinuousClock.now
  private var lastDrawn: ContinuousClock.Instant?
  private var isDrawn = false

  /// Creates the line.
  ///
  /// - Parameter when: `auto` shows it when standard error is a terminal.
  init(_ when: Terminal.When) {
    switch when {
    case .always: isShown = true
    case .never: isShown = false
    case .auto: isShown = Terminal.isTerminal(2)
    }
  }

  /// Whether anything will ever be drawn.
  var isActive: Bool { isShown }

  /// Draws the line, at most ten times a second.
  mutating func update(finished: Int, total: Int?, summary: RunSummary) {
    guard isShown else { return }
    let now = ContinuousClock.now
    if let lastDrawn, now - lastDrawn < .milliseconds(100) { return }
    lastDrawn = now
    let elapsed = now - start
    let seconds =
      Double(elapsed.components.seconds)
      + Double(elapsed.components.attoseconds) / 1e18
    let rate = seconds > 0 ? Double(finished) / seconds : 0
    var text = "\(finished)" + (total.map { " of \($0)" } ?? "") + " files, \(Int(rate))/s"
    if let total, rate > 0, total > finished {
      text += ", \(Self.duration(Double(total - finished) / rate)) left"
    }
    let blocked = summary.count(of: Decision.block)
    text += ", \(summary.imageCount) images, \(blocked) blocked"
    let count = summary.count(of: Decision.notInspected)
    if count > 0 {
      text += ", \(count) not inspected"
    }
    draw(String(text.prefix(max(20, Terminal.width - 1))))
  }

  /// Removes the line, so that other text can be written.
  mutating func clear() {
    if isDrawn { Terminal.standardError("\r\u{1B}[K") }
    isDrawn = false
  }

  private mutating func draw(_ text: String) {
    Terminal.standardError("\r\u{1B}[K" + text)
    isDrawn = true
  }

  private static func duration(_ seconds: Double) -> String {
    let seconds = Int(min(seconds.rounded(.up), 360_000))
    if seconds < 60 { return "\(seconds) s" }
    if seconds < 3_600 { return "\(seconds / 60) min" }
    return "\(seconds / 3_600) h \(seconds % 3_600 / 60) min"
  }
}
