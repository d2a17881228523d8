enum SignalRubric {
  static func apply(to report: inout CredentialReport, walk: StoreWalk) {}
}
