import ByteReading
import Containers

/// The content that a manifest is bound to: a file, or a part of one.
struct BoundContent {
  /// The bytes; positions in assertions count from its start.
  var bytes: ByteView
  /// What the bytes are.
  var format: ImageFormat
  /// Where the store lies in `bytes`; nil when it is not inside (sidecar, or another part).
  var store: StoreLocation?
  /// The carriers of metadata in `bytes`.
  var metadataRanges: [Range<Int>] = []
  /// How many bytes of the store came after the binding was made, through update manifests.
  var hasUpdates = false
}

/// Where a manifest store lies in a file.
struct StoreLocation: Sendable {
  /// From the first to the last byte of the store itself.
  var data: Range<Int>
  /// The parts that carry it, headers included.
  var carriers: [Range<Int>]

  /// From the first to the last byte of the carriers.
  var hull: Range<Int> {
    let lower = carriers.map(\.lowerBound).min() ?? data.lowerBound
    let upper = carriers.map(\.upperBound).max() ?? data.upperBound
    return min(lower, data.lowerBound)..<max(upper, data.upperBound)
  }

  /// Whether the carriers follow each other without a gap.
  var isContiguous: Bool {
    zip(carriers, carriers.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound }
  }
}

/// The outcome of one content binding.
struct BindingResult {
  /// The assertion's kind in codes: `dataHash`, `boxesHash`, `bmffHash`, `collectionHash`.
  enum Kind: String {
    case dataHash, boxesHash, bmffHash, collectionHash

    func code(_ outcome: String) -> ValidationCode {
      ValidationCode(rawValue: "assertion.\(rawValue).\(outcome)")
    }
  }

  enum Verdict: Equatable {
    case match
    case mismatch
    case malformed
    case unknownBox
    case unsupportedAlgorithm
    /// The binding is of a kind that cannot be checked here.
    case notEvaluated
  }

  var kind: Kind
  var verdict: Verdict
  var explanation: String?
  /// Ranges of the content that the digest leaves out, other than the store.
  var additionalExclusions: [Range<Int>] = []
  var hasAdditionalExclusions = false

  static func fail(_ kind: Kind, _ verdict: Verdict, _ explanation: String) -> BindingResult {
    BindingResult(kind: kind, verdict: verdict, explanation: explanation)
  }

  /// The status of the verdict.
  func record(in statuses: inout ValidationStatuses, url: String) {
    if hasAdditionalExclusions {
      statuses.note(kind.code("additionalExclusionsPresent"), url, nil)
    }
    switch verdict {
    case .match: statuses.success(kind.code("match"), url, explanation)
    case .mismatch: statuses.fail(kind.code("mismatch"), url, explanation)
    case .malformed: statuses.fail(kind.code("malformed"), url, explanation)
    case .unknownBox: statuses.fail(.assertionBoxesHashUnknownBox, url, explanation)
    case .unsupportedAlgorithm: statuses.fail(.algorithmUnsupported, url, explanation)
    case .notEvaluated: statuses.fail(.generalError, url, explanation)
    }
  }
}

extension DigestAlgorithm {
  /// The algorithm of a name in a manifest; only those that the specification lists.
  ///
  /// - Reference: C2PA 2.4 §13.1.
  static func named(_ name: String?) -> DigestAlgorithm? {
    switch name {
    case "sha256": .sha256
    case "sha384": .sha384
    case "sha512": .sha512
    default: nil
    }
  }
}

/// Labels of assertions, without the number of a repeated one.
enum AssertionLabel {
  /// The label without `__2` and the like.
  static func base(_ label: String) -> String {
    guard let range = label.range(ofLast: "__"),
      !label[range.upperBound...].isEmpty,
      label[range.upperBound...].allSatisfy({ $0.isASCII && $0.isNumber })
    else { return label }
    return String(label[..<range.lowerBound])
  }

  /// The hard bindings of a standard manifest. `c2pa.hash.bmff` of version 1 does not count.
  static let hardBindings: Set<String> = [
    "c2pa.hash.data", "c2pa.hash.boxes", "c2pa.hash.bmff.v2", "c2pa.hash.bmff.v3",
    "c2pa.hash.collection.data",
  ]

  static func isHardBinding(_ label: String) -> Bool { hardBindings.contains(base(label)) }

  static func isActions(_ label: String) -> Bool {
    ["c2pa.actions", "c2pa.actions.v2"].contains(base(label))
  }

  static func isIngredient(_ label: String) -> Bool {
    ["c2pa.ingredient", "c2pa.ingredient.v2", "c2pa.ingredient.v3"].contains(base(label))
  }
}

extension String {
  /// The last occurrence of two equal ASCII characters or any other short pattern.
  func range(ofLast pattern: String) -> Range<Index>? {
    var end = endIndex
    while end > startIndex {
      let start = index(before: end)
      if self[start...].hasPrefix(pattern) {
        return start..<(index(start, offsetBy: pattern.count))
      }
      end = start
    }
    return nil
  }
}
