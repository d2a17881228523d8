import ArgumentParser
import ByteReading
import EvidenceModel
import Inspection
import Policy
import Reporting

/// What `check` does, and the plainest ways to ask for it.
struct CheckRun: Equatable {
  /// Paths; `-` is standard input.
  var files: [String]
  var options: RunOptions

  /// Inspects and reports the files, one after the other.
  ///
  /// - Returns: The exit status.
  /// - Throws: ``Failure`` when the configuration or an output is at fault.
  func run() throws -> ExitCode {
    Interruption.listen()
    // While this thread reads the first file, another reads the rules and what generators write.
    let side = SideThread()
    side.perform { _ = try? RuleSet.standard() }
    side.perform { Inspector.prepare() }
    var early = files.first.flatMap(Self.contents)
    var plan = try RunPlan(options, near: files.first ?? ".")
    plan.inspector.options.side = side
    var run = try InspectionRun(plan)
    for path in files where run.goesOn {
      let report =
        if path == "-" {
          plan.inspectStandardInput()
        } else if let contents = early.take() {
          plan.inspector.inspect(path: path, contents: contents)
        } else {
          plan.inspector.inspect(path: path)
        }
      try run.write(plan.judge(report))
    }
    return try run.end()
  }
}

extension CheckRun {
  /// The bytes of a file that is read before the configuration is known to be right; nil where that
  /// would be much in vain, or has to be told in its turn.
  private static func contents(_ path: String) -> [UInt8]? {
    path == "-" ? nil : try? FileContents.read(path: path, limit: 64 << 20)
  }

  /// Reads the arguments of a check that asks for nothing but files and the most common options.
  ///
  /// The argument parser takes longer to set up its tables than a file takes to be inspected
  /// without its pixels, and whoever runs this for every file pays that every time. What this does
  /// not know, and every mistake, is left to the parser, which reads the same out of what this
  /// reads.
  ///
  /// - Parameter arguments: What stands after `check`.
  /// - Returns: nil when there is anything else.
  init?(plainly arguments: ArraySlice<String>) {
    var files: [String] = []
    var options = RunOptions()
    var rest = arguments
    while let argument = rest.popFirst() {
      switch argument {
      case "--no-pixels": options.noPixels = true
      case "--no-faces": options.noFaces = true
      case "--no-patterns": options.noPatterns = true
      case "--no-statistics": options.noStatistics = true
      case "--show-prompts": options.showPrompts = true
      case "--verbose", "-v": options.verbose = true
      case "--quiet", "-q": options.quiet = true
      case "--exit-zero": options.exitZero = true
      case "--format", "-f":
        guard options.format == nil, let format = rest.popFirst().flatMap(ReportFormat.init)
        else { return nil }
        options.format = format
      case "--policy":
        guard let name = rest.popFirst(), !name.isEmpty, !name.hasPrefix("-") else { return nil }
        options.policy.append(name)
      case "-": files.append(argument)
      default:
        guard !argument.isEmpty, !argument.hasPrefix("-") else { return nil }
        files.append(argument)
      }
    }
    guard !files.isEmpty else { return nil }
    self.init(files: files, options: options)
  }
}
