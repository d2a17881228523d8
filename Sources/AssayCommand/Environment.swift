import EvidenceModel
import Foundation
import Scanning

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The environment of the process, asked for one name at a time: a copy of the whole of it costs
/// more than the rest of a short run's preparation.
enum Environment {
  /// The value of a variable; nil where it is not set.
  static subscript(_ name: String) -> String? {
    // The program never changes its environment, so the text stays where it is.
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }
}

extension Environment {
  /// The value of a variable; nil where it is not set or empty, as CI services leave it.
  static func setting(_ name: String) -> String? {
    self[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Puts the settings of the environment over those of a configuration, but for those that options
  /// set anyway. Paths count from the working directory.
  ///
  /// - Throws: ``Failure`` that names the variable when a value is no setting.
  static func apply(
    to configuration: inout Configuration, besides options: RunOptions
  ) throws(Failure) {
    if options.policy.isEmpty, let text = setting("ASSAY_POLICY") {
      configuration.policies = text.split { $0 == "," || $0.isNewline }
        .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        .map { RunPlan.isPolicyFile($0) ? absolute($0) : $0 }
      guard !configuration.policies.isEmpty else {
        throw Failure("ASSAY_POLICY names no policy")
      }
      do { _ = try RunPlan.ruleSet(configuration.policies) } catch {
        throw Failure("ASSAY_POLICY: \(error)")
      }
    }
    if options.failOn == nil, let text = setting("ASSAY_FAIL_ON") {
      guard let severity = Severity(rawValue: text) else {
        throw Failure("ASSAY_FAIL_ON must be note, warning or error, not '\(text)'")
      }
      configuration.failOn = severity
    }
    if options.jobs == nil, let text = setting("ASSAY_JOBS") {
      guard let jobs = Int(text), (1...1024).contains(jobs) else {
        throw Failure("ASSAY_JOBS must be a number between 1 and 1024, not '\(text)'")
      }
      configuration.jobs = jobs
    }
    if options.trustList == nil, let text = setting("ASSAY_TRUST_LIST") {
      guard TrustListChoice(rawValue: text) != nil else {
        throw Failure("ASSAY_TRUST_LIST must be official, legacy or none, not '\(text)'")
      }
      configuration.trustList = text
    }
    if options.waivers == nil, let path = try file("ASSAY_WAIVERS") { configuration.waivers = path }
    if options.baseline == nil, let path = try file("ASSAY_BASELINE") {
      configuration.baseline = path
    }
  }

  /// The file that a variable names.
  ///
  /// - Throws: ``Failure`` when it is not there.
  static func file(_ name: String) throws(Failure) -> String? {
    guard let text = setting(name) else { return nil }
    guard FileManager.default.isReadableFile(atPath: text) else {
      throw Failure("\(name): cannot read \(text)")
    }
    return absolute(text)
  }

  private static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
  }
}
