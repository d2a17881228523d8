/// A moment, in whole seconds since 1970-01-01T00:00:00Z.
public struct CredentialTime: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The seconds, negative before 1970.
  public var seconds: Int

  /// Creates a moment.
  public init(seconds: Int) { self.seconds = seconds }

  /// Whether `a` is before `b`.
  public static func < (a: CredentialTime, b: CredentialTime) -> Bool { a.seconds < b.seconds }

  /// Creates a moment from a date and a time of the Gregorian calendar; nil when there is no such
  /// date.
  init?(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
    guard (0...9999).contains(year), (1...12).contains(month), (1...31).contains(day),
      (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
    else { return nil }
    seconds = Self.days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
  }

  /// Days since 1970-01-01.
  ///
  /// - Reference: H. Hinnant 2013, "chrono-Compatible Low-Level Date Algorithms".
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// Reads `YYMMDDHHMM[SS]Z` or `YYYYMMDDHHMM[SS[.f]](Z|±HHMM)`.
  init?(asn1 text: String, hasCentury: Bool) {
    let bytes = Array(text.utf8)
    var position = 0
    func digit(_ index: Int) -> Int? {
      guard index < bytes.count, (48...57).contains(bytes[index]) else { return nil }
      return Int(bytes[index]) - 48
    }
    func number(_ count: Int) -> Int? {
      var value = 0
      for index in position..<(position + count) {
        guard let next = digit(index) else { return nil }
        value = value * 10 + next
      }
      position += count
      return value
    }
    guard var year = number(hasCentury ? 4 : 2), let month = number(2), let day = number(2),
      let hour = number(2), let minute = number(2)
    else { return nil }
    if !hasCentury { year += year < 50 ? 2000 : 1900 }
    let second = number(2) ?? 0
    if position < bytes.count, bytes[position] == 0x2E || bytes[position] == 0x2C {
      position += 1
      while digit(position) != nil { position += 1 }
    }
    var offset = 0
    guard position < bytes.count else { return nil }
    switch bytes[position] {
    case 0x5A where position == bytes.count - 1: break
    case 0x2B, 0x2D:
      let sign = bytes[position] == 0x2B ? 1 : -1
      position += 1
      guard let hours = number(2), let minutes = number(2), position == bytes.count else {
        return nil
      }
      offset = sign * (hours * 3600 + minutes * 60)
    default: return nil
    }
    guard
      let local = CredentialTime(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    else { return nil }
    seconds = local.seconds - offset
  }

  /// The moment in ISO 8601: `2026-11-23T05:30:00Z`.
  public var description: String {
    var (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
    if rest < 0 { (days, rest) = (days - 1, rest + 86_400) }
    let z = days + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthIndex = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
    let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    func padded(_ value: Int, _ width: Int = 2) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month))-\(padded(day))"
      + "T\(padded(rest / 3600)):\(padded(rest / 60 % 60)):\(padded(rest % 60))Z"
  }
}
