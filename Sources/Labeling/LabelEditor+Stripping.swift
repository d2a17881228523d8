import ByteReading
import Containers
import Metadata

extension LabelEditor {
  /// Takes private data out of a file and leaves everything else: labels, credits, pixels.
  ///
  /// Fields of EXIF are taken out of their directories and their bytes are overwritten with zeros
  /// where they stand, so no offset changes. EXIF that is stored packed (in a PNG text, say) is
  /// removed as a whole.
  ///
  /// - Parameters:
  ///   - kinds: What goes.
  ///   - file: All bytes of the file.
  ///   - textKeywords: Keys of PNG texts that go as prompts, beside
  ///     ``PrivateData/promptKeywords``; used only with ``PrivateData/prompts``.
  ///   - exifTags: Further EXIF fields that go with ``PrivateData/prompts``, for generators that
  ///     keep prompts in ImageDescription, Make or Model.
  ///   - takesComments: Whether comments of JPEG and GIF files go with ``PrivateData/prompts``.
  /// - Throws: ``LabelingError``.
  public func stripPrivate(
    _ kinds: Set<PrivateData>, from file: [UInt8], textKeywords: Set<String> = [],
    exifTags: Set<UInt16> = [], takesComments: Bool = false
  ) throws(LabelingError) -> Result {
    // XMP first and the rest on what came out: in a TIFF file both change the same directory.
    var result = try stripXMP(kinds, from: file)
    let rest = try stripFields(
      kinds, from: result.bytes, textKeywords: textKeywords, exifTags: exifTags,
      takesComments: takesComments)
    result.bytes = rest.bytes
    result.changes += rest.changes
    result.isChanged = result.bytes != file
    return result
  }

  /// Takes private data out of a sidecar.
  ///
  /// - Throws: ``LabelingError/unreadable(_:)`` when it cannot be read.
  public func stripPrivate(
    _ kinds: Set<PrivateData>, fromSidecar bytes: [UInt8]
  ) throws(LabelingError) -> Result {
    let editor: XMPEditor
    do { editor = try XMPEditor(ByteView(bytes), limits: limits) } catch {
      throw .unreadable(error)
    }
    guard let clean = try cleaned(editor, of: kinds) else {
      return Result(bytes: bytes, changes: [], isChanged: false)
    }
    return Result(bytes: clean.bytes, changes: ["Sidecar cleaned"], isChanged: true)
  }

  /// The packet without private data; nil when it holds none.
  private func cleaned(
    _ editor: XMPEditor, of kinds: Set<PrivateData>
  ) throws(LabelingError) -> XMPEditor? {
    // A place that is shown goes as a whole where it holds a position.
    let located =
      kinds.contains(.position)
      ? Set(
        XMPPacket(ByteView(editor.bytes), limits: limits).properties.filter {
          $0.namespace == XMPNamespace.iptcExtension && $0.name.hasPrefix("Location")
            && $0.path.contains("exif:GPS")
        }.map(\.name)) : []
    var editor = editor
    do {
      let isChanged = try editor.remove { namespace, name in
        kinds.contains { $0.matchesXMP(namespace, name) }
          || (namespace == XMPNamespace.iptcExtension && located.contains(name))
      }
      return isChanged ? editor : nil
    } catch {
      throw .unreadable(error)
    }
  }

  private func stripXMP(
    _ kinds: Set<PrivateData>, from file: [UInt8]
  ) throws(LabelingError) -> Result {
    let container = try read(file)
    var patches = PatchList()
    var changes: [String] = []
    for payload in container.payloads(of: .xmp) {
      guard let editor = try cleaned(try editing(payload), of: kinds) else { continue }
      try replace(payload, with: editor, in: container, file, &patches)
      changes.append("XMP in \(payload.carrier) cleaned")
    }
    return try finish(patches, changes, container, file)
  }

  private func stripFields(
    _ kinds: Set<PrivateData>, from file: [UInt8], textKeywords: Set<String>,
    exifTags: Set<UInt16>, takesComments: Bool
  ) throws(LabelingError) -> Result {
    let container = try read(file)
    let ordered = kinds.sorted { $0.rawValue < $1.rawValue }
    var patches = PatchList()
    var changes: [String] = []
    for payload in container.payloads {
      switch payload.kind {
      case .exif:
        guard
          try stripEXIF(payload, ordered, exifTags, in: container, file, &patches)
        else { continue }
        changes.append("EXIF in \(payload.carrier) cleaned")
      case .text where kinds.contains(.prompts):
        let keyword = payload.keyword ?? ""
        guard PrivateData.promptKeywords.contains(keyword) || textKeywords.contains(keyword),
          let carrier = payload.carrierRanges.first
        else { continue }
        patches.replace(carrier, with: [])
        changes.append("Text \(keyword) removed")
      case .comment where takesComments && kinds.contains(.prompts):
        guard let carrier = payload.carrierRanges.first else { continue }
        patches.replace(carrier, with: [])
        changes.append("Comment removed")
      default: break
      }
    }
    return try finish(patches, changes, container, file)
  }

  private func stripEXIF(
    _ payload: EmbeddedPayload, _ kinds: [PrivateData], _ tags: Set<UInt16>,
    in container: Container, _ file: [UInt8], _ patches: inout PatchList
  ) throws(LabelingError) -> Bool {
    guard payload.pieces == [payload.data.rangeInFile] else {
      // Packed or split: see whether there is anything, and then take it out whole.
      var copy = EXIFStripper(payload.data.bytes, limits: limits)
      guard copy.strip(kinds, tags), let carrier = payload.carrierRanges.first else { return false }
      guard container.format == .png, payload.carrierRanges.count == 1 else {
        throw .needsSidecar(
          format: container.format, reason: "its EXIF is in pieces and cannot be cleaned")
      }
      patches.replace(carrier, with: [])
      return true
    }
    var stripper = EXIFStripper(payload.data.bytes, limits: limits)
    guard stripper.strip(kinds, tags) else { return false }
    let range = payload.data.rangeInFile
    if container.format == .png, let carrier = payload.carrierRanges.first,
      let element = container.elements.first(where: { $0.range == carrier })
    {
      // The checksum covers the content, prefix and all.
      let prefix = file[element.contentRange.lowerBound..<range.lowerBound]
      patches.replace(carrier, with: PNGWriter.chunk(element.name, prefix + stripper.bytes))
    } else {
      // Only what differs, so that XMP in the same file may be replaced too.
      for change in stripper.changes {
        patches.replace(
          (range.lowerBound + change.lowerBound)..<(range.lowerBound + change.upperBound),
          with: Array(stripper.bytes[change]))
      }
    }
    return true
  }
}
