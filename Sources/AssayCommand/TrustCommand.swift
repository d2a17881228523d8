import ArgumentParser
import Foundation

struct TrustCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trust",
    abstract: "Show, update and add the lists that decide whether a signer is trusted.",
    discussion: """
      Without a list, a valid signature is reported as valid but not trusted. 'update' downloads \
      the official C2PA lists and the frozen interim list; apart from --fetch-remote-manifests it is \
      the only use of a network, and only when you call it.
      """,
    subcommands: [List.self, Update.self, Add.self, Remove.self],
    defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Show the installed lists.")

    func run() throws {
      let directory = TrustDirectory.standard
      let entries = try directory.entries()
      guard !entries.isEmpty else {
        print(
          """
          No trust list is installed in \(directory.path).
          Valid signatures are reported as valid, but not trusted. To install the official lists:
            assay trust update
          To add certificates of your own:
            assay trust add FILE.pem
          """)
        return
      }
      for entry in entries {
        let content = try directory.content(of: entry)
        let count = content.split(separator: UInt8(ascii: "\n"))
          .count { $0.starts(with: "-----BEGIN CERTIFICATE-----".utf8) }
        print(
          """
          \(entry.name) (\(entry.listClass.rawValue))
            \(count) certificates, installed \(entry.installedAt.prefix(10)), from \(entry.source)
            sha256 \(entry.sha256)
          """)
        if let next = entry.nextUpdate { print("  next update \(next)") }
        if let reason = entry.staleness(at: Date()) {
          print("  \(reason); run 'assay trust update'")
        }
      }
    }
  }

  struct Update: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "update",
      abstract: "Download the official lists and the frozen interim list.",
      discussion: """
        Downloads with the system's curl over HTTPS. Each file is checked to hold certificates \
        and replaces the old one in one step; a failed download changes nothing.
        """)

    @Option(
      help: ArgumentHelp(
        "Take the files from this address instead, by their file names.", valueName: "url"))
    var from: String?

    @Flag(help: "Leave out the frozen interim list.")
    var officialOnly = false

    func run() async throws {
      let directory = TrustDirectory.standard
      var failures: [String] = []
      for list in TrustSource.all where !(officialOnly && list.listClass == .legacy) {
        let address = from.map { $0 + "/" + list.remoteName } ?? list.address
        do {
          let data = try Download.trustLists.fetch(address)
          guard list.accepts(data) else {
            throw Failure("\(address) does not hold what a list holds")
          }
          try directory.install(
            data,
            as: TrustDirectory.Entry(
              file: list.file, name: list.name, listClass: list.listClass,
              installedAt: UTCTime.now, sha256: "", source: address,
              nextUpdate: list.nextUpdate))
          print("\(list.name): installed \(data.count) bytes")
        } catch let failure as Failure {
          failures.append("\(list.name): \(failure.message)")
        }
      }
      guard failures.isEmpty else {
        throw Failure(failures.joined(separator: "\nassay: "), .notInspected)
      }
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: "Add a PEM file of certificates that you trust.")

    @Argument(help: ArgumentHelp("A PEM file.", valueName: "file"))
    var file: String

    @Option(
      help: ArgumentHelp("What to call the list; the file's name by default.", valueName: "name"))
    var name: String?

    @Flag(help: "The certificates are of authorities for time-stamps.")
    var tsa = false

    func run() throws {
      guard let data = try? Data(contentsOf: URL(filePath: file)) else {
        throw Failure("cannot read \(file)")
      }
      guard TrustSource.holdsCertificates(data) else {
        throw Failure("\(file) holds no PEM certificate")
      }
      let name = name ?? URL(filePath: file).deletingPathExtension().lastPathComponent
      let safe = String(name.map { $0.isLetter || $0.isNumber ? $0 : "-" })
      try TrustDirectory.standard.install(
        data,
        as: TrustDirectory.Entry(
          file: "user-\(tsa ? "tsa-" : "")\(safe).pem", name: name, listClass: tsa ? .tsa : .user,
          installedAt: UTCTime.now, sha256: "",
          source: URL(filePath: file).standardizedFileURL.path, nextUpdate: nil))
      print("\(name): added")
    }
  }

  struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove", abstract: "Remove a list that you added.")

    @Argument(help: ArgumentHelp("The name that 'assay trust list' shows.", valueName: "name"))
    var name: String

    func run() throws {
      try TrustDirectory.standard.remove(name)
      print("\(name): removed")
    }
  }
}
