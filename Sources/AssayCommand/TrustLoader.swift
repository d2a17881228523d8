import ByteReading
import ContentCredentials
import EvidenceModel
import Foundation
import Inspection
import Scanning

/// Puts together what is trusted: the installed lists, and the files of options and configuration.
struct TrustLoader {
  private let options: RunOptions
  private let configuration: Configuration

  init(_ options: RunOptions, _ configuration: Configuration) {
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
      entry.listClass == .official || (entry.listClass == .tsa && !entry.isUserAdded)
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
      let isInstalledList = entry.listClass == .legacy || !entry.isUserAdded
      if isInstalledList, choice == .none || (choice == .official && entry.listClass == .legacy) {
        continue
      }
      let content = ByteView(try directory.content(of: entry))
      switch entry.content {
      case .purposes:
        // What the user added wins over what came with the interim list.
        if purposes == nil || entry.isUserAdded { purposes = content.text }
      case .allowedSigners:
        store.addAllowed(
          content, name: entry.name, listClass: entry.listClass == .legacy ? .legacy : .user)
      case .anchors, .products: add(content, entry, to: &store)
      }
    }
    let anchors = options.trustAnchors + configuration.trustAnchors.map(configuration.resolved)
    for path in anchors {
      try add(path, roles: [.signers, .identities], to: &store)
    }
    for path in options.tsaAnchors + configuration.tsaAnchors.map(configuration.resolved) {
      try add(path, roles: .timeStamps, to: &store)
    }
    for path in options.trustAllowed + configuration.trustAllowed.map(configuration.resolved) {
      let result = store.addAllowed(
        ByteView(try Self.bytes(of: path)), name: Self.name(of: path), listClass: .user)
      if result.taken == 0 {
        throw Failure("\(path) holds neither a PEM certificate nor the base64 of a SHA-256 digest")
      }
    }
    if let path = options.trustConfig ?? configuration.trustPurposes.map(configuration.resolved) {
      let text = String(decoding: try Self.bytes(of: path), as: UTF8.self)
      if store.setPurposes(configuration: text) == 0 {
        throw Failure("\(path) names no extended key usage, such as 1.3.6.1.5.5.7.3.4")
      }
    } else if let purposes {
      store.setPurposes(configuration: purposes)
    } else if choice == .none, store.isEmpty {
      store.acceptedPurposes = TrustStore.unconfiguredPurposes
    }
    return store
  }

  /// The lists of conforming products, to be read when they are needed; nil when there are none.
  ///
  /// - Throws: ``Failure`` when the index of lists cannot be read.
  func products() throws -> ProductLists? {
    let directory = TrustDirectory.standard
    let entries = try directory.entries().filter { entry in
      entry.listClass == .products && (choice != .none || entry.isUserAdded)
    }
    guard !entries.isEmpty else { return nil }
    return ProductLists {
      var content = ProductLists.Content(products: nil)
      for entry in entries {
        do {
          let list = try ConformingProducts(parsing: ByteView(try directory.content(of: entry)))
          if content.products == nil {
            content.products = list
          } else {
            content.products?.append(list)
          }
        } catch let fault as ParsingError {
          content.faults.append("The list '\(entry.name)' cannot be read: \(fault.explanation)")
        } catch {
          content.faults.append("The list '\(entry.name)' is not used: \(error)")
        }
      }
      return content
    }
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
        listClass: entry.isUserAdded ? .user : .official, roles: .timeStamps)
    case .products: break
    }
  }

  private static func bytes(of path: String) throws -> [UInt8] {
    do { return try FileContents.read(path: path, limit: 16 << 20) } catch {
      throw Failure("\(path): \(error.explanation)")
    }
  }

  private static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  private func add(_ path: String, roles: TrustStore.Role, to store: inout TrustStore) throws {
    let result = store.addAnchors(
      pem: ByteView(try Self.bytes(of: path)), name: Self.name(of: path), listClass: .user,
      roles: roles)
    if result.taken == 0 { throw Failure("\(path) holds no PEM certificate that can be read") }
  }
}
