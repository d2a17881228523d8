import ArgumentParser
import Foundation
import Policy
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
    do { _ = try RuleSet(policies: policies) } catch let faults as PolicyFaults {
      throw Failure(faults.description)
    }
    let path = folder + "/.assay.yml"
    guard !FileManager.default.fileExists(atPath: path) else {
      throw Failure("\(path) is there already; edit it, or remove it first")
    }
    let text = """
      # Settings of assay for this folder and all below it. Options of the command line win.
      # 'assay config check' tells what is wrong with this file.

      # What has to be disclosed, and how; policies add up. See 'assay rules --policies'.
      policy: [\(policies.joined(separator: ", "))]

      # The weakest finding that blocks: note, warning or error.
      failOn: error

      # Files that are not inspected, as in .gitignore.
      ignore: []

      # Whose signatures count: official, legacy (that and the frozen interim list) or none,
      # and PEM files of your own.
      trust:
        list: legacy
        anchors: []
        tsaAnchors: []

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
}

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Check the configuration.",
    subcommands: [Check.self], defaultSubcommand: Check.self)

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Say which configuration is in force, and what is wrong with it.")

    @Argument(help: ArgumentHelp("A configuration, or a folder to look from.", valueName: "path"))
    var path: String = "."

    func run() throws {
      let isFile = path.hasSuffix(".yml") || path.hasSuffix(".yaml")
      guard let file = isFile ? path : Configuration.discover(from: path) else {
        print("no .assay.yml at or above \(path); the defaults are in force")
        return
      }
      do {
        let configuration = try Configuration(contentsOf: file)
        _ = try RuleSet(
          policies: configuration.policies.filter { !$0.contains(".y") },
          disabled: configuration.disabledRules)
        print("\(file): no fault")
      } catch let faults as Configuration.Faults {
        throw Failure(faults.description)
      } catch let faults as PolicyFaults {
        throw Failure("\(file): \(faults.description)")
      }
    }
  }
}
