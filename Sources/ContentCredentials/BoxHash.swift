import ByteReading
import Containers

/// Digests of the boxes of a file, one by one or in groups.
///
/// - Reference: C2PA 2.4 §18.7, §15.12.3.
enum BoxHash {
  /// Checks an assertion against content.
  static func verify(
    _ fields: CBOR.Map, algorithm: String?, content: BoundContent
  ) -> BindingResult {
    guard let boxes = fields["boxes"]?.array, !boxes.isEmpty else {
      return .fail(.boxesHash, .malformed, "the assertion lists no boxes")
    }
    guard let map = BoxMap(content) else {
      return .fail(
        .boxesHash, .notEvaluated, "the boxes of a \(content.format.rawValue) file have no names")
    }
    var check = Check(map: map, content: content, algorithm: fields["alg"]?.text ?? algorithm)
    for box in boxes {
      if let failure = check.consume(box) { return failure }
    }
    return check.finish()
  }

  private struct Check {
    let map: BoxMap
    let content: BoundContent
    let algorithm: String?
    private var next = 0
    private var hasAfter = false
    private var result = BindingResult(kind: .boxesHash, verdict: .match)

    init(map: BoxMap, content: BoundContent, algorithm: String?) {
      self.map = map
      self.content = content
      self.algorithm = algorithm
    }

    /// Checks one entry of the list; nil when it passes.
    mutating func consume(_ box: CBOR) -> BindingResult? {
      guard let names = box["names"]?.array?.compactMap(\.text), !names.isEmpty,
        names.count == box["names"]?.array?.count
      else { return .fail(.boxesHash, .malformed, "an entry has no names") }
      guard !hasAfter else {
        return .fail(.boxesHash, .malformed, "c2pa.after is not the last box")
      }
      if names == ["c2pa.after"] {
        hasAfter = true
        return compare(box, names, parts: [content.bytes.suffix(from: map.end)])
      }
      var taken: [BoxMap.Entry] = []
      for name in names {
        // A list may leave restart intervals to the scan that they belong to.
        while next < map.entries.count, map.entries[next].isContinuation,
          map.entries[next].name != name
        {
          taken.append(map.entries[next])
          next += 1
        }
        guard next < map.entries.count, map.entries[next].name == name else {
          let isLater = map.entries.dropFirst(next).contains { $0.name == name }
          let found = next < map.entries.count ? map.entries[next].name : "the end of the file"
          return .fail(
            .boxesHash, isLater ? .unknownBox : .mismatch,
            "the file has \(found) where \(name) was signed")
        }
        taken.append(map.entries[next])
        next += 1
      }
      while next < map.entries.count, map.entries[next].isContinuation,
        names.last == "SOS" || names.last?.hasPrefix("RST") == true
      {
        taken.append(map.entries[next])
        next += 1
      }
      if names == [BoxMap.store] { return nil }
      guard !names.contains(BoxMap.store) else {
        return .fail(.boxesHash, .malformed, "the manifest store is not an entry of its own")
      }
      return compare(box, names, parts: parts(taken))
    }

    private func parts(_ taken: [BoxMap.Entry]) -> [ByteView] {
      if map.isContiguous, let first = taken.first, let last = taken.last {
        return content.bytes.slice(first.start..<max(first.start, last.end)).map { [$0] } ?? []
      }
      return taken.flatMap(\.ranges).compactMap { content.bytes.slice($0) }
    }

    private mutating func compare(
      _ box: CBOR, _ names: [String], parts: [ByteView]
    ) -> BindingResult? {
      if box["excluded"]?.boolean == true {
        result.hasAdditionalExclusions = true
        result.additionalExclusions += parts.map {
          ($0.offsetInFile - content.bytes.offsetInFile)..<($0.offsetInFile
            - content.bytes.offsetInFile + $0.count)
        }
        return nil
      }
      guard let digest = DigestAlgorithm.named(box["alg"]?.text ?? algorithm) else {
        return .fail(.boxesHash, .unsupportedAlgorithm, "the digest algorithm is not allowed")
      }
      guard let parts = applyExclusions(box, parts) else {
        return .fail(.boxesHash, .malformed, "the exclusions of a box are not well-formed")
      }
      guard let expected = box["hash"]?.bytes,
        digest.digest(parts).elementsEqual(expected.slice)
      else {
        return .fail(
          .boxesHash, .mismatch, "the boxes \(names.joined(separator: ", ")) were changed")
      }
      return nil
    }

    /// Leaves out parts of a single box (version 2.4); nil when that is not well-formed.
    private mutating func applyExclusions(_ box: CBOR, _ parts: [ByteView]) -> [ByteView]? {
      guard box["exclusions"] != nil else { return parts }
      guard let ranges = DataHash.ranges(box["exclusions"]), parts.count == 1 else { return nil }
      guard !ranges.isEmpty else { return parts }
      guard let part = parts.first, ranges.allSatisfy({ $0.upperBound <= part.count }) else {
        return nil
      }
      result.hasAdditionalExclusions = true
      var kept: [ByteView] = []
      var position = 0
      for range in ranges {
        if let view = part.slice(position..<range.lowerBound) { kept.append(view) }
        position = range.upperBound
      }
      kept.append(part.suffix(from: position))
      return kept
    }

    mutating func finish() -> BindingResult {
      while next < map.entries.count, map.entries[next].isContinuation { next += 1 }
      if next < map.entries.count {
        return .fail(
          .boxesHash, .unknownBox, "the box \(map.entries[next].name) was not there when signed")
      }
      if !hasAfter, map.isContiguous, map.end < content.bytes.count {
        return .fail(
          .boxesHash, .unknownBox,
          "\(content.bytes.count - map.end) bytes follow the last box that was signed")
      }
      return result
    }
  }
}
