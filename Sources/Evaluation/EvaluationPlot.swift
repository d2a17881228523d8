/// Plots as inline SVG, 300 × 300 pixels, with nothing but numbers and our own words in them but
/// for the escaped names of groups.
enum EvaluationPlot {
  private static let (left, top, side) = (44.0, 10.0, 240.0)

  private static func x(_ share: Double) -> String { DecimalText.fixed(left + share * side, 1) }
  private static func y(_ share: Double) -> String {
    DecimalText.fixed(top + (1 - share) * side, 1)
  }

  private static func frame(_ title: String, _ xTitle: String, _ yTitle: String, _ content: String)
    -> String
  {
    var ticks = ""
    for step in 0...4 {
      let share = Double(step) / 4
      ticks +=
        "<text x=\"\(x(share))\" y=\"266\" text-anchor=\"middle\">"
        + "\(DecimalText.fixed(share, 2))</text>"
      ticks +=
        "<text x=\"40\" y=\"\(y(share))\" text-anchor=\"end\" dominant-baseline=\"middle\">"
        + "\(DecimalText.fixed(share, 2))</text>"
    }
    return
      "<svg role=\"img\" aria-label=\"\(title)\" width=\"300\" height=\"290\" viewBox=\"0 0 300 290\">"
      + "<title>\(title)</title><rect class=\"axis\" x=\"44\" y=\"10\" width=\"240\" height=\"240\"/>"
      + ticks + content
      + "<text x=\"164\" y=\"284\" text-anchor=\"middle\">\(xTitle)</text>"
      + "<text transform=\"rotate(-90 10 130)\" x=\"10\" y=\"130\" text-anchor=\"middle\">\(yTitle)</text>"
      + "</svg>"
  }

  /// Hits over false alarms.
  static func receiver(_ curve: ReceiverCurve) -> String {
    guard curve.positiveCount > 0, curve.negativeCount > 0 else { return "" }
    var path = "M\(x(0)) \(y(0))"
    // A page needs no more points than pixels.
    let step = max(1, curve.points.count / 400)
    for (index, point) in curve.points.enumerated()
    where index % step == 0 || index + 1 == curve.points.count {
      path +=
        "L\(x(Double(point.falseAlarms) / Double(curve.negativeCount)))"
        + " \(y(Double(point.hits) / Double(curve.positiveCount)))"
    }
    return frame(
      "ROC curve", "false alarms on photographs", "hits",
      "<path class=\"guide\" d=\"M\(x(0)) \(y(0))L\(x(1)) \(y(1))\"/>"
        + "<path class=\"line\" d=\"\(path)\"/>")
  }

  /// What came true over what was said.
  static func calibration(_ curve: CalibrationCurve) -> String {
    var marks = "<path class=\"guide\" d=\"M\(x(0)) \(y(0))L\(x(1)) \(y(1))\"/>"
    for bin in curve.bins {
      guard let rate = bin.observed.rate else { continue }
      let at = x(bin.meanProbability)
      marks +=
        "<path class=\"bar\" d=\"M\(at) \(y(bin.observed.lower))L\(at) \(y(bin.observed.upper))\"/>"
        + "<circle class=\"dot\" r=\"4\" cx=\"\(at)\" cy=\"\(y(rate))\"/>"
    }
    return frame("Calibration curve", "probability said", "share that was synthetic", marks)
  }

  /// False alarms of groups with their intervals, on a scale that ends at the largest one.
  static func groups(_ groups: [GroupRates]) -> String {
    let shown = groups.filter { $0.falseAlarms.total > 0 }.prefix(40)
    guard !shown.isEmpty else { return "" }
    let most = max(shown.map(\.falseAlarms.upper).max() ?? 1, 0.01)
    let height = 24 * shown.count + 34
    var marks = ""
    for (index, group) in shown.enumerated() {
      let row = 24 * index + 16
      func at(_ share: Double) -> String { DecimalText.fixed(200 + share / most * 320, 1) }
      marks +=
        "<text x=\"190\" y=\"\(row)\" text-anchor=\"end\" dominant-baseline=\"middle\">"
        + PageText.escape(String(group.name.prefix(28))) + "</text>"
        + "<path class=\"bar\" d=\"M\(at(group.falseAlarms.lower)) \(row)"
        + "L\(at(group.falseAlarms.upper)) \(row)\"/>"
        + "<circle class=\"dot\" r=\"4\" cx=\"\(at(group.falseAlarms.rate ?? 0))\" cy=\"\(row)\"/>"
    }
    return
      "<svg role=\"img\" aria-label=\"False alarms by group\" width=\"560\" height=\"\(height)\""
      + " viewBox=\"0 0 560 \(height)\"><title>False alarms by group</title>\(marks)"
      + "<text x=\"200\" y=\"\(height - 6)\">0</text><text x=\"520\" y=\"\(height - 6)\""
      + " text-anchor=\"end\">\(DecimalText.percent(most))</text></svg>"
  }
}
