import ArgumentParser
import ByteReading
import EvidenceModel
import Foundation
import GeneratorPatterns
import Inspection
import Policy
import Posts
import Reporting
import Scanning
import Watermarks

/// What a run does, after options, environment, configuration and defaults are put together.
struct RunPlan: Sendable {
  let options: RunOptions
  let configuration: Configuration
  var inspector: Inspector
  let evaluator: PolicyEvaluator

  /// The number of images inspected at the same time.
  var jobs: Int {
    options.jobs ?? configuration.jobs ?? max(1, ProcessInfo.processInfo.activeProcessorCount)
  }

  /// Puts a plan together.
  ///
  /// - Parameters:
  ///   - options: The options of the command line.
  ///   - path: Where to start looking for a configuration, upward.
  /// - Throws: ``Failure`` when a file of the configuration cannot be read.
  init(_ options: RunOptions, near path: String) throws {
    self.options = options
    configuration = try Self.configuration(options, near: path)
    var inspection = InspectionOptions()
    inspection.examinesPixels = !options.noPixels && configuration.examinesPixels ?? true
    inspection.examinesPatterns = !options.noPatterns
    inspection.examinesStatistics = !options.noStatistics
    inspection.examinesFaces = !options.noFaces && configuration.examinesFaces ?? true
    inspection.limits.pixels = options.maxMegapixels * 1_000_000
    let lists = TrustLoader(options, configuration)
    inspection.trust = try lists.load()
    inspection.trustDiagnostics = try lists.diagnostics(at: Date())
    inspection.conformingProducts = try lists.products()
    if options.fetchRemoteManifests {
      inspection.remoteManifest = { [UInt8](try Download.manifests.fetch($0)) }
    }
    if options.watermarkSchemes == .all { inspection.watermarks.schemes = .all }
    inspection.watermarks.messages = options.watermarkMessage.compactMap(RunOptions.message)
    for (variant, path) in options.trustmarkModel.compactMap(RunOptions.trustMarkModel) {
      inspection.watermarks.trustMarkModels[variant] = path
    }
    let banks = options.patternBank + configuration.patternBanks.map(configuration.resolved)
    inspection.patternBanks = try banks.map(Self.patternBank)
    inspection.validationTime = options.at.flatMap(RunOptions.date)
    inspector = Inspector(options: inspection)
    evaluator = try Self.evaluator(options, configuration)
  }

  /// The configuration in force, with what the environment puts over it.
  ///
  /// - Throws: ``Failure`` when it cannot be read, or a variable holds no setting.
  private static func configuration(
    _ options: RunOptions, near path: String
  ) throws -> Configuration {
    // Where the option stands, what the variable says does not matter, not even whether it is right.
    let named = try options.config == nil ? Environment.file("ASSAY_CONFIG") : nil
    let file = options.config ?? named ?? Configuration.discover(from: path)
    var configuration: Configuration
    do {
      configuration = try file.map { try Configuration(contentsOf: $0) } ?? Configuration()
    } catch let faults as Configuration.Faults {
      throw Failure(faults.description)
    }
    try Environment.apply(to: &configuration, besides: options)
    return configuration
  }

  /// The evaluator of the policies, waivers and baseline in force.
  ///
  /// - Throws: ``Failure`` when a file cannot be read.
  private static func evaluator(
    _ options: RunOptions, _ configuration: Configuration
  ) throws -> PolicyEvaluator {
    let names =
      options.policy.isEmpty
      ? configuration.policies.map { isPolicyFile($0) ? configuration.resolved($0) : $0 }
      : options.policy
    do {
      var evaluator = PolicyEvaluator(
        ruleSet: try ruleSet(names, disabled: configuration.disabledRules),
        failOn: options.failOn ?? configuration.failOn ?? .error)
      if let path = options.waivers ?? configuration.waivers.map(configuration.resolved) {
        evaluator.waivers = try waivers(path)
        // A waiver may be for a rule of another policy; if it is misspelt, what it was meant for
        // still counts.
        for fault in faults(of: evaluator.waivers, path, in: evaluator.ruleSet) {
          Terminal.standardError("assay: \(Terminal.visible(fault))\n")
        }
      }
      if let path = options.baseline ?? configuration.baseline.map(configuration.resolved) {
        evaluator.baseline = try Baseline(report: [UInt8](try text(of: path).utf8), path: path)
      }
      return evaluator
    } catch let faults as PolicyFaults {
      throw Failure(faults.description)
    }
  }

  /// The waivers of a file.
  ///
  /// - Throws: ``Failure`` when it cannot be read, `PolicyFaults` when a waiver is incomplete.
  static func waivers(_ path: String) throws -> Waivers {
    try Waivers(text: try text(of: path), path: path, today: String(UTCTime.now.prefix(10)))
  }

  /// One sentence for each rule that waivers name and that there is not.
  static func faults(of waivers: Waivers, _ path: String, in rules: RuleSet) -> [String] {
    waivers.unknownRules(in: rules).map {
      "\(path): there is no rule '\($0)' to waive, in the policies in force or built in"
    }
  }

  /// Whether the name of a policy is that of a file of the user.
  static func isPolicyFile(_ name: String) -> Bool {
    name.hasSuffix(".yml") || name.hasSuffix(".yaml")
  }

  /// The rules of policies: names of ours, or files of the user.
  ///
  /// - Throws: ``Failure`` when a file cannot be read, or `PolicyFaults`.
  static func ruleSet(_ names: [String], disabled: [String] = []) throws -> RuleSet {
    if names.isEmpty, disabled.isEmpty { return try .standard() }
    return try RuleSet(
      policies: names.filter { !isPolicyFile($0) },
      files: try names.filter(isPolicyFile).map { (path: $0, text: try text(of: $0)) },
      disabled: disabled)
  }

  /// Reads a bank of generator patterns.
  ///
  /// - Throws: ``Failure`` when it cannot be read.
  static func patternBank(_ path: String) throws -> PatternBank {
    do {
      return try PatternBank(parsing: try FileContents.read(path: path, limit: 1 << 28))
    } catch {
      throw Failure("\(path) is no bank of patterns that can be read: \(error)")
    }
  }

  /// The text of a file.
  ///
  /// - Throws: ``Failure`` when it cannot be read.
  static func text(of path: String) throws -> String {
    do { return try String(contentsOfFile: path, encoding: .utf8) } catch {
      throw Failure("cannot read \(path)")
    }
  }

  /// Inspects the image on standard input.
  func inspectStandardInput() -> InspectionReport {
    do {
      let bytes = try FileContents.read(
        descriptor: STDIN_FILENO, limit: inspector.options.limits.fileSize)
      return inspector.inspect(bytes, path: "-")
    } catch {
      return Inspector.unreadable(path: "-", failure: error)
    }
  }

  /// Judges an image by itself, with what its sidecar states.
  func judge(_ report: InspectionReport) -> ImageReport {
    judge(report, uses: PostUses(configuration: configuration))
  }

  /// Judges an image as each post uses it: the strictest decision counts, and every finding is kept.
  ///
  /// - Parameter sidecar: What stands in its sidecar; nil reads the file beside the image.
  func judge(
    _ report: InspectionReport, uses: PostUses, sidecar: PostUses.SidecarContent? = nil
  ) -> ImageReport {
    let said = uses.statements(
      on: report.path, sidecar: sidecar ?? Self.sidecar(of: report.path))
    var report = report
    report.diagnostics += said.diagnostics
    var verdict = evaluator.evaluate(report, context: said.contexts.first)
    for context in said.contexts.dropFirst() {
      verdict.merge(evaluator.evaluate(report, context: context))
    }
    // A sidecar can ask for more than the image alone does: what nobody could read lets none pass.
    if said.lacksSidecar, verdict.decision != .block { verdict.decision = .notInspected }
    var posts: [PostLocation] = []
    for location in said.contexts.compactMap(\.location) where !posts.contains(location) {
      posts.append(location)
    }
    return ImageReport(inspection: report, verdict: verdict, posts: posts)
  }

  /// The largest sidecar that is read, in bytes.
  static let sidecarLimit = 1 << 20

  private static func sidecar(of path: String) -> PostUses.SidecarContent {
    guard path != "-" else { return .absent }
    do {
      let bytes = try FileContents.read(path: Sidecar.path(of: path), limit: sidecarLimit)
      return .text(String(decoding: bytes, as: UTF8.self))
    } catch .system(code: let code) where [ENOENT, ENOTDIR, ENAMETOOLONG].contains(code) {
      return .absent
    } catch {
      return .unreadable(error.explanation)
    }
  }

  /// The reports of images that posts name but that could not be inspected.
  func unresolved(_ uses: PostUses) -> [ImageReport] {
    zip(uses.unresolved, uses.unresolvedLocations).map { report, location in
      var image = ImageReport(
        inspection: report, verdict: evaluator.evaluate(report), posts: [location])
      if image.isRemote {
        image.verdict.origin.summary =
          "It is on the network and was not fetched, so it was not inspected."
      }
      return image
    }
  }

  /// The reporter of a format.
  func reporter(_ format: ReportFormat, isTerminal: Bool) -> any Reporter {
    var report = ReportOptions(toolVersion: Version.text)
    report.showsPrompts = options.showPrompts
    report.usesColor = isTerminal && format == .text && Terminal.usesColor(options.color)
    report.isVerbose = options.verbose
    report.isQuiet = options.quiet
    report.generatedAt = UTCTime.now
    report.root = FileManager.default.currentDirectoryPath
    report.policies = evaluator.ruleSet.definitions.map(\.name)
    report.rules = evaluator.ruleSet.rules.filter { !$0.isSilent }.map { rule in
      RuleDescription(
        id: rule.id, title: rule.title, description: rule.rationale, fix: rule.fix,
        severity: rule.severity, confidence: rule.confidence, kind: rule.kind,
        references: rule.references)
    }
    if !isTerminal || !Terminal.isTerminal(STDOUT_FILENO) {
      report.width = format == .text ? 100 : nil
    }
    let limits = inspector.options.limits
    guard inspector.options.examinesPixels else { return format.reporter(options: report) }
    return format.reporter(options: report) { ReportPictures.pictures(of: $0, limits: limits) }
  }
}
