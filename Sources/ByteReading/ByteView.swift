/// A bounds-checked window on the bytes of one file, which remembers where in the file it lies.
///
/// A view is cheap to copy: all views of a file share one storage. No access can leave the window,
/// so a parser that was handed a child's view cannot read past its parent.
///
/// `offsetInFile` is the position of the view's first byte in the *file*. Views on data that was
/// unpacked or reassembled have no such position; theirs counts from the start of that data.
public struct ByteView: Sendable, Hashable {
  /// The bytes that every view of the same file shares.
  @usableFromInline let storage: [UInt8]
  /// The window, in indices of `storage`.
  @usableFromInline let window: Range<Int>
  /// What to add to an index of `storage` to get an offset in the file.
  @usableFromInline let storageOffset: Int

  /// Creates a view of all of `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: The content.
  ///   - offsetInFile: Where the first byte lies in the file it came from, at least 0.
  public init(_ bytes: [UInt8], offsetInFile: Int = 0) {
    storage = bytes
    window = 0..<bytes.count
    storageOffset = offsetInFile
  }

  @usableFromInline
  init(storage: [UInt8], window: Range<Int>, storageOffset: Int) {
    self.storage = storage
    self.window = window
    self.storageOffset = storageOffset
  }

  /// The number of bytes in the view.
  @inlinable public var count: Int { window.count }

  /// Whether the view holds no byte.
  @inlinable public var isEmpty: Bool { window.isEmpty }

  /// The offset of the first byte in the file.
  @inlinable public var offsetInFile: Int { window.lowerBound + storageOffset }

  /// The range of the view in the file.
  @inlinable public var rangeInFile: Range<Int> {
    offsetInFile..<(offsetInFile + count)
  }

  /// The byte at `index`, counted from the start of the view; nil outside it.
  @inlinable public subscript(_ index: Int) -> UInt8? {
    guard index >= 0, index < window.count else { return nil }
    return storage[window.lowerBound + index]
  }

  /// The part of the view in `range`, counted from its start; nil when `range` leaves the view.
  @inlinable public func slice(_ range: Range<Int>) -> ByteView? {
    guard range.lowerBound >= 0, range.upperBound <= window.count else { return nil }
    return ByteView(
      storage: storage,
      window: (window.lowerBound + range.lowerBound)..<(window.lowerBound + range.upperBound),
      storageOffset: storageOffset)
  }

  /// The part of the view that starts at `offset` and holds `count` bytes; nil when it leaves it.
  @inlinable public func slice(at offset: Int, count: Int) -> ByteView? {
    guard offset >= 0, count >= 0, offset <= window.count, count <= window.count - offset else {
      return nil
    }
    return slice(offset..<(offset + count))
  }

  /// The part of the view from `offset` to its end; empty when `offset` lies at or past the end.
  @inlinable public func suffix(from offset: Int) -> ByteView {
    let start = min(max(offset, 0), window.count)
    return ByteView(
      storage: storage,
      window: (window.lowerBound + start)..<window.upperBound,
      storageOffset: storageOffset)
  }

  /// Whether the view starts with `bytes`.
  @inlinable public func starts(with bytes: some Collection<UInt8>) -> Bool {
    guard bytes.count <= count else { return false }
    return storage[window].starts(with: bytes)
  }

  /// Whether the view starts with the UTF-8 bytes of `text`.
  @inlinable public func starts(with text: StaticString) -> Bool {
    guard text.utf8CodeUnitCount <= count else { return false }
    return text.withUTF8Buffer { unsafe storage[window].starts(with: $0) }
  }

  /// Whether the bytes from `offset` on are the UTF-8 bytes of `text`.
  @inlinable public func has(_ text: StaticString, at offset: Int) -> Bool {
    guard let part = slice(at: offset, count: text.utf8CodeUnitCount) else { return false }
    return part.starts(with: text)
  }

  /// The position of the first occurrence of `pattern` at or after `start`, from the view's start.
  ///
  /// - Complexity: O(*n* · *m*) at worst; a scan for the first byte in practice.
  public func firstRange(of pattern: [UInt8], from start: Int = 0) -> Range<Int>? {
    guard let first = pattern.first, start >= 0 else { return nil }
    var position = window.lowerBound + start
    let last = window.upperBound - pattern.count
    while position <= last {
      guard let found = storage[position...last].firstIndex(of: first) else { return nil }
      if storage[found..<(found + pattern.count)].elementsEqual(pattern) {
        let lower = found - window.lowerBound
        return lower..<(lower + pattern.count)
      }
      position = found + 1
    }
    return nil
  }

  /// The bytes as an array of their own.
  public var bytes: [UInt8] { Array(storage[window]) }

  /// The bytes as a slice that shares the storage.
  public var slice: ArraySlice<UInt8> { storage[window] }

  /// The text of the view read as UTF-8, wrong bytes replaced by U+FFFD.
  public var utf8: String { String(decoding: storage[window], as: UTF8.self) }

  /// The text of the view read as Latin-1 (ISO/IEC 8859-1); never fails.
  public var latin1: String {
    var text = String()
    text.reserveCapacity(count)
    for byte in storage[window] { text.unicodeScalars.append(Unicode.Scalar(byte)) }
    return text
  }

  /// The text of the view as UTF-8 where it is valid UTF-8, else as Latin-1.
  public var text: String { String(validating: storage[window], as: UTF8.self) ?? latin1 }

  /// Calls `body` with the bytes as a span, valid only during the call.
  @inlinable public func withSpan<Result, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(storage.span.extracting(window))
  }

  /// Two views are equal when they hold the same bytes at the same place of a file.
  public static func == (a: ByteView, b: ByteView) -> Bool {
    a.offsetInFile == b.offsetInFile && a.slice == b.slice
  }

  /// Hashes place and size only: equal views have both in common, and bytes can be many.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(offsetInFile)
    hasher.combine(count)
  }
}
