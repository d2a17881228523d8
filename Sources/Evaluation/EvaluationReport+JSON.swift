extension EvaluationReport {
  /// The report as JSON (RFC 8259), `schemaVersion` 1, keys sorted. Rates are `0...1`; what is not
  /// defined is null.
  public var json: String {
    func rate(_ interval: RateInterval?) -> JSONText {
      guard let interval else { return .null }
      return .object([
        "count": .integer(interval.count), "total": .integer(interval.total),
        "rate": .number(interval.rate), "lower": .number(interval.lower),
        "upper": .number(interval.upper),
      ])
    }
    func rates(_ group: GroupRates) -> JSONText {
      .object([
        "name": .text(group.name), "pictures": .integer(group.pictureCount),
        "falseAlarms": rate(group.falseAlarms), "otherAlarms": rate(group.otherAlarms),
        "hits": rate(group.hits), "abstentions": rate(group.abstentions),
        "area": .number(group.area),
      ])
    }
    let points = curve.points.map { point in
      JSONText.object([
        "threshold": .number(point.threshold), "falseAlarms": .integer(point.falseAlarms),
        "hits": .integer(point.hits),
      ])
    }
    let working = workingPoints.map { point in
      JSONText.object([
        "falseAlarmRate": .number(point.falseAlarmRate), "hits": rate(point.hits),
      ])
    }
    let calibrationText = calibration.map { curve in
      JSONText.object([
        "expectedError": .number(curve.expectedError), "brierScore": .number(curve.brierScore),
        "bins": .array(
          curve.bins.map { bin in
            .object([
              "lower": .number(bin.lower), "upper": .number(bin.upper),
              "meanProbability": .number(bin.meanProbability), "observed": rate(bin.observed),
            ])
          }),
      ])
    }
    let auditTexts = audits.map { audit in
      JSONText.object([
        "column": .text(audit.column), "groups": .array(audit.groups.map(rates)),
        "tooSmall": .array(audit.tooSmall.map { .text($0) }),
        "minimumCount": .integer(SubgroupAudit.minimumCount),
        "figures": audit.figures.map { figures in
          .object([
            "F_EFPR": .number(figures.equalFalsePositiveRate),
            "F_EO": .number(figures.equalOdds), "F_MEO": .number(figures.maximumEqualizedOdds),
            "maximumGap": .number(figures.maximumGap),
            "compared": .array(figures.compared.map { .text($0) }),
          ])
        } ?? .null,
      ])
    }
    let countTexts = EvaluatedPicture.Label.allCases.map {
      ($0.rawValue, JSONText.integer(counts[$0] ?? 0))
    }
    return JSONText.object([
      "schemaVersion": .integer(1), "title": .text(title),
      "counts": .object(Dictionary(uniqueKeysWithValues: countTexts)),
      "overall": rates(overall),
      "roc": .object([
        "area": .number(curve.area), "standardError": .number(curve.areaError),
        "positives": .integer(curve.positiveCount), "negatives": .integer(curve.negativeCount),
        "points": .array(points),
      ]),
      "workingPoints": .array(working), "calibration": calibrationText ?? .null,
      "abstentions": .array(
        abstentionsByReason.map { entry in
          .object([
            "reason": .text(entry.reason), "real": .integer(entry.real),
            "synthetic": .integer(entry.synthetic), "other": .integer(entry.other),
          ])
        }),
      "breakdowns": .array(
        breakdowns.map { breakdown in
          .object([
            "column": .text(breakdown.column), "groups": .array(breakdown.groups.map(rates)),
          ])
        }), "audits": .array(auditTexts),
      "remarks": .array(remarks.map { .text($0) }),
      "falseAlarmPaths": .array(falseAlarmPaths.map { .text($0) }),
      "failures": .array(
        failures.map { failure in
          .object(["path": .text(failure.path), "reason": .text(failure.reason)])
        }),
    ]).text + "\n"
  }
}

/// A value of JSON, on its way to text.
indirect enum JSONText {
  case null
  case integer(Int)
  case number(Double?)
  case text(String)
  case array([JSONText])
  case object([String: JSONText])

  /// The value as text, keys of objects sorted.
  var text: String {
    switch self {
    case .null: return "null"
    case .integer(let value): return String(value)
    case .number(let value):
      guard let value, value.isFinite else { return "null" }
      return value.description
    case .text(let value): return Self.quoted(value)
    case .array(let values): return "[" + values.map(\.text).joined(separator: ",") + "]"
    case .object(let fields):
      let parts = fields.sorted { $0.key < $1.key }.map {
        Self.quoted($0.key) + ":" + $0.value.text
      }
      return "{" + parts.joined(separator: ",") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F {
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
