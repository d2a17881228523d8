import ArgumentParser
import EvidenceModel
import Foundation
import Policy
import Posts
import Scanning

/// The kinds of site that a starter configuration is written for.
enum SiteKind: String, ChoiceArgument {
  case jekyll, hugo, astro, gatsby, eleventy, folder

  /// The folder that addresses starting with `/` count from.
  var siteRoot: String {
    switch self {
    case .hugo: "static"
    case .astro, .gatsby: "public"
    case .jekyll, .eleventy, .folder: "."
    }
  }
}

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a commented starter configuration.",
    discussion: "Writes .assay.yml into the folder, and never over one that is there.")

  @Argument(help: ArgumentHelp("The folder.", valueName: "folder"))
  var folder: String = "."

  @Option(help: ArgumentHelp("jekyll, hugo, astro, gatsby, eleventy or folder.", valueName: "site"))
  var site: SiteKind = .folder

  @Option(help: ArgumentHelp("A policy; repeatable.", valueName: "name"))
  var policy: [String] = []

  func run() throws {
    let policies = policy.isEmpty ? ["default"] : policy
    do { _ = try RunPlan.ruleSet(policies) } catch let faults as PolicyFaults {
      throw Failure(faults.description)
    }
    let names = policies.map { RunPlan.isPolicyFile($0) ? Self.quoted(fromFolder($0)) : $0 }
    let path = folder + "/.assay.yml"
    guard !FileManager.default.fileExists(atPath: path) else {
      throw Failure("\(path) is there already; edit it, or remove it first")
    }
    let text = """
      # Settings of assay for this folder and all below it. Options of the command line win.
      # 'assay config check' tells what is wrong with this file.

      # What has to be disclosed, and how; policies add up. See 'assay rules --policies'.
      policy: [\(names.joined(separator: ", "))]

      # The weakest finding that blocks: note, warning or error.
      failOn: error

      # Files that are not inspected, as in .gitignore.
      ignore: []

      # Whose signatures count: official, legacy (that and the frozen interim list) or none,
      # and PEM files of your own; 'allowed' are signers' own certificates. 'purposes: FILE' names
      # the extended key usages that signers may have.
      trust:
        list: legacy
        anchors: []
        tsaAnchors: []
        allowed: []

      # Posts: their text is the caption of their images.
      posts:
        enabled: true
        # Addresses that start with / count from here.
        siteRoot: \(site.siteRoot)
        # Where posts do not say themselves:
        # language: en
        # platform: instagram
        # Exports of schedulers that are read as posts, and what their columns are called.
        exports: []
        # columns: {image: [Media], caption: [Message]}

      # Findings that do not count, with reason, approver and last day.
      # waivers: assay-waivers.yml

      """
    do {
      try Data(text.utf8).write(to: URL(filePath: path), options: .withoutOverwriting)
    } catch {
      throw Failure("cannot write \(path): \(error.localizedDescription)")
    }
    print("wrote \(path)")
  }

  /// The path of a policy as the configuration is to name it: paths in it count from its folder.
  private func fromFolder(_ path: String) -> String {
    func absolute(_ path: String) -> String { URL(filePath: path).standardizedFileURL.path }
    let (path, folder) = (absolute(path), absolute(folder) + "/")
    return path.hasPrefix(folder) ? String(path.dropFirst(folder.count)) : path
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Check the configuration.",
    subcommands: [Check.self], defaultSubcommand: Check.self)

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Say which configuration is in force, and what is wrong with it.",
      discussion: """
        Reads the files that it names as well: policies, waivers, baseline, certificates, pattern \
        banks, and exports of schedulers.
        """)

    @Argument(help: ArgumentHelp("A configuration, or a folder to look from.", valueName: "path"))
    var path: String = "."

    func run() throws {
      let isFile = path.hasSuffix(".yml") || path.hasSuffix(".yaml")
      guard let file = isFile ? path : Configuration.discover(from: path) else {
        print("no .assay.yml at or above \(path); the defaults are in force")
        return
      }
      let configuration: Configuration
      do { configuration = try Configuration(contentsOf: file) } catch let faults
        as Configuration.Faults
      {
        throw Failure(faults.description)
      }
      let faults = Self.faults(of: configuration)
      guard faults.isEmpty else {
        throw Failure(faults.map { "\(file): \($0)" }.joined(separator: "\n"))
      }
      // A new site may get the folder later.
      if let root = configuration.posts.siteRoot.map(configuration.resolved),
        !FileManager.default.fileExists(atPath: root)
      {
        print("\(file): note: posts.siteRoot names \(root), which is not there yet")
      }
      print("\(file): no fault")
    }

    /// What is wrong with the files that a configuration names.
    private static func faults(of configuration: Configuration) -> [String] {
      var faults: [String] = []
      func attempt(_ work: () throws -> Void) {
        do { try work() } catch let error as PolicyFaults {
          faults += error.faults
        } catch {
          faults.append("\(error)")
        }
      }
      var rules: RuleSet?
      attempt {
        rules = try RunPlan.ruleSet(
          configuration.policies.map {
            RunPlan.isPolicyFile($0) ? configuration.resolved($0) : $0
          }, disabled: configuration.disabledRules)
      }
      if let path = configuration.waivers.map(configuration.resolved) {
        attempt {
          let unknown = RunPlan.faults(
            of: try RunPlan.waivers(path), path, in: try rules ?? RuleSet())
          guard unknown.isEmpty else { throw Failure(unknown.joined(separator: "\n")) }
        }
      }
      if let path = configuration.baseline.map(configuration.resolved) {
        attempt { _ = try Baseline(report: [UInt8](try RunPlan.text(of: path).utf8), path: path) }
      }
      let trust = configuration
      for path
        in (trust.trustAnchors + trust.tsaAnchors + trust.trustAllowed
        + [trust.trustPurposes].compactMap(\.self)).map(configuration.resolved)
      { attempt { _ = try RunPlan.text(of: path) } }
      for path in configuration.patternBanks.map(configuration.resolved) {
        attempt { _ = try RunPlan.patternBank(path) }
      }
      return faults + exportFaults(configuration)
    }

    private static func exportFaults(_ configuration: Configuration) -> [String] {
      guard configuration.posts.isEnabled, !configuration.posts.exports.isEmpty,
        let folder = configuration.folder
      else { return [] }
      var uses = PostUses(configuration: configuration, base: folder)
      var walker = FileWalker(roots: [folder], ignore: configuration.ignore)
      while let item = walker.next() {
        if item.failure == nil, PostReader.hasExportName(item.path), uses.isPost(item.path) {
          uses.add(fileAt: item.path)
        }
      }
      uses.checkExports()
      return uses.unresolved.compactMap { report in
        report.diagnostics.first { $0.code == "post.unreadable" }
          .map { "\(report.path): \($0.message)" }
      }
    }
  }
}
