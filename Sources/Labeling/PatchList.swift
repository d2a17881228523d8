/// Changes of a file, in terms of the bytes as they were.
struct PatchList {
  /// One change.
  struct Patch {
    /// What is replaced; empty to insert.
    var range: Range<Int>
    var bytes: [UInt8]
  }

  private(set) var patches: [Patch] = []

  /// Replaces `range` by `bytes`.
  mutating func replace(_ range: Range<Int>, with bytes: [UInt8]) {
    patches.append(Patch(range: range, bytes: bytes))
  }

  /// By how many bytes the file grows before `position`, and after it.
  func growth(before position: Int) -> Int {
    patches.reduce(0) {
      $1.range.upperBound <= position ? $0 + $1.bytes.count - $1.range.count : $0
    }
  }

  /// By how many bytes the file grows.
  var growth: Int { patches.reduce(0) { $0 + $1.bytes.count - $1.range.count } }

  /// The file with all changes; nil when they overlap or leave the file.
  func applied(to file: [UInt8]) -> [UInt8]? {
    let ordered = patches.enumerated().sorted {
      $0.element.range.lowerBound == $1.element.range.lowerBound
        ? $0.offset < $1.offset : $0.element.range.lowerBound < $1.element.range.lowerBound
    }.map(\.element)
    var result: [UInt8] = []
    result.reserveCapacity(file.count + max(growth, 0))
    var position = 0
    for patch in ordered {
      guard patch.range.lowerBound >= position, patch.range.upperBound <= file.count else {
        return nil
      }
      result.append(contentsOf: file[position..<patch.range.lowerBound])
      result.append(contentsOf: patch.bytes)
      position = patch.range.upperBound
    }
    result.append(contentsOf: file[position...])
    return result
  }
}

extension [UInt8] {
  /// Appends a number, most significant byte first.
  mutating func big(_ value: Int, count: Int) {
    for shift in stride(from: 8 * (count - 1), through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  /// Appends a number, least significant byte first.
  mutating func little(_ value: Int, count: Int) {
    for shift in stride(from: 0, to: 8 * count, by: 8) {
      append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }
}
