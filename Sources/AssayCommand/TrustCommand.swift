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
      var store = TrustStore()
      switch entry.content {
      case .anchors:
        return "\(TrustStore.certificates(pem: ByteView(content)).certificates.count) certificates"
      case .allowedSigners:
        let count = store.addAllowed(
          ByteView(content), name: entry.name, listClass: .user
        ).taken
        return "\(count) certificates of signers"
      case .purposes:
        let count = store.setPurposes(configuration: String(decoding: content, as: UTF8.self))
        return "\(count) extended key usages of signers"
      case .products: break
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
        let address =
          from.map { ($0.hasSuffix("/") ? $0 : $0 + "/") + list.remoteName } ?? list.address
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
      abstract: "Add certificates that you trust, or another list.",
      discussion: """
        Takes PEM certificates, the allowed list of c2patool (a line with the base64 of a SHA-256 \
        digest for each signer), its store.cfg (extended key usages that signers may have), and the \
        C2PA list of conforming products; it sees by the content which one it is.
        """)

    @Argument(help: ArgumentHelp("The file.", valueName: "file"))
    var file: String

    @Option(
      help: ArgumentHelp("What to call the list; the file's name by default.", valueName: "name"))
    var name: String?

    @Flag(help: "The certificates are of authorities for time-stamps.")
    var tsa = false

    @Flag(help: "The certificates are those of signers themselves, not of authorities.")
    var allowed = false

    @Flag(help: "It is part of the frozen interim list: its signers count as legacy.")
    var legacy = false

    func validate() throws {
      // The interim list is one pool: its anchors vouch for signers as well.
      if tsa && legacy {
        throw ValidationError(
          "--tsa and --legacy exclude each other: certificates of the interim list vouch for signers too."
        )
      }
    }

    /// What a file holds, by its content.
    private func content(of data: Data) throws -> TrustDirectory.Entry.Content {
      if TrustSource.holdsCertificates(data) { return allowed ? .allowedSigners : .anchors }
      if TrustSource.holdsDigests(data) { return .allowedSigners }
      if TrustSource.holdsProducts(data) { return .products }
      var store = TrustStore()
      guard store.setPurposes(configuration: String(decoding: data, as: UTF8.self)) > 0 else {
        throw Failure(
          "\(file) holds no PEM certificate, digest, extended key usage or list of products")
      }
      return .purposes
    }

    func run() throws {
      guard let data = try? Data(contentsOf: URL(filePath: file)) else {
        throw Failure("cannot read \(file)")
      }
      let content = try content(of: data)
      guard content == .anchors || !tsa else {
        throw Failure("\(file): --tsa is for certificates of authorities")
      }
      guard content != .products || !legacy else {
        throw Failure("\(file) is a list of conforming products; --legacy is for signers")
      }
      let name = name ?? URL(filePath: file).deletingPathExtension().lastPathComponent
      guard !name.isEmpty, name.count <= 100, !name.contains(where: { "/\\".contains($0) }),
        name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f })
      else { throw ValidationError("--name needs a name without slashes, of 1 to 100 characters.") }
      let safe = String(name.map { $0.isLetter || $0.isNumber ? $0 : "-" })
      let isReplaced = try TrustDirectory.standard.entries().contains {
        $0.isUserAdded(as: name)
      }
      try TrustDirectory.standard.install(
        data,
        as: TrustDirectory.Entry(
          file: Self.file(safe, content, tsa: tsa), name: name,
          listClass: content == .products ? .products : legacy ? .legacy : tsa ? .tsa : .user,
          installedAt: UTCTime.now, sha256: "",
          source: URL(filePath: file).standardizedFileURL.path, nextUpdate: nil))
      print("\(name): \(isReplaced ? "replaced the list of this name" : "added")")
    }

    /// The name of the file that a list is kept in.
    private static func file(
      _ name: String, _ content: TrustDirectory.Entry.Content, tsa: Bool
    ) -> String {
      switch content {
      case .anchors: "user-\(tsa ? "tsa-" : "")\(name).pem"
      case .allowedSigners: "user-\(name).allowed"
      case .purposes: "user-\(name).cfg"
      case .products: "user-products-\(name).json"
      }
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
