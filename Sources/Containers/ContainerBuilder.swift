import ByteReading
import Compression

/// A container while its file is read: what was found so far, and what the file may still ask for.
///
/// The readers of the formats are extensions of this type, each in a file of its own. Positions in
/// them count from the start of `file`; what they store counts from the start of the *file on disk*.
struct ContainerBuilder {
  let file: ByteView
  let limits: ParsingLimits
  var container: Container
  private var partCount = 0
  private var unpackedCount = 0
  private var hasNotedCount = false

  /// More diagnostics than this say nothing new.
  private static let diagnosticLimit = 100

  init(file: ByteView, format: ImageFormat, limits: ParsingLimits) {
    self.file = file
    self.limits = limits
    container = Container(format: format, imageRange: file.rangeInFile)
  }

  /// Notes a fault at a position counted from the start of `file`.
  mutating func note(
    _ code: ParsingError.Code, at position: Int, in subject: String, clause: String? = nil
  ) {
    note(
      ParsingError(code, at: file.offsetInFile &+ position, in: subject, clause: clause))
  }

  /// Notes a fault.
  mutating func note(_ fault: ParsingError) {
    guard container.diagnostics.count < Self.diagnosticLimit else { return }
    container.diagnostics.append(fault)
  }

  /// A range counted from the start of `file`, as offsets of the file on disk.
  func inFile(_ range: Range<Int>) -> Range<Int> {
    (range.lowerBound + file.offsetInFile)..<(range.upperBound + file.offsetInFile)
  }

  /// Whether one more part may be stored; notes it when not.
  mutating func admitPart(at position: Int, in subject: String) -> Bool {
    guard partCount < limits.count else {
      if !hasNotedCount {
        hasNotedCount = true
        note(.limitExceeded(.count, requested: partCount + 1), at: position, in: subject)
      }
      return false
    }
    partCount += 1
    return true
  }

  /// The number of parts that may still be stored.
  var remainingParts: Int { max(limits.count - partCount, 0) }

  /// Appends a top-level part; `range` and `content` count from the start of `file`.
  ///
  /// - Returns: False when the file has too many parts.
  @discardableResult
  mutating func append(
    _ name: String, _ range: Range<Int>, content: Range<Int>? = nil,
    children: [ContainerElement] = []
  ) -> Bool {
    guard admitPart(at: range.lowerBound, in: name) else { return false }
    container.elements.append(
      ContainerElement(
        name: name, range: inFile(range), contentRange: inFile(content ?? range),
        children: children))
    return true
  }

  /// The largest payload that may still be unpacked or put together.
  var unpackingAllowance: Int {
    max(0, min(limits.payloadSize, limits.totalMemory - unpackedCount))
  }

  /// Counts `count` bytes that are about to be put together; notes it when they are too many.
  mutating func reserve(_ count: Int, at position: Int, in subject: String) -> Bool {
    if count > limits.payloadSize {
      note(.limitExceeded(.payloadSize, requested: count), at: position, in: subject)
      return false
    }
    if count > limits.totalMemory - unpackedCount {
      note(
        .limitExceeded(.totalMemory, requested: unpackedCount &+ count), at: position, in: subject)
      return false
    }
    unpackedCount += count
    return true
  }

  /// Unpacks a zlib stream within the limits; what a broken stream gave before it broke is kept.
  ///
  /// - Returns: Nil when nothing came out.
  mutating func inflated(_ packed: ByteView, in subject: String) -> ByteView? {
    let result = inflatePartially(zlib: packed, limit: unpackingAllowance)
    noteUnpacking(result.fault, in: subject)
    unpackedCount += result.bytes.count
    if result.bytes.isEmpty && result.fault != nil { return nil }
    return ByteView(result.bytes)
  }

  /// Unpacks a brotli stream within the limits.
  mutating func brotliDecoded(_ packed: ByteView, in subject: String) -> ByteView? {
    do {
      let bytes = try brotliDecode(packed, limit: unpackingAllowance)
      unpackedCount += bytes.count
      return ByteView(bytes)
    } catch {
      noteUnpacking(error, in: subject)
      return nil
    }
  }

  private mutating func noteUnpacking(_ fault: ParsingError?, in subject: String) {
    guard var fault else { return }
    fault.subject = subject
    if case .limitExceeded(.payloadSize, let requested) = fault.code,
      limits.totalMemory - unpackedCount < limits.payloadSize
    {
      fault.code = .limitExceeded(.totalMemory, requested: requested)
    }
    note(fault)
  }

  /// Adds a payload that is stored in one piece, as is. Empty data makes no payload.
  mutating func add(
    _ kind: EmbeddedPayload.Kind, carrier: String, keyword: String? = nil, language: String? = nil,
    data: ByteView, carrierRange: Range<Int>
  ) {
    container.payloads.append(
      EmbeddedPayload(
        kind: kind, carrier: carrier, keyword: keyword, language: language,
        pieces: [data.rangeInFile], carrierRanges: [carrierRange], data: data))
  }

  /// Adds a payload that was unpacked from, or put together of, `pieces` of the file.
  mutating func add(
    _ kind: EmbeddedPayload.Kind, carrier: String, keyword: String? = nil, language: String? = nil,
    unpacked data: ByteView, pieces: [Range<Int>], carrierRanges: [Range<Int>]
  ) {
    container.payloads.append(
      EmbeddedPayload(
        kind: kind, carrier: carrier, keyword: keyword, language: language, pieces: pieces,
        carrierRanges: carrierRanges, data: data))
  }

  /// Adds what follows the end of the image at `end`: Samsung's entries by name, the rest as it is.
  mutating func addTrailer(from end: Int) {
    container.imageRange = inFile(0..<min(end, file.count))
    let trailer = file.suffix(from: end)
    guard !trailer.isEmpty else { return }
    let rest = readSamsungTrailer(trailer)
    if !rest.isEmpty {
      add(.trailer, carrier: "trailer", data: rest, carrierRange: rest.rangeInFile)
    }
  }

  /// The container, its payloads in file order.
  func finished() -> Container {
    var result = container
    let order = result.payloads.indices.sorted { a, b in
      let (first, second) = (
        result.payloads[a].rangeInFile.lowerBound, result.payloads[b].rangeInFile.lowerBound
      )
      return first == second ? a < b : first < second
    }
    result.payloads = order.map { container.payloads[$0] }
    return result
  }
}

/// A part of a payload that is split over several carriers.
struct PayloadPiece {
  /// The part's bytes, without the header of the carrier.
  var data: ByteView
  /// The whole carrier.
  var carrier: Range<Int>
}

extension ContainerBuilder {
  /// The pieces in one view: of a single piece the view itself, of more a copy within the limits.
  mutating func joined(_ pieces: [PayloadPiece], in subject: String) -> ByteView? {
    guard let first = pieces.first else { return nil }
    if pieces.count == 1 { return first.data }
    let count = pieces.reduce(0) { $0 + $1.data.count }
    guard reserve(count, at: first.data.offsetInFile - file.offsetInFile, in: subject) else {
      return nil
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    for piece in pieces { bytes.append(contentsOf: piece.data.slice) }
    return ByteView(bytes)
  }

  /// Adds a payload made of `pieces`.
  mutating func add(
    _ kind: EmbeddedPayload.Kind, carrier: String, keyword: String? = nil, pieces: [PayloadPiece]
  ) {
    guard let data = joined(pieces, in: carrier) else { return }
    add(
      kind, carrier: carrier, keyword: keyword, unpacked: data,
      pieces: pieces.map(\.data.rangeInFile), carrierRanges: pieces.map(\.carrier))
  }

  /// The pieces of the file that hold `range` of the joined `pieces`.
  static func pieces(_ pieces: [PayloadPiece], holding range: Range<Int>) -> [PayloadPiece] {
    var result: [PayloadPiece] = []
    var start = 0
    for piece in pieces {
      let end = start + piece.data.count
      let lower = max(range.lowerBound, start)
      let upper = min(range.upperBound, end)
      if lower < upper, let part = piece.data.slice((lower - start)..<(upper - start)) {
        result.append(PayloadPiece(data: part, carrier: piece.carrier))
      }
      start = end
    }
    return result
  }
}
