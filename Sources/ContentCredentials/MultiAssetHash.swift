import ByteReading
import Containers

/// Digests of the parts of a file that is made of several images or videos.
///
/// - Reference: C2PA 2.4 §18.9, §15.12.4.
enum MultiAssetHash {
  /// The outcome: a code, and words for people.
  struct Outcome {
    var code: ValidationCode
    var isSuccess: Bool
    var explanation: String?
  }

  /// Checks the parts.
  ///
  /// - Parameters:
  ///   - resolve: Gives the label and the content of the assertion that a part refers to, when it
  ///     is there and its own hash fits.
  static func verify(
    _ fields: CBOR.Map, algorithm: String?, content: BoundContent,
    resolve: (HashedURI) -> (label: String, fields: CBOR.Map)?
  ) -> Outcome {
    func malformed(_ text: String) -> Outcome {
      Outcome(code: .assertionMultiAssetHashMalformed, isSuccess: false, explanation: text)
    }
    func mismatch(_ text: String?) -> Outcome {
      Outcome(code: .assertionMultiAssetHashMismatch, isSuccess: false, explanation: text)
    }
    guard let parts = fields["parts"]?.array, !parts.isEmpty, parts.count <= 4096 else {
      return malformed("the assertion lists no parts")
    }
    let roots = BMFFBox.list(content.bytes, in: 0..<content.bytes.count)
    var position = 0
    var hasBoxes = false
    var located: [(range: Range<Int>, isTruncated: Bool, reference: HashedURI)] = []
    for part in parts {
      let isOptional = part["optional"]?.boolean ?? false
      guard let location = part["location"]?.map,
        let reference = HashedURI(part["hashAssertion"])
          ?? part["hashAssertion"]?.text.map(HashedURI.init(plain:))
      else { return malformed("a part has no location or no hash") }
      let range: Range<Int>
      var isTruncated = false
      if let path = location["bmffBox"]?.text {
        let exclusion = BMFFExclusion(
          .map(CBOR.Map([.init(.text("xpath"), .text(path))])))
        guard let exclusion else { return malformed("the path of a part is not well-formed") }
        guard let found = exclusion.ranges(content.bytes, roots: roots).first else {
          if isOptional { continue }
          return malformed("the box of a part is not there")
        }
        range = found
        hasBoxes = true
      } else {
        guard let start = location["byteOffset"]?.integer, let length = location["length"]?.integer,
          start >= 0, length >= 0
        else { return malformed("the location of a part is not well-formed") }
        guard start < content.bytes.count else {
          if isOptional { continue }
          return Outcome(
            code: .assertionMultiAssetHashMissingPart, isSuccess: false,
            explanation: "a part starts behind the end of the file")
        }
        guard start == position else {
          return malformed("the parts overlap or leave bytes out")
        }
        let end = start.addingReportingOverflow(length)
        isTruncated = end.overflow || end.partialValue > content.bytes.count
        range = start..<(isTruncated ? content.bytes.count : end.partialValue)
        position = range.upperBound
      }
      located.append((range, isTruncated, reference))
    }
    if !hasBoxes, position < content.bytes.count {
      return malformed("the parts do not cover every byte of the file")
    }
    for part in located {
      guard let (label, assertion) = resolve(part.reference) else {
        return malformed("the hash of a part cannot be found")
      }
      if part.isTruncated { return mismatch("a part is shorter than when it was signed") }
      guard let bytes = content.bytes.slice(part.range) else { return mismatch(nil) }
      let result = verifyPart(label, assertion, algorithm: algorithm, bytes, part.range, content)
      if result.verdict != .match { return mismatch(result.explanation) }
    }
    return Outcome(code: .assertionMultiAssetHashMatch, isSuccess: true, explanation: nil)
  }

  private static func verifyPart(
    _ label: String, _ fields: CBOR.Map, algorithm: String?, _ bytes: ByteView,
    _ range: Range<Int>, _ content: BoundContent
  ) -> BindingResult {
    var part = BoundContent(bytes: bytes, format: content.format)
    if !bytes.starts(with: [0xFF, 0xD8]), content.format == .jpeg { part.format = .heif }
    func moved(_ other: Range<Int>) -> Range<Int>? {
      guard other.lowerBound >= range.lowerBound, other.upperBound <= range.upperBound else {
        return nil
      }
      return (other.lowerBound - range.lowerBound)..<(other.upperBound - range.lowerBound)
    }
    if let store = content.store, let data = moved(store.data) {
      part.store = StoreLocation(data: data, carriers: store.carriers.compactMap(moved))
    }
    part.metadataRanges = content.metadataRanges.compactMap(moved)
    let base = AssertionLabel.base(label)
    if base.hasPrefix("c2pa.hash.data") {
      return DataHash.verify(fields, algorithm: algorithm, content: part)
    }
    if base.hasPrefix("c2pa.hash.boxes") {
      return BoxHash.verify(fields, algorithm: algorithm, content: part)
    }
    if base.hasPrefix("c2pa.hash.bmff.v2") || base.hasPrefix("c2pa.hash.bmff.v3") {
      return BMFFHash.verify(fields, algorithm: algorithm, content: part)
    }
    return .fail(.dataHash, .malformed, "the hash of a part is of an unknown kind")
  }
}

extension HashedURI {
  /// A reference without a digest.
  init(plain url: String) {
    self.url = url
    algorithm = nil
    hash = nil
  }
}
