extension EvaluationReport {
  /// The report for people, false alarms first.
  public var text: String {
    let heading = VisibleLine.text(title)
    var lines: [String] = [heading, String(repeating: "=", count: heading.count), ""]
    let real = counts[.real] ?? 0
    let synthetic = counts[.synthetic] ?? 0
    lines.append(
      "\(overall.pictureCount) pictures: \(real) photographs, \(synthetic) synthetic, "
        + "\(counts[.other] ?? 0) other works of people.")
    lines.append("")
    lines.append("False alarms, the harm to a real person's photograph")
    lines.append("  photographs called synthetic   \(DecimalText.rate(overall.falseAlarms))")
    lines.append("  other works called synthetic   \(DecimalText.rate(overall.otherAlarms))")
    for path in falseAlarmPaths.prefix(20) { lines.append("    \(VisibleLine.text(path))") }
    if falseAlarmPaths.count > 20 { lines.append("    and \(falseAlarmPaths.count - 20) more") }
    lines.append("")
    lines.append("Detection")
    lines.append("  synthetic pictures called      \(DecimalText.rate(overall.hits))")
    lines.append(
      "  area under the ROC curve       \(DecimalText.fixed(curve.area, 3))"
        + (curve.areaError.map { " ± \(DecimalText.fixed(1.96 * $0, 3))" } ?? ""))
    for point in workingPoints {
      lines.append(
        "  hits at \(DecimalText.percent(point.falseAlarmRate)) false alarms".padded(33)
          + DecimalText.rate(point.hits))
    }
    if let calibration {
      lines.append("")
      lines.append(
        "Calibration (expected error \(DecimalText.fixed(calibration.expectedError, 3)), "
          + "Brier score \(DecimalText.fixed(calibration.brierScore, 3)))")
      for bin in calibration.bins where bin.observed.total > 0 {
        lines.append(
          "  said \(DecimalText.fixed(bin.meanProbability, 2))   came true "
            + DecimalText.rate(bin.observed))
      }
    }
    lines.append("")
    lines.append("Abstentions  \(DecimalText.rate(overall.abstentions))")
    for entry in abstentionsByReason {
      lines.append(
        "  \(VisibleLine.text(entry.reason).padded(24)) \(entry.real) photographs, "
          + "\(entry.synthetic) synthetic, \(entry.other) other")
    }
    for breakdown in breakdowns { lines += table(breakdown.column, breakdown.groups) }
    for audit in audits { lines += auditLines(audit) }
    if !remarks.isEmpty { lines.append("") }
    lines += remarks.map { VisibleLine.text($0) }
    if !failures.isEmpty {
      lines.append("")
      lines.append("Not read: \(failures.count)")
      for failure in failures.prefix(20) {
        lines.append("  \(VisibleLine.text(failure.path)): \(VisibleLine.text(failure.reason))")
      }
    }
    lines.append("")
    lines.append("Intervals are Wilson's at 95 %. No score here means that a picture is real.")
    return lines.joined(separator: "\n") + "\n"
  }

  private func table(_ column: String, _ groups: [GroupRates]) -> [String] {
    var lines = ["", "By \(VisibleLine.text(column))"]
    let width = min(44, (groups.map { VisibleLine.text($0.name).count }.max() ?? 0) + 2)
    lines.append(
      "  " + "".padded(width) + "pictures  abstained  false alarms     hits             AUC")
    for group in groups {
      func short(_ rate: RateInterval) -> String {
        rate.total == 0
          ? "–" : "\(rate.count)/\(rate.total) ≤\(DecimalText.percent(rate.upper, 0))"
      }
      lines.append(
        "  " + VisibleLine.text(group.name).padded(width) + String(group.pictureCount).padded(10)
          + DecimalText.percent(group.abstentions.rate, 0).padded(11)
          + short(group.falseAlarms).padded(17) + short(group.hits).padded(17)
          + DecimalText.fixed(group.area, 2))
    }
    return lines
  }

  private func auditLines(_ audit: SubgroupAudit) -> [String] {
    var lines = ["", "Audit of groups by \(VisibleLine.text(audit.column))"]
    for group in audit.groups {
      lines.append(
        "  \(VisibleLine.text(group.name).padded(24)) false alarms "
          + DecimalText.rate(group.falseAlarms))
    }
    guard let figures = audit.figures else {
      lines.append(
        "  Nothing can be said of fairness: fewer than two groups have "
          + "\(SubgroupAudit.minimumCount) photographs.")
      return lines
    }
    lines.append("  F_EFPR   \(DecimalText.fixed(figures.equalFalsePositiveRate, 4))")
    lines.append("  F_EO     \(DecimalText.fixed(figures.equalOdds, 4))")
    lines.append("  F_MEO    \(DecimalText.fixed(figures.maximumEqualizedOdds, 4))")
    lines.append("  largest gap of false alarms  \(DecimalText.percent(figures.maximumGap))")
    if !audit.tooSmall.isEmpty {
      lines.append(
        "  Left out, fewer than \(SubgroupAudit.minimumCount) photographs: "
          + audit.tooSmall.map { VisibleLine.text($0) }.joined(separator: ", "))
    }
    return lines
  }
}

extension String {
  /// The text with spaces up to a width, at least one.
  func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(self.count < width ? width - self.count : 1, 0))
  }
}

/// Text of unknown authors on one line of a terminal.
enum VisibleLine {
  /// Control and direction characters written as `\u{…}`; at most 300 characters.
  static func text(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars.prefix(300) {
      let isDeceptive =
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        || scalar.properties.isBidiControl || scalar.properties.generalCategory == .format
        || scalar.properties.generalCategory == .lineSeparator
        || scalar.properties.generalCategory == .paragraphSeparator
      if isDeceptive {
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
