import ArgumentParser
import ByteReading
import ContentCredentials
import Foundation

struct TrustCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trust",
    abstract: "Show, update and add the lists that decide whether a signer is trusted.",
    discussion: """
      Without a list, a valid signature is reported as valid but not trusted. 'update' downloads \
      the official C2PA lists, of signers and of conforming products, and the frozen interim list; \
      apart from --fetch-remote-manifests it is \
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
        print(
          """
          \(entry.name) (\(entry.listClass.rawValue))
            \(Self.count(of: content, entry)), installed \(entry.installedAt.prefix(10)), from \(entry.source)
            sha256 \(entry.sha256)
          """)
        if let next = entry.nextUpdate { print("  next update \(next)") }
        if let reason = entry.staleness(at: Date()) {
          print("  \(reason); run 'assay trust update'")
        }
      }
      if !entries.contains(where: { $0.listClass == .products }) {
        print(
          """
          The list of conforming products is not installed: signers are named as companies only.
            'assay trust update' installs it.
          """)
      }
    }

    /// What a list holds, and how much of it.
    private static func count(of content: [UInt8], _ entry: TrustDirectory.Entry) -> String {
      guard entry.listClass == .products else {
        let count = content.split(separator: UInt8(ascii: "\n"))
          .count { $0.starts(with: "-----BEGIN CERTIFICATE-----".utf8) }
        return "\(count) certificates"
      }
      guard let list = try? ConformingProducts(parsing: ByteView(content)) else {
        return "cannot be read"
      }
      let rest = list.passedOverCount
      return "\(list.count) products" + (rest == 0 ? "" : ", \(rest) more that cannot be read")
    }
  }

  struct Update: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "update",
      abstract: "Download the official lists and the frozen interim list.",
      discussion: """
        Downloads with the system's curl over HTTPS. Each file is checked to hold certificates, \
        or records of products, and replaces the old one in one step; a failed download changes nothing.
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
      abstract: "Add certificates that you trust, or a list of conforming products.")

    @Argument(
      help: ArgumentHelp(
        "A PEM file, or the JSON file of the C2PA list of conforming products.", valueName: "file"))
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
      let isProducts = !TrustSource.holdsCertificates(data)
      guard !isProducts || TrustSource.holdsProducts(data) else {
        throw Failure("\(file) holds neither a PEM certificate nor a list of conforming products")
      }
      guard !isProducts || !tsa else {
        throw Failure("\(file) is a list of conforming products; --tsa is for certificates")
      }
      let name = name ?? URL(filePath: file).deletingPathExtension().lastPathComponent
      let safe = String(name.map { $0.isLetter || $0.isNumber ? $0 : "-" })
      try TrustDirectory.standard.install(
        data,
        as: TrustDirectory.Entry(
          file: isProducts
            ? "user-products-\(safe).json" : "user-\(tsa ? "tsa-" : "")\(safe).pem",
          name: name, listClass: isProducts ? .products : tsa ? .tsa : .user,
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
