public import ByteReading

/// The directories of a TIFF structure: of a TIFF or DNG file, or of an EXIF block.
///
/// A directory is read once however many offsets point to it, so cycles end. Values that lie
/// outside the structure are left out with a diagnostic; the rest of their directory is kept.
///
/// - Reference: TIFF 6.0 (1992) §2; TIFF Technical Note 1 (SubIFDs); BigTIFF design (2007).
public struct TIFFStructure: Sendable {
  /// The byte order of all numbers.
  public private(set) var byteOrder: ByteOrder
  /// Whether offsets have eight bytes (BigTIFF).
  public private(set) var isBig: Bool
  /// The main chain of directories, in order.
  public private(set) var directories: [Directory] = []
  /// What is odd or broken.
  public private(set) var diagnostics: [ParsingError] = []

  /// One directory.
  public struct Directory: Sendable {
    /// `IFD0`, `IFD1` … of the main chain; `ExifIFD`, `GPS`, `InteropIFD`, `SubIFD`, `SubIFD1` …
    public var name: String
    /// All bytes of the directory in the file: count, entries, next offset.
    public var range: Range<Int>
    /// The entries, in file order.
    public var entries: [Entry]
    /// The directories that entries point to, in order of the entries.
    public var children: [Directory]

    /// The first entry with `tag`.
    public func entry(_ tag: UInt16) -> Entry? { entries.first { $0.tag == tag } }
  }

  /// One entry of a directory.
  public struct Entry: Sendable {
    /// The number that says what the value means.
    public var tag: UInt16
    /// The field type, 1…13 and 16…18 of BigTIFF.
    public var type: UInt16
    /// The number of values.
    public var count: Int
    /// The bytes of the values.
    public var value: ByteView
    /// The 12 (of BigTIFF: 20) bytes of the entry in the file.
    public var range: Range<Int>
    /// The byte order of the values.
    public var byteOrder: ByteOrder

    /// The values as unsigned numbers, where they are of an integer type; at most `limit` of them.
    public func numbers(limit: Int = 4096) -> [UInt64] {
      guard let size = TIFFStructure.size(ofType: type),
        [1, 3, 4, 6, 7, 8, 9, 13, 16, 17, 18]
          .contains(type)
      else { return [] }
      var reader = ByteReader(value)
      var result: [UInt64] = []
      while result.count < min(count, limit),
        let number = try? reader.unsigned(byteCount: size, byteOrder)
      {
        result.append(number)
      }
      return result
    }

    /// The first value, as ``numbers(limit:)``.
    public var number: Int? { numbers(limit: 1).first.flatMap { Int(exactly: $0) } }
  }

  /// The size of one value of a field type, in bytes; nil for a type that does not exist.
  public static func size(ofType type: UInt16) -> Int? {
    switch type {
    case 1, 2, 6, 7, 129: 1
    case 3, 8: 2
    case 4, 9, 11, 13: 4
    case 5, 10, 12, 16, 17, 18: 8
    default: nil
    }
  }

  /// Reads the structure that starts with the first byte of `view`.
  ///
  /// - Parameters:
  ///   - view: The whole structure; offsets count from its start.
  ///   - limits: How much it may ask for.
  /// - Throws: ``ParsingError/Code-swift.enum/badSignature``, or
  ///   ``ParsingError/Code-swift.enum/truncated`` when there is not even a header.
  public init(_ view: ByteView, limits: ParsingLimits = ParsingLimits()) throws(ParsingError) {
    let order: ByteOrder
    if view.starts(with: "II") {
      order = .little
    } else if view.starts(with: "MM") {
      order = .big
    } else {
      throw ParsingError(.badSignature, at: view.offsetInFile, in: "TIFF header")
    }
    var reader = ByteReader(view)
    try reader.skip(2)
    let magic = try reader.uint16(order)
    byteOrder = order
    // 0x55 (Panasonic) and "RO", "RS" (Olympus) mark raw files that are TIFF in all else.
    guard [42, 43, 0x55, 0x4F52, 0x5352].contains(magic) else {
      throw ParsingError(.badSignature, at: view.offsetInFile + 2, in: "TIFF header")
    }
    isBig = magic == 43
    if isBig { try reader.skip(4) }
    let first = isBig ? try reader.uint64(order) : UInt64(try reader.uint32(order))
    var walk = Walk(view: view, limits: limits, order: order, isBig: isBig)
    directories = walk.chain(from: first, name: "IFD", depth: 0)
    diagnostics = walk.diagnostics
  }

  /// All directories, parents before their children.
  public var allDirectories: [Directory] {
    var result: [Directory] = []
    var pending = Array(directories.reversed())
    while let next = pending.popLast() {
      result.append(next)
      pending.append(contentsOf: next.children.reversed())
    }
    return result
  }
}

/// The reading of directories, with what keeps it finite.
private struct Walk {
  let view: ByteView
  let limits: ParsingLimits
  let order: ByteOrder
  let isBig: Bool
  var visited: Set<Int> = []
  var entryCount = 0
  var diagnostics: [ParsingError] = []

  init(view: ByteView, limits: ParsingLimits, order: ByteOrder, isBig: Bool) {
    self.view = view
    self.limits = limits
    self.order = order
    self.isBig = isBig
  }

  mutating func note(
    _ code: ParsingError.Code, at position: Int, in subject: @autoclosure () -> String
  ) {
    guard diagnostics.count < 50 else { return }
    diagnostics.append(ParsingError(code, at: view.offsetInFile &+ position, in: subject()))
  }

  /// Reads a directory and those that follow it.
  mutating func chain(from first: UInt64, name: String, depth: Int) -> [TIFFStructure.Directory] {
    var result: [TIFFStructure.Directory] = []
    var next = first
    while next != 0 {
      let title = depth == 0 ? "\(name)\(result.count)" : name
      guard let offset = Int(exactly: next), offset < view.count else {
        note(.overrun, at: 0, in: "Offset of TIFF directory \(title)")
        break
      }
      guard let (directory, following) = directory(at: offset, name: title, depth: depth) else {
        break
      }
      result.append(directory)
      // Only the main chain goes on: next offsets of sub-directories are mostly garbage.
      next = depth == 0 ? following : 0
    }
    return result
  }

  private mutating func directory(
    at offset: Int, name: String, depth: Int
  ) -> (TIFFStructure.Directory, UInt64)? {
    guard visited.insert(offset).inserted else {
      note(.malformed, at: offset, in: "TIFF directory \(name), which was read before")
      return nil
    }
    // Empty directories count too, or a long chain of them would never meet a limit.
    entryCount += 1
    guard entryCount <= limits.count else {
      note(.limitExceeded(.count, requested: entryCount), at: offset, in: name)
      return nil
    }
    guard depth < min(limits.nesting, 16) else {
      note(.limitExceeded(.nesting, requested: depth), at: offset, in: "TIFF directory \(name)")
      return nil
    }
    var reader = ByteReader(view)
    guard (try? reader.seek(to: offset)) != nil,
      let declared = isBig
        ? try? reader.uint64(order) : (try? reader.uint16(order)).map(UInt64.init)
    else {
      note(.truncated, at: offset, in: "TIFF directory \(name)")
      return nil
    }
    var result = TIFFStructure.Directory(
      name: name, range: 0..<0, entries: [], children: [])
    var index: UInt64 = 0
    var isCut = false
    var unknownTypeCount = 0
    while index < declared {
      index += 1
      entryCount += 1
      guard entryCount <= limits.count else {
        note(.limitExceeded(.count, requested: entryCount), at: reader.position, in: name)
        isCut = true
        break
      }
      guard let entry = entry(&reader, name: name, &unknownTypeCount) else {
        if reader.remaining < (isBig ? 20 : 12) {
          note(.truncated, at: reader.position, in: "TIFF directory \(name)")
          isCut = true
          break
        }
        // A directory of nothing but nonsense is none; do not go on through a whole file of it.
        if unknownTypeCount > 64 {
          isCut = true
          break
        }
        continue
      }
      result.entries.append(entry)
    }
    let next: UInt64 =
      isCut
      ? 0 : (isBig ? try? reader.uint64(order) : (try? reader.uint32(order)).map(UInt64.init)) ?? 0
    result.range =
      (view.offsetInFile + offset)..<(view.offsetInFile + max(offset, reader.position))
    // Tags are unique in a directory; only the first of each leads on, or a small file of nothing
    // but pointers would cost seconds.
    var followed: [UInt16] = []
    for entry in result.entries {
      guard let title = Self.childName(of: entry.tag, in: name), !followed.contains(entry.tag)
      else { continue }
      followed.append(entry.tag)
      for (number, start) in entry.numbers(limit: 64).enumerated() where start != 0 {
        let child = number == 0 ? title : "\(title)\(number)"
        result.children.append(contentsOf: chain(from: start, name: child, depth: depth + 1))
      }
    }
    return (result, next)
  }

  private static func childName(of tag: UInt16, in parent: String) -> String? {
    switch tag {
    case 330: "SubIFD"
    case 34665: "ExifIFD"
    case 34853: "GPS"
    case 40965: "InteropIFD"
    default: nil
    }
  }

  /// Reads one entry; nil, with the cursor moved past it, when its type does not exist.
  private mutating func entry(
    _ reader: inout ByteReader, name: String, _ unknownTypeCount: inout Int
  ) -> TIFFStructure.Entry? {
    let start = reader.position
    let size = isBig ? 20 : 12
    guard let bytes = try? reader.take(size) else { return nil }
    var fields = ByteReader(bytes)
    guard let tag = try? fields.uint16(order), let type = try? fields.uint16(order),
      let declared = isBig
        ? try? fields.uint64(order) : (try? fields.uint32(order)).map(UInt64.init)
    else { return nil }
    let inline = fields.takeRemaining()
    guard let unit = TIFFStructure.size(ofType: type) else {
      unknownTypeCount += 1
      note(.valueOutOfRange, at: start + 2, in: "Type of TIFF entry \(tag) in \(name)")
      return nil
    }
    let count = Int(clamping: declared)
    let (length, overflow) = count.multipliedReportingOverflow(by: unit)
    var value = ByteView([], offsetInFile: inline.offsetInFile)
    if overflow {
      note(.overrun, at: start, in: "Value of TIFF entry \(tag) in \(name)")
    } else if length <= inline.count {
      value = inline.slice(0..<length) ?? inline
    } else {
      var pointer = ByteReader(inline)
      let offset =
        isBig ? try? pointer.uint64(order) : (try? pointer.uint32(order)).map(UInt64.init)
      if let offset, let position = Int(exactly: offset),
        let found = view.slice(at: position, count: length)
      {
        value = found
      } else {
        note(.overrun, at: start, in: "Value of TIFF entry \(tag) in \(name)")
        // A value that runs past the end keeps what is there.
        if let offset, let position = Int(exactly: offset), position < view.count {
          value = view.suffix(from: position)
        }
      }
    }
    return TIFFStructure.Entry(
      tag: tag, type: type, count: count, value: value,
      range: bytes.rangeInFile, byteOrder: order)
  }
}
