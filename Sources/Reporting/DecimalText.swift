/// Writes numbers for people without the formatters of Foundation.
enum DecimalText {
  /// The number with a fixed count of decimals, 0…6; `–` when it is not finite or beyond 10¹².
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite, value.magnitude < 1e12 else { return "–" }
    var scale = 1.0
    for _ in 0..<min(max(decimals, 0), 6) { scale *= 10 }
    let scaled = Int((value.magnitude * scale).rounded())
    let sign = value < 0 && scaled != 0 ? "-" : ""
    guard decimals > 0 else { return "\(sign)\(scaled)" }
    let whole = scaled / Int(scale)
    let fraction = String(scaled % Int(scale))
    let padding = String(repeating: "0", count: max(0, min(decimals, 6) - fraction.count))
    return "\(sign)\(whole).\(padding)\(fraction)"
  }

  /// A small probability: `0.04`, `3e-9`.
  static func probability(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    if value == 0 { return "0" }
    if value >= 0.001 { return fixed(value, 3) }
    var mantissa = value
    var exponent = 0
    while mantissa < 1, exponent > -400 {
      mantissa *= 10
      exponent -= 1
    }
    return "\(Int(mantissa))e\(exponent)"
  }

  /// A size in bytes: `812 B`, `4.2 kB`, `1.3 MB`.
  static func bytes(_ count: Int) -> String {
    if count < 1_000 { return "\(count) B" }
    if count < 1_000_000 { return "\(fixed(Double(count) / 1_000, 1)) kB" }
    return "\(fixed(Double(count) / 1_000_000, 1)) MB"
  }
}
