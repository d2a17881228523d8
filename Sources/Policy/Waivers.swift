import DataTree
import EvidenceModel
import Foundation

/// Findings that do not count, each with a reason and the name of who decided.
public struct Waivers: Sendable, Hashable {
  /// One waiver.
  public struct Waiver: Sendable, Hashable {
    /// The SHA-256 of the image, 64 hexadecimal digits.
    public var sha256: String
    /// The id of the rule.
    public var rule: String
    /// Why the finding does not count.
    public var reason: String
    /// Who decided.
    public var approver: String
    /// The last day it counts, ISO 8601.
    public var expires: String
  }

  /// The waivers, in the order of the file.
  public private(set) var waivers: [Waiver] = []
  /// The day that expiry is compared with, ISO 8601 (`2026-11-23`).
  private var today = ""

  /// Creates an empty list.
  public init() {}

  /// Reads a file of waivers.
  ///
  /// ```yaml
  /// - sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
  ///   rule: ai-not-disclosed
  ///   reason: label is printed on the poster itself
  ///   approver: M. Jansen
  ///   expires: 2027-01-31
  /// ```
  ///
  /// - Parameters:
  ///   - text: YAML.
  ///   - path: What to call the file in faults.
  ///   - today: The day that expiry is compared with, ISO 8601.
  /// - Throws: ``PolicyFaults`` with every fault at once.
  public init(text: String, path: String, today: String) throws {
    self.today = today
    var reader = RuleReader(file: path)
    if let tree = reader.tree(text) {
      for node in tree.list ?? [] {
        var fields = reader.fields(node, "a waiver")
        let waiver = Waiver(
          sha256: (fields.text("sha256", &reader, node) ?? "").lowercased(),
          rule: fields.text("rule", &reader, node) ?? "",
          reason: fields.text("reason", &reader, node) ?? "",
          approver: fields.text("approver", &reader, node) ?? "",
          expires: fields.text("expires", &reader, node) ?? "")
        fields.reportUnknown(&reader)
        for (name, value) in [("reason", waiver.reason), ("approver", waiver.approver)]
        where !value.isEmpty && value.allSatisfy(\.isWhitespace) {
          reader.fail(node, "\(name) is blank")
        }
        if waiver.sha256.count != 64 || !waiver.sha256.allSatisfy(\.isHexDigit) {
          reader.fail(node, "sha256 must be 64 hexadecimal digits")
        }
        if !CalendarDay.isValid(waiver.expires) {
          reader.fail(node, "expires must be a day such as 2027-01-31")
        }
        waivers.append(waiver)
      }
      if tree.list == nil { reader.fail(tree, "the file must be a list of waivers") }
    }
    guard reader.faults.isEmpty else { throw PolicyFaults(faults: reader.faults) }
  }

  /// The waiver of a finding that is still in force; nil when there is none.
  public func waiver(for rule: String, sha256: String) -> Waiver? {
    waivers.first { $0.rule == rule && $0.sha256 == sha256 && $0.expires >= today }
  }

  /// The rules of waivers that no policy in force and none of those built in has, in the order of the
  /// file and each once: misspelt, most likely, or of a policy that is not in force.
  ///
  /// - Parameter rules: The rules in force, those of the user among them.
  public func unknownRules(in rules: RuleSet) -> [String] {
    var seen: Set<String> = []
    return waivers.map(\.rule).filter { !rules.knows($0) && seen.insert($0).inserted }
  }

  /// Whether there are none.
  var isEmpty: Bool { waivers.isEmpty }

  /// The first waiver for an image that is no longer in force and that no later one renews.
  func expired(sha256: String) -> Waiver? {
    waivers.first {
      $0.sha256 == sha256 && $0.expires < today && waiver(for: $0.rule, sha256: sha256) == nil
    }
  }

  /// The waivers that are no longer in force.
  public var expired: [Waiver] { waivers.filter { $0.expires < today } }
}

/// The findings of an earlier report, which do not count again.
public struct Baseline: Sendable, Hashable {
  /// The fingerprints of the findings.
  public var fingerprints: Set<String>

  /// Creates a baseline.
  public init(fingerprints: Set<String> = []) { self.fingerprints = fingerprints }

  /// Reads the fingerprints of any JSON or NDJSON report of this tool.
  ///
  /// - Throws: ``PolicyFaults`` when the text is neither.
  public init(report: [UInt8], path: String) throws {
    struct Image: Decodable {
      struct Finding: Decodable { var fingerprint: String }
      var findings: [Finding]
    }
    struct Whole: Decodable { var images: [Image] }
    let decoder = JSONDecoder()
    if let whole = try? decoder.decode(Whole.self, from: Data(report)) {
      fingerprints = Set(whole.images.flatMap(\.findings).map(\.fingerprint))
      return
    }
    let lines = report.split(separator: UInt8(ascii: "\n"))
    let images = lines.map { try? decoder.decode(Image.self, from: Data($0)) }
    guard !lines.isEmpty, images.allSatisfy({ $0 != nil }) else {
      throw PolicyFaults(faults: ["\(path): this is no JSON or NDJSON report of assay"])
    }
    fingerprints = Set(images.compactMap(\.self).flatMap(\.findings).map(\.fingerprint))
  }
}
