import Crypto
import Foundation

/// The trust lists of this user: files that `assay trust update` and `assay trust add` wrote.
///
/// ```
/// <data>/assay/trust/
///   lists.json          what is installed: name, class, date, digest, address
///   official-signers.pem official-tsa.pem
///   legacy-anchors.pem legacy-allowed.sha256.txt legacy-store.cfg
///   conforming-products.json
///   user-<name>.pem user-tsa-<name>.pem user-<name>.allowed user-<name>.cfg
///   user-products-<name>.json
/// ```
struct TrustDirectory {
  /// What a list is for.
  enum ListClass: String, Codable, CaseIterable {
    /// The C2PA trust list.
    case official
    /// The frozen interim list.
    case legacy
    /// Added by the user.
    case user
    /// Of authorities for time-stamps.
    case tsa
    /// Of conforming products: it trusts nobody, and gives signers that are trusted their names.
    case products
  }

  /// What is known of an installed list.
  struct Entry: Codable, Equatable {
    /// The file's name in the directory.
    var file: String
    /// What it is called.
    var name: String
    /// What it is for.
    var listClass: ListClass
    /// When it was installed, ISO 8601.
    var installedAt: String
    /// SHA-256 of the file, hexadecimal.
    var sha256: String
    /// Where it came from: an address or a path.
    var source: String
    /// The day by which a newer list is due, where the list says so, ISO 8601.
    var nextUpdate: String?

    /// What a list holds.
    enum Content {
      case anchors
      /// Signers' own certificates, or their digests.
      case allowedSigners
      /// Extended key usages.
      case purposes
      case products
    }

    /// What the list holds, which the name of its file says.
    var content: Content {
      if listClass == .products { return .products }
      if file.hasSuffix(".cfg") { return .purposes }
      let isAllowed = file.hasSuffix(".allowed") || file.hasPrefix("legacy-allowed")
      return isAllowed ? .allowedSigners : .anchors
    }

    /// Whether the user added the list, and `assay trust update` did not install it.
    var isUserAdded: Bool { file.hasPrefix("user-") }

    /// Whether the user added the list by this name; several files may share one.
    func isUserAdded(as name: String) -> Bool { isUserAdded && self.name == name }

    /// How long an official list counts as fresh after it was installed, in days. The list says a
    /// year at most; signers join it every week.
    static let freshDays = 180

    /// Why the list is out of date; nil when it is not. Lists that are frozen or the user's own
    /// never are.
    func staleness(at now: Date) -> String? {
      if let nextUpdate, let due = RunOptions.date(nextUpdate), due < now {
        return "a newer list was due on \(nextUpdate.prefix(10))"
      }
      let isOfficial = listClass == .official || listClass == .tsa || listClass == .products
      guard isOfficial, !file.hasPrefix("user-"),
        let installed = RunOptions.date(installedAt)
      else { return nil }
      let days = Int(now.timeIntervalSince(installed) / 86_400)
      return days > Self.freshDays ? "it was installed \(days) days ago" : nil
    }

    enum CodingKeys: String, CodingKey {
      case file, name
      case listClass = "class"
      case installedAt, sha256, source, nextUpdate
    }
  }

  /// The folder.
  let path: String

  /// The folder of this user, by the conventions of the system; `ASSAY_DATA` overrides it.
  ///
  /// - Reference: XDG Base Directory Specification 0.8.
  static var standard: TrustDirectory {
    if let path = Environment["ASSAY_DATA"], !path.isEmpty {
      return TrustDirectory(path: path + "/trust")
    }
    #if os(macOS)
      let home = Environment["HOME"] ?? NSHomeDirectory()
      return TrustDirectory(path: home + "/Library/Application Support/assay/trust")
    #else
      if let path = Environment["XDG_DATA_HOME"], path.hasPrefix("/") {
        return TrustDirectory(path: path + "/assay/trust")
      }
      return TrustDirectory(path: (Environment["HOME"] ?? "/") + "/.local/share/assay/trust")
    #endif
  }

  private var indexPath: String { path + "/lists.json" }

  /// The installed lists; empty where nothing is installed.
  ///
  /// - Throws: ``Failure`` when the index is there but cannot be read.
  func entries() throws -> [Entry] {
    guard FileManager.default.fileExists(atPath: indexPath) else { return [] }
    do {
      return try JSONDecoder().decode(
        [Entry].self, from: Data(contentsOf: URL(filePath: indexPath)))
    } catch {
      throw Failure("\(indexPath) cannot be read; run 'assay trust update' to write it anew")
    }
  }

  /// The content of an installed list.
  ///
  /// - Throws: ``Failure`` when the file is missing or is not the one that was installed.
  func content(of entry: Entry) throws -> [UInt8] {
    guard let data = try? Data(contentsOf: URL(filePath: path + "/" + entry.file)) else {
      throw Failure("the trust list \(path)/\(entry.file) is missing; run 'assay trust update'")
    }
    guard Self.sha256(data) == entry.sha256 else {
      throw Failure(
        "the trust list \(path)/\(entry.file) was changed after it was installed; run 'assay trust update'"
      )
    }
    return [UInt8](data)
  }

  /// Installs a list: the file first, then the index, each in one step.
  ///
  /// - Throws: ``Failure`` when the folder cannot be written.
  func install(_ data: Data, as entry: Entry) throws {
    var entry = entry
    entry.sha256 = Self.sha256(data)
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try data.write(to: URL(filePath: path + "/" + entry.file), options: .atomic)
      var all = (try? entries()) ?? []
      // A list that the user adds takes the place of all that they added by this name.
      let old = entry.isUserAdded ? all.filter { $0.isUserAdded(as: entry.name) } : []
      all.removeAll { $0.file == entry.file || old.contains($0) }
      all.append(entry)
      try write(all)
      for other in old where other.file != entry.file {
        try? FileManager.default.removeItem(atPath: path + "/" + other.file)
      }
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure("cannot write to \(path): \(error.localizedDescription)")
    }
  }

  /// Removes what the user added by a name.
  ///
  /// - Throws: ``Failure`` when there is no such list.
  func remove(_ name: String) throws {
    let all = try entries()
    let removed = all.filter { $0.isUserAdded(as: name) }
    guard !removed.isEmpty else {
      throw Failure("there is no list '\(name)' that you added; see 'assay trust list'")
    }
    try write(all.filter { !$0.isUserAdded(as: name) })
    for entry in removed {
      try? FileManager.default.removeItem(atPath: path + "/" + entry.file)
    }
  }

  private func write(_ entries: [Entry]) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data = try encoder.encode(entries.sorted { $0.file < $1.file })
    try data.write(to: URL(filePath: indexPath), options: .atomic)
  }

  static func sha256(_ data: Data) -> String {
    SHA256.hash(data: data).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count < 2 ? "0" + digits : digits
    }.joined()
  }
}
