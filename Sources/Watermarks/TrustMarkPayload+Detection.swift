extension TrustMarkPayload {
  /// The chance that random bits read as a payload of this coding with as few corrected bits.
  ///
  /// - Accuracy: Exact for bits that are fair and independent. What a network gives for pictures
  ///   without a mark is not known to be that.
  public var pValue: Double {
    var choices = 1.0
    var sum = 1.0
    for wrong in 0..<correctedBits {
      choices *= Double(96 - wrong) / Double(wrong + 1)
      sum += choices
    }
    return min(1, sum * powerOfTwo(Double(-(96 - schema.dataBits) - 4)))
  }

  /// The payload as soft bindings of C2PA write it: the number of the coding, `*` and the bits.
  public var softBindingValue: String {
    String(schema.rawValue) + "*" + bits.map { $0 == 1 ? "1" : "0" }.joined()
  }

  /// The payload as a finding. Its presence is unknown where chance explains it, and where all bits
  /// are equal, as a network that sees nothing may give them.
  func detection(_ variant: TrustMarkVariant, budget: FalseAlarmBudget) -> WatermarkDetection {
    let chance = budget.chance(pValue, in: .trustMark)
    let isPlain = Set(bits).count < 2
    let isUnknown = isPlain || chance > FalseAlarmBudget.total
    let name = "TrustMark \(variant.rawValue)" + (text.map { ", text “\($0)”" } ?? "")
    return WatermarkDetection(
      scheme: variant.scheme, name: name, payload: softBindingValue,
      matchedBits: 100 - correctedBits, totalBits: 100, pValue: isPlain ? 1 : chance,
      view: schema.name, robustness: .moderate, isPresenceUnknown: isUnknown)
  }
}
