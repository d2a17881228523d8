import ArgumentParser
import Foundation
import Policy
import Scanning

struct HookCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hook",
    abstract: "The gate before a commit or a push.",
    discussion: """
      'hook install' writes a git hook beside those that are there already. 'hook run' is what it \
      calls: it inspects what is staged, never the work tree, and the posts that use it.
      """,
    subcommands: [HookRun.self, HookInstall.self, HookUninstall.self],
    defaultSubcommand: HookRun.self)
}

struct HookInstall: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install", abstract: "Write the git hook.",
    discussion: """
      Respects core.hooksPath, husky and hooks that are there: the call is added to them between \
      markers. For lefthook and pre-commit it prints what to add to their file.
      """)

  @Flag(help: "Check what is pushed instead of what is committed.")
  var prePush = false

  @Option(help: ArgumentHelp("A policy for the hook; repeatable.", valueName: "name"))
  var policy: [String] = []

  func run() throws {
    // A hook with a policy that is not there would stop every commit.
    do { _ = try RunPlan.ruleSet(policy) } catch let faults as PolicyFaults {
      throw Failure(faults.description)
    }
    try HookMessages.report {
      let repository = try GitRepository()
      return try HookInstaller(
        repository: repository, stage: prePush ? .prePush : .preCommit,
        arguments: policy.flatMap { ["--policy", repository.path($0)] }
      ).install()
    }
  }
}

struct HookUninstall: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uninstall", abstract: "Remove what 'hook install' wrote.")

  @Flag(help: "The hook before a push.")
  var prePush = false

  func run() throws {
    try HookMessages.report {
      try HookInstaller(
        repository: try GitRepository(), stage: prePush ? .prePush : .preCommit
      ).uninstall()
    }
  }
}

extension GitRepository {
  /// The name of a policy as the hook is to be given it: git runs hooks in the root.
  fileprivate func path(_ policy: String) -> String {
    guard RunPlan.isPolicyFile(policy) else { return policy }
    let path = FileManager.default.currentDirectoryPath + "/" + policy
    let absolute = policy.hasPrefix("/") ? policy : URL(filePath: path).standardizedFileURL.path
    return absolute.hasPrefix(root + "/") ? String(absolute.dropFirst(root.count + 1)) : absolute
  }
}

/// The words of the installer.
private enum HookMessages {
  /// A path below the working directory is told as it is seen from there.
  private static func shortened(_ path: String) -> String {
    let folder = FileManager.default.currentDirectoryPath + "/"
    return path.hasPrefix(folder) ? String(path.dropFirst(folder.count)) : path
  }

  static func report(_ work: () throws -> HookInstaller.Outcome) throws {
    do {
      switch try work() {
      case .installed(let path): print("installed \(shortened(path))")
      case .added(let path): print("added to \(shortened(path))")
      case .unchanged(let path): print("already in \(shortened(path))")
      case .removed(let path): print("removed from \(shortened(path))")
      case .absent: print("no hook of assay is installed")
      case .manual(let tool, let file, let snippet):
        print("\(tool) manages the hooks of this repository; add this to \(file):\n\n\(snippet)")
      }
    } catch let failure as GitRepository.Failure {
      throw Failure(failure.description)
    } catch let failure as HookInstaller.Failure {
      throw Failure(failure.description)
    }
  }
}
