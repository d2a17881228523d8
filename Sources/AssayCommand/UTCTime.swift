import ContentCredentials
import Foundation

/// The present time as reports write it.
enum UTCTime {
  /// ISO 8601 with seconds: `2026-11-23T09:30:00Z`. The calendars of Foundation would do, too, but
  /// their first use costs more than the whole report of a short run.
  static var now: String {
    CredentialTime(seconds: Int(Date().timeIntervalSince1970.rounded(.down))).description
  }
}
