public import ByteReading
import Containers
import Metadata

/// Writes labels into images, and takes private data out of them, without touching pixels.
///
/// Bytes go in and bytes come out; see ``FileReplacement`` for files. Every part of the file that is
/// not concerned keeps its bytes; compressed image data is never decoded. Doing the same again
/// changes nothing.
///
/// ```swift
/// let result = try LabelEditor().apply(
///   Label(digitalSourceType: DigitalSourceType("trainedAlgorithmicMedia")), to: bytes)
/// ```
public struct LabelEditor: Sendable {
  /// Whether a file with Content Credentials is changed, which makes them invalid.
  public var breaksContentCredentials = false
  /// How much a file may ask for.
  public var limits = ParsingLimits()

  /// Creates an editor.
  public init() {}

  /// What came out.
  public struct Result: Sendable, Equatable {
    /// The bytes of the file.
    public var bytes: [UInt8]
    /// What was done, for people, one line each; empty when nothing had to be.
    public var changes: [String]
    /// Whether the bytes differ from those that went in.
    public var isChanged: Bool
  }

  /// Writes a label into the XMP of a JPEG, PNG, WebP, TIFF, HEIC, AVIF or GIF file.
  ///
  /// - Parameters:
  ///   - label: What to write; what it leaves out stays as it is.
  ///   - file: All bytes of the file.
  /// - Throws: ``LabelingError``.
  public func apply(_ label: Label, to file: [UInt8]) throws(LabelingError) -> Result {
    let container = try read(file)
    guard !label.isEmpty else { return Result(bytes: file, changes: [], isChanged: false) }
    let packets = container.payloads(of: .xmp)
    let assignments = label.assignments
    var patches = PatchList()
    var changes: [String] = []
    var hasPrimary = false
    for packet in packets {
      var editor = try editing(packet)
      let isChanged: Bool
      do {
        isChanged = try editor.set(assignments, onlyExisting: hasPrimary)
      } catch {
        throw .unreadable(error)
      }
      hasPrimary = true
      guard isChanged else { continue }
      try replace(packet, with: editor, in: container, file, &patches)
      changes.append("XMP in \(packet.carrier) changed")
    }
    if !hasPrimary {
      let editor = try newPacket(assignments)
      try insert(editor.bytes, into: container, file, &patches)
      changes.append("XMP added")
    }
    let result = try finish(patches, changes, container, file)
    try verify(assignments, in: result.bytes)
    return result
  }

  /// Reads the label back: a damaged file may have led it to a place where no reader looks.
  private func verify(
    _ assignments: [XMPEditor.Assignment], in bytes: [UInt8]
  ) throws(LabelingError) {
    let fault: ParsingError
    do {
      let container = try Container(parsing: ByteView(bytes), limits: limits)
      let found = Set(
        container.payloads(of: .xmp).flatMap { XMPPacket($0.data, limits: limits).properties }
          .map { $0.namespace + $0.name })
      guard let missing = assignments.first(where: { !found.contains($0.namespace + $0.name) })
      else { return }
      fault = ParsingError(.malformed, at: 0, in: "The file, read again without \(missing.name),")
    } catch {
      fault = error
    }
    throw .unreadable(fault)
  }

  /// The content of a sidecar file that says `label`, for formats that cannot hold XMP.
  ///
  /// - Parameters:
  ///   - label: What to write.
  ///   - existing: The sidecar that is there already; it is merged with.
  /// - Throws: ``LabelingError/unreadable(_:)`` when the existing sidecar cannot be read.
  public func sidecar(_ label: Label, merging existing: [UInt8]? = nil) throws(LabelingError)
    -> Result
  {
    do {
      var editor = try XMPEditor(existing.map { ByteView($0) }, limits: limits)
      let isChanged = try editor.set(label.assignments)
      return Result(
        bytes: editor.bytes, changes: isChanged ? ["XMP written"] : [],
        isChanged: editor.bytes != existing)
    } catch {
      throw .unreadable(error)
    }
  }

  // MARK: Steps

  func read(_ file: [UInt8]) throws(LabelingError) -> Container {
    let container: Container
    do {
      container = try Container(parsing: ByteView(file), limits: limits)
    } catch {
      throw .unreadable(error)
    }
    if !breaksContentCredentials,
      container.payloads.contains(where: { $0.kind == .c2pa })
    {
      throw .contentCredentialsPresent
    }
    // A file that ends too early would be made to look whole, or its parts would be misplaced.
    // Values of TIFF fields that lie outside the file are no part of its structure.
    if let fault = container.diagnostics.first(where: {
      $0.code == .truncated || ($0.code == .overrun && container.format != .tiff)
    }) {
      throw .unreadable(fault)
    }
    return container
  }

  func editing(_ packet: EmbeddedPayload) throws(LabelingError) -> XMPEditor {
    do {
      // An item that was emptied is as good as none.
      let isBlank = packet.data.bytes.allSatisfy { $0 <= 0x20 }
      return try XMPEditor(isBlank ? nil : packet.data, limits: limits)
    } catch {
      throw .unreadable(error)
    }
  }

  private func newPacket(
    _ assignments: [XMPEditor.Assignment]
  ) throws(LabelingError) -> XMPEditor {
    do {
      var editor = try XMPEditor(limits: limits)
      try editor.set(assignments)
      return editor
    } catch {
      throw .unreadable(error)
    }
  }

  /// Puts the changed packet where the old one was.
  func replace(
    _ payload: EmbeddedPayload, with editor: XMPEditor, in container: Container, _ file: [UInt8],
    _ patches: inout PatchList
  ) throws(LabelingError) {
    switch container.format {
    case .jpeg: try JPEGWriter(container, file).replace(payload, with: editor, &patches)
    case .png: try PNGWriter(container, file).replace(payload, with: editor.bytes, &patches)
    case .webp: try WebPWriter(container, file).replace(payload, with: editor.bytes, &patches)
    case .tiff: try TIFFWriter(container, file).write(editor.bytes, &patches)
    case .heif, .avif:
      try HEIFWriter(container, file).replace(payload, with: editor.bytes, &patches)
    case .gif: try GIFWriter(container, file).replace(payload, with: editor.bytes, &patches)
    case .svg, .jxl, .bmp, .jp2, .psd, .ico: throw noPlace(container.format)
    }
  }

  private func insert(
    _ packet: [UInt8], into container: Container, _ file: [UInt8], _ patches: inout PatchList
  ) throws(LabelingError) {
    switch container.format {
    case .jpeg: try JPEGWriter(container, file).insert(packet, &patches)
    case .png: try PNGWriter(container, file).insert(packet, &patches)
    case .webp: try WebPWriter(container, file).insert(packet, &patches)
    case .tiff: try TIFFWriter(container, file).write(packet, &patches)
    case .heif, .avif: try HEIFWriter(container, file).insert(packet, &patches)
    case .gif: try GIFWriter(container, file).insert(packet, &patches)
    case .svg, .jxl, .bmp, .jp2, .psd, .ico: throw noPlace(container.format)
    }
  }

  private func noPlace(_ format: ImageFormat) -> LabelingError {
    .needsSidecar(format: format, reason: "the format is not written")
  }

  /// Applies the patches and corrects what counts bytes elsewhere in the file.
  func finish(
    _ patches: PatchList, _ changes: [String], _ container: Container, _ file: [UInt8]
  ) throws(LabelingError) -> Result {
    var patches = patches
    switch container.format {
    case .jpeg: JPEGWriter(container, file).correctMultiPictureIndex(&patches)
    case .webp: try WebPWriter(container, file).correctSize(&patches)
    default: break
    }
    guard let bytes = patches.applied(to: file) else {
      throw .unreadable(ParsingError(.malformed, at: 0, in: "Overlapping parts"))
    }
    return Result(bytes: bytes, changes: changes, isChanged: bytes != file)
  }
}
