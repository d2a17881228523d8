import Foundation

/// The present time as reports write it.
enum UTCTime {
  /// ISO 8601 with seconds: `2026-11-23T09:30:00Z`.
  static var now: String {
    text(secondsSince1970: Int(Date().timeIntervalSince1970))
  }

  /// A time in the proleptic Gregorian calendar, without the calendars of Foundation, whose first
  /// use costs more than a whole short run's report.
  ///
  /// - Reference: H. Hinnant, chrono-Compatible Low-Level Date Algorithms, civil_from_days.
  static func text(secondsSince1970 seconds: Int) -> String {
    let (days, second) = (seconds / 86_400, seconds % 86_400)
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let date = "\(year)-\(two(month))-\(two(day))"
    return "\(date)T\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))Z"
  }
}
