import ByteReading
import ContentCredentials
import EvidenceModel
import Foundation
import Inspection
import Scanning

/// Puts together what is trusted: the installed lists, and the files of options and configuration.
struct TrustLoader {
  private let options: CommonOptions
  private let configuration: Configuration

  init(_ options: CommonOptions, _ configuration: Configuration) {
    self.options = options
    self.configuration = configuration
  }

  private var choice: TrustListChoice {
    options.trustList ?? configuration.trustList.flatMap(TrustListChoice.init) ?? .legacy
  }

  /// What is to be said of the installed lists: that one is out of date, or that there is none.
  ///
  /// - Parameter now: The moment to judge them at.
  /// - Throws: ``Failure`` when the index of lists cannot be read.
  func diagnostics(at now: Date) throws -> [Diagnostic] {
    guard choice != .none else { return [] }
    let official = try TrustDirectory.standard.entries().filter { entry in
      entry.listClass == .official || (entry.listClass == .tsa && !entry.file.hasPrefix("user-"))
    }
    var diagnostics = official.compactMap { entry in
      entry.staleness(at: now).map { reason in
        Diagnostic(
          .note, code: "trust.stale",
          message: "The list '\(entry.name)' is out of date: \(reason); run 'assay trust update'",
          stage: "credentials")
      }
    }
    for (name, listClass) in [
      ("C2PA trust list", TrustDirectory.ListClass.official),
      ("C2PA time-stamp trust list", .tsa),
    ] where !official.contains(where: { $0.listClass == listClass }) {
      diagnostics.append(
        Diagnostic(
          .note, code: "trust.missing",
          message: "The \(name) is not installed; run 'assay trust update'", stage: "credentials"))
    }
    return diagnostics
  }

  /// Loads the lists.
  ///
  /// - Throws: ``Failure`` when a list that was named cannot be read.
  func load() throws -> TrustStore {
    var store = TrustStore()
    let directory = TrustDirectory.standard
    var purposes: String?
    for entry in try directory.entries() where entry.listClass != .products {
      let isInstalledList =
        entry.listClass == .official || entry.listClass == .legacy
        || (entry.listClass == .tsa && !entry.file.hasPrefix("user-"))
      if isInstalledList, choice == .none || (choice == .official && entry.listClass == .legacy) {
        continue
      }
      let content = ByteView(try directory.content(of: entry))
      if entry.file.hasSuffix(".cfg") {
        purposes = content.text
      } else if entry.file.contains("allowed") {
        store.addAllowed(content, name: entry.name, listClass: .legacy)
      } else {
        add(content, entry, to: &store)
      }
    }
    if let purposes { store.setPurposes(configuration: purposes) }
    let anchors = options.trustAnchors + configuration.trustAnchors.map(configuration.resolved)
    for path in anchors {
      try add(path, roles: [.signers, .identities], to: &store)
    }
    for path in options.tsaAnchors + configuration.tsaAnchors.map(configuration.resolved) {
      try add(path, roles: .timeStamps, to: &store)
    }
    return store
  }

  /// Loads the lists of conforming products; nil when there are none.
  ///
  /// - Parameter diagnostics: Where to note a list that cannot be read; no run fails for one.
  /// - Throws: ``Failure`` when a list is missing, or was changed after it was installed.
  func products(_ diagnostics: inout [Diagnostic]) throws -> ConformingProducts? {
    var products: ConformingProducts?
    let directory = TrustDirectory.standard
    for entry in try directory.entries() where entry.listClass == .products {
      if choice == .none, !entry.file.hasPrefix("user-") { continue }
      do {
        let list = try ConformingProducts(parsing: ByteView(try directory.content(of: entry)))
        if products == nil { products = list } else { products?.append(list) }
      } catch let fault as ParsingError {
        diagnostics.append(
          Diagnostic(
            .note, code: "trust.products",
            message: "The list '\(entry.name)' cannot be read: \(fault.explanation)",
            stage: "credentials"))
      }
    }
    return products
  }

  private func add(_ content: ByteView, _ entry: TrustDirectory.Entry, to store: inout TrustStore) {
    switch entry.listClass {
    case .official:
      store.addAnchors(pem: content, name: entry.name, listClass: .official, roles: .signers)
    case .legacy:
      // The interim list was one pool for signers and time-stamps.
      store.addAnchors(
        pem: content, name: entry.name, listClass: .legacy, roles: [.signers, .timeStamps])
    case .user:
      store.addAnchors(
        pem: content, name: entry.name, listClass: .user, roles: [.signers, .identities])
    case .tsa:
      store.addAnchors(
        pem: content, name: entry.name,
        listClass: entry.file.hasPrefix("user-") ? .user : .official, roles: .timeStamps)
    case .products: break
    }
  }

  private func add(_ path: String, roles: TrustStore.Role, to store: inout TrustStore) throws {
    let bytes: [UInt8]
    do { bytes = try FileContents.read(path: path, limit: 16 << 20) } catch {
      throw Failure("\(path): \(error.explanation)")
    }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let result = store.addAnchors(
      pem: ByteView(bytes), name: name, listClass: .user, roles: roles)
    if result.taken == 0 { throw Failure("\(path) holds no PEM certificate that can be read") }
  }
}
