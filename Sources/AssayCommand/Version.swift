/// The version of the tool and of its reports.
enum Version {
  /// Semantic version; the same as the newest heading of CHANGELOG.md.
  static let text = "0.1.0"
}
