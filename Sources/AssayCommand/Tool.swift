import ArgumentParser
import Foundation

@main
struct Tool: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "assay",
    abstract: "Tells what an image says and shows about its origin, before you publish it.",
    discussion: """
      Four kinds of evidence are kept apart and shown with their source: signed (C2PA Content \
      Credentials), declared (EXIF, XMP, IPTC, generator metadata), watermark (decoded from \
      pixels) and forensic (measured on pixels). A policy turns evidence into a decision with a \
      reason and a fix.

      Assay never says that an image is real. It says what was found, what was not, and what \
      could not be checked. It runs offline; only 'assay trust update' and \
      --fetch-remote-manifests use the network.

      Start with:   assay check photo.jpg        one file, for people
                    assay scan posts/            a folder, in parallel
                    assay label photo.jpg        write the missing disclosure
                    assay hook install           stop a commit that hides AI

      Exit status: 0 nothing to block, 1 at least one image is blocked, 2 something could not be \
      inspected (wins over 1; the report is still complete), 64 usage or configuration error, \
      130 interrupted.
      """,
    version: Version.text,
    groupedSubcommands: [
      CommandGroup(
        name: "Inspect",
        subcommands: [
          CheckCommand.self, ScanCommand.self, InspectCommand.self, HookCommand.self,
        ]),
      CommandGroup(name: "Measure", subcommands: [EvaluateCommand.self]),
      CommandGroup(name: "Fix", subcommands: [LabelCommand.self]),
      CommandGroup(name: "Understand", subcommands: [RulesCommand.self, ExplainCommand.self]),
      CommandGroup(
        name: "Set up",
        subcommands: [
          TrustCommand.self, PatternsCommand.self, InitCommand.self, ConfigCommand.self,
        ]),
    ])

  /// The commands that others run many times, once for each file.
  private static let frequentCommands: [String: any ParsableCommand.Type] = [
    "check": CheckCommand.self, "inspect": InspectCommand.self, "label": LabelCommand.self,
  ]

  /// The command that the arguments ask for.
  ///
  /// Parsing them by the one command that they name saves building the tree of all commands. What
  /// that command does not take, such as `--help`, the tree answers.
  private static func requestedCommand(
    _ arguments: ArraySlice<String>
  ) throws -> any ParsableCommand {
    if let name = arguments.first, let type = frequentCommands[name],
      let command = try? type.parse(Array(arguments.dropFirst()))
    {
      return command
    }
    return try parseAsRoot()
  }

  static func main() async {
    let arguments = CommandLine.arguments.dropFirst()
    do {
      if arguments.first == "check", let check = CheckRun(plainly: arguments.dropFirst()) {
        throw try check.run()
      }
      var command = try requestedCommand(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      try Terminal.flushStandardOutput()
    } catch let failure as Failure {
      Terminal.standardError("assay: \(failure.message)\n")
      exit(withError: failure.exitCode)
    } catch let code as ExitCode {
      code.endProgram()
    } catch {
      exit(withError: error)
    }
  }
}

/// An error of the caller or the configuration: one line for people, and the status to end with.
struct Failure: Error, CustomStringConvertible {
  var message: String
  var description: String { message }
  var exitCode: ExitCode

  init(_ message: String, _ exitCode: ExitCode = .usage) {
    self.message = message
    self.exitCode = exitCode
  }
}

extension ExitCode {
  /// At least one image is blocked.
  static let blocked = ExitCode(1)
  /// Something could not be inspected.
  static let notInspected = ExitCode(2)
  /// Usage or configuration error.
  static let usage = ExitCode(64)
  /// Interrupted by the user.
  static let interrupted = ExitCode(130)

  /// Ends the program. The parser's own way out looks through all commands first.
  func endProgram() -> Never { exit(rawValue) }
}
