extension EvaluationReport {
  /// The report as one page without scripts or links to other files; plots are inline SVG.
  public var html: String {
    var body = "<h1>\(PageText.escape(title))</h1>\n"
    body +=
      "<p>\(overall.pictureCount) pictures: \(counts[.real] ?? 0) photographs, "
      + "\(counts[.synthetic] ?? 0) synthetic, \(counts[.other] ?? 0) other works of people. "
      + "Intervals are Wilson’s at 95 %. No score means that a picture is real.</p>\n"
    body +=
      "<h2>False alarms first</h2>\n<p class=\"lead\">Photographs called synthetic: <b>"
      + PageText.escape(DecimalText.rate(overall.falseAlarms)) + "</b></p>\n"
      + "<p>Other works of people called synthetic: "
      + PageText.escape(DecimalText.rate(overall.otherAlarms)) + "</p>\n"
    if !falseAlarmPaths.isEmpty {
      body += "<ul>"
      for path in falseAlarmPaths.prefix(100) {
        body += "<li><code>\(PageText.escape(path))</code></li>"
      }
      if falseAlarmPaths.count > 100 { body += "<li>and \(falseAlarmPaths.count - 100) more</li>" }
      body += "</ul>\n"
    }
    body +=
      "<h2>Detection</h2>\n<p>Synthetic pictures called: "
      + PageText.escape(DecimalText.rate(overall.hits)) + ". Area under the curve "
      + DecimalText.fixed(curve.area, 3)
      + (curve.areaError.map { " ± " + DecimalText.fixed(1.96 * $0, 3) } ?? "") + ".</p>\n"
    body += "<table><tr><th>false alarms allowed</th><th>hits</th></tr>"
    for point in workingPoints {
      body +=
        "<tr><td>\(DecimalText.percent(point.falseAlarmRate))</td><td>"
        + PageText.escape(DecimalText.rate(point.hits)) + "</td></tr>"
    }
    body += "</table>\n<div class=\"plots\">" + EvaluationPlot.receiver(curve)
    if let calibration { body += EvaluationPlot.calibration(calibration) }
    body += "</div>\n"
    if let calibration {
      body +=
        "<p>Calibration: expected error \(DecimalText.fixed(calibration.expectedError, 3)), "
        + "Brier score \(DecimalText.fixed(calibration.brierScore, 3)).</p>\n"
    }
    body +=
      "<h2>Abstentions</h2>\n<p>\(PageText.escape(DecimalText.rate(overall.abstentions)))</p>\n"
    if !abstentionsByReason.isEmpty {
      body += "<table><tr><th>reason</th><th>photographs</th><th>synthetic</th><th>other</th></tr>"
      for entry in abstentionsByReason {
        body +=
          "<tr><td>\(PageText.escape(entry.reason))</td><td>\(entry.real)</td>"
          + "<td>\(entry.synthetic)</td><td>\(entry.other)</td></tr>"
      }
      body += "</table>\n"
    }
    for breakdown in breakdowns {
      body += "<h2>By \(PageText.escape(breakdown.column))</h2>\n" + Self.table(breakdown.groups)
    }
    for audit in audits { body += Self.section(audit) }
    for remark in remarks { body += "<p>\(PageText.escape(remark))</p>\n" }
    if !failures.isEmpty {
      body += "<h2>Not read</h2>\n<ul>"
      for failure in failures.prefix(200) {
        body +=
          "<li><code>\(PageText.escape(failure.path))</code>: "
          + PageText.escape(failure.reason) + "</li>"
      }
      body += "</ul>\n"
    }
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(PageText.escape(title))</title>
      <style>
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24; background: #fff }
      table { border-collapse: collapse; margin: .5rem 0; font-variant-numeric: tabular-nums }
      th, td { border-bottom: 1px solid #d5dae0; padding: .2rem .8rem .2rem 0; text-align: left }
      .lead { font-size: 1.15rem } .plots { display: flex; flex-wrap: wrap; gap: 1.5rem }
      svg text { font: 11px system-ui, sans-serif; fill: currentColor }
      .axis { stroke: #9aa3ad; fill: none } .guide { stroke: #c4cad1; stroke-dasharray: 4 4; fill: none }
      .line { stroke: #0b62c4; stroke-width: 2; fill: none } .dot { fill: #0b62c4 } .bar { stroke: #0b62c4; stroke-width: 2 }
      @media (prefers-color-scheme: dark) { body { color: #e4e7eb; background: #15181c } th, td { border-color: #3a4048 } .line, .bar { stroke: #6fb1ff } .dot { fill: #6fb1ff } }
      </style></head><body>
      \(body)</body></html>

      """
  }

  private static func table(_ groups: [GroupRates]) -> String {
    var text =
      "<table><tr><th></th><th>pictures</th><th>abstained</th><th>false alarms</th>"
      + "<th>hits</th><th>AUC</th></tr>"
    for group in groups {
      text +=
        "<tr><td>\(PageText.escape(group.name))</td><td>\(group.pictureCount)</td>"
        + "<td>\(DecimalText.percent(group.abstentions.rate, 0))</td>"
        + "<td>\(PageText.escape(DecimalText.rate(group.falseAlarms)))</td>"
        + "<td>\(PageText.escape(DecimalText.rate(group.hits)))</td>"
        + "<td>\(DecimalText.fixed(group.area, 2))</td></tr>"
    }
    return text + "</table>\n"
  }

  private static func section(_ audit: SubgroupAudit) -> String {
    var text =
      "<h2>Audit of groups by \(PageText.escape(audit.column))</h2>\n"
      + EvaluationPlot.groups(audit.groups) + table(audit.groups)
    guard let figures = audit.figures else {
      return text
        + "<p>Nothing can be said of fairness: fewer than two groups have "
        + "\(SubgroupAudit.minimumCount) photographs.</p>\n"
    }
    text +=
      "<p>F_EFPR \(DecimalText.fixed(figures.equalFalsePositiveRate, 4)), "
      + "F_EO \(DecimalText.fixed(figures.equalOdds, 4)), "
      + "F_MEO \(DecimalText.fixed(figures.maximumEqualizedOdds, 4)), largest gap of false alarms "
      + "\(DecimalText.percent(figures.maximumGap)).</p>\n"
    if !audit.tooSmall.isEmpty {
      text +=
        "<p>Left out, fewer than \(SubgroupAudit.minimumCount) photographs: "
        + audit.tooSmall.map { PageText.escape($0) }.joined(separator: ", ") + ".</p>\n"
    }
    return text
  }
}

/// The one way by which text gets into a page.
enum PageText {
  /// Text for content and for quoted attributes, deceptive characters written out.
  static func escape(_ text: String) -> String {
    var result = ""
    for character in VisibleLine.text(text).unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "`": result += "&#96;"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }
}
