/// Numbers as text, without a locale.
enum DecimalText {
  /// A number with a fixed count of decimals, rounded to nearest; `–` for what is not finite.
  static func fixed(_ value: Double?, _ decimals: Int) -> String {
    guard let value, value.isFinite, abs(value) < 1e12 else { return "–" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (abs(value) * scale).rounded()
    let whole = Int(scaled / scale)
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return sign + String(whole) }
    let rest = String(Int(scaled - Double(whole) * scale))
    return sign + String(whole) + "."
      + String(repeating: "0", count: max(0, decimals - rest.utf8.count)) + rest
  }

  /// A share as a percentage, for example `12.3 %`.
  static func percent(_ value: Double?, _ decimals: Int = 1) -> String {
    value == nil ? "–" : fixed(value.map { $0 * 100 }, decimals) + " %"
  }

  /// A rate with its counts and interval, for example `2.0 % (1 of 50; 0.4–10.5 %)`.
  static func rate(_ interval: RateInterval?) -> String {
    guard let interval, let rate = interval.rate else { return "– (no pictures)" }
    return
      "\(percent(rate)) (\(interval.count) of \(interval.total); "
      + "\(fixed(interval.lower * 100, 1))–\(fixed(interval.upper * 100, 1)) %)"
  }
}
