public import ByteReading
public import Containers

/// All metadata of one file: each block as its own reader sees it, and one flat list of fields.
///
/// ```swift
/// let record = MetadataRecord(container)
/// for field in record.fields(at: "png.text.parameters") { print(field.value) }
/// ```
public struct MetadataRecord: Sendable {
  /// A block with the payload it was read from.
  public struct Block<Content: Sendable>: Sendable {
    /// Where it stands.
    public var payload: EmbeddedPayload
    /// What it holds.
    public var content: Content
  }

  /// The EXIF structures, in file order.
  public private(set) var exif: [Block<EXIFBlock>] = []
  /// The XMP packets, extended XMP among them, in file order.
  public private(set) var xmp: [Block<XMPPacket>] = []
  /// The IPTC blocks, in file order.
  public private(set) var iptc: [Block<IPTCDatasets>] = []
  /// The maker notes of the EXIF structures.
  public private(set) var makerNotes: [MakerNote] = []
  /// Everything as fields, in file order of the blocks.
  public private(set) var fields: [MetadataField] = []
  /// What could not be read.
  public private(set) var diagnostics: [ParsingError] = []
  private let limits: ParsingLimits
  /// How many blocks, and bytes in them, may still be read. Blocks may overlap in the file.
  private var remainingBlocks = 1000
  private var remainingBytes: Int
  /// How many bytes of text may still be read from EXIF structures, all of them together.
  private var remainingText: Int

  /// Reads the metadata of a container.
  ///
  /// - Parameters:
  ///   - container: The file.
  ///   - limits: How much it may ask for.
  public init(_ container: Container, limits: ParsingLimits = ParsingLimits()) {
    self.limits = limits
    remainingBytes = limits.payloadSize
    remainingText = EXIFBlock.textAllowance(limits)
    for payload in container.payloads {
      switch payload.kind {
      case .exif, .xmp, .extendedXMP, .iptc, .photoshopResources, .icc, .samsungTrailer:
        // The EXIF of a TIFF is the whole file, of which only the directories are read.
        let count = payload.carrier == "TIFF" ? 0 : payload.data.count
        guard remainingBlocks > 0, count <= remainingBytes else {
          if remainingBlocks >= 0 {
            diagnostics.append(
              ParsingError(
                .limitExceeded(
                  remainingBlocks > 0 ? .totalMemory : .count, requested: payload.data.count),
                at: payload.rangeInFile.lowerBound, in: "Metadata"))
          }
          remainingBlocks = -1
          continue
        }
        remainingBlocks -= 1
        remainingBytes -= count
      default: break
      }
      read(payload, of: container.format)
    }
  }

  /// Adds the fields of an XMP sidecar, with the carrier "XMP sidecar" and ranges within it.
  public mutating func addSidecar(_ data: ByteView) {
    let packet = XMPPacket(data, limits: limits)
    diagnostics.append(contentsOf: packet.faults)
    for property in packet.properties {
      fields.append(
        MetadataField(
          path: "xmp.\(property.fieldPath)", value: property.value, detail: property.language,
          source: MetadataSource(carrier: "XMP sidecar", range: property.range)))
    }
  }

  /// The fields at exactly `path`, in file order.
  public func fields(at path: String) -> [MetadataField] { fields.filter { $0.path == path } }

  /// The value of the first field at `path`.
  public func value(at path: String) -> String? { fields.first { $0.path == path }?.value }

  /// Every digital source type that XMP declares, in file order.
  ///
  /// Read are IPTC's property, its misspelling `DigitalSourceFileType` by Google and its
  /// predecessor `DigitalSourcefileType`, and schema.org's `digitalSourceType`.
  public var digitalSourceTypes: [(type: DigitalSourceType, field: MetadataField)] {
    fields.compactMap { field in
      guard field.path.hasPrefix("xmp.") else { return nil }
      let name = field.path.split(separator: "/").last.map(String.init) ?? ""
      let local = name.split(separator: ":").last.map { $0.lowercased() } ?? ""
      guard local == "digitalsourcetype" || local == "digitalsourcefiletype",
        name.contains("Iptc4xmpExt:") || name.contains("schema:")
          || field.path.hasPrefix("xmp.Iptc4xmpExt:")
      else { return nil }
      let value = String(field.value.drop { $0.isWhitespace })
      guard !value.isEmpty else { return nil }
      return (DigitalSourceType(field.value), field)
    }
  }

  private mutating func read(_ payload: EmbeddedPayload, of format: ImageFormat) {
    let source = MetadataSource(carrier: payload.carrier, range: payload.rangeInFile)
    switch payload.kind {
    case .exif: readEXIF(payload, source)
    case .xmp, .extendedXMP: readXMP(payload, source)
    case .iptc: readIPTC(payload, source)
    case .text:
      add("png.text.\(payload.keyword ?? "")", payload.data, payload.language, source)
    case .comment:
      // PhotoStudio marks comments in UTF-16 as EXIF does.
      if payload.data.starts(with: "UNICODE\0") {
        let text = EXIFText.comment(payload.data, order: .big, isASCII: false)
        fields.append(
          MetadataField(path: "\(format.rawValue).comment", value: text, source: source))
      } else {
        add("\(format.rawValue).comment", payload.data, nil, source)
      }
    case .application:
      let path = payload.carrier == "21FF" ? "gif.app" : "jpeg.\(payload.carrier.lowercased())"
      add(path, payload.data, payload.keyword, source)
    case .samsungTrailer:
      add("trailer.sef.\(payload.keyword ?? "")", payload.data, nil, source)
    case .trailer: readTrailer(payload, source)
    case .photoshopResources: readPhotoshop(payload, source)
    case .icc: readICC(payload, source)
    case .c2pa, .jumbf, .mpf: break
    }
  }

  private mutating func add(
    _ path: String, _ data: ByteView, _ detail: String?, _ source: MetadataSource
  ) {
    var data = data
    if data.count > limits.textLength {
      diagnostics.append(
        ParsingError(
          .limitExceeded(.textLength, requested: data.count), at: data.offsetInFile, in: path))
      data = data.slice(at: 0, count: limits.textLength) ?? data
    }
    fields.append(
      MetadataField(
        path: path, value: EXIFText.withoutPadding(data).text, detail: detail, source: source))
  }

  /// The range of a part of a payload: exact where the payload is stored as is.
  private func range(
    _ part: Range<Int>, of payload: EmbeddedPayload, _ source: MetadataSource
  ) -> MetadataSource {
    guard payload.pieces == [payload.data.rangeInFile] else { return source }
    let start = payload.data.offsetInFile
    return MetadataSource(
      carrier: source.carrier,
      range: (start + part.lowerBound)..<min(start + part.upperBound, start + payload.data.count))
  }

  private mutating func readEXIF(_ payload: EmbeddedPayload, _ source: MetadataSource) {
    let block: EXIFBlock
    do {
      block = try EXIFBlock(payload.data, limits: limits, allowance: &remainingText)
    } catch {
      diagnostics.append(error)
      return
    }
    // The container has already noted what is wrong with the directories of a TIFF file.
    if payload.carrier != "TIFF" { diagnostics.append(contentsOf: block.faults) }
    let isInPlace = payload.pieces == [payload.data.rangeInFile]
    for entry in block.entries {
      // XMP, IPTC and the like in a TIFF directory are payloads of their own.
      guard ![700, 33723, 34377, 34675, 52545].contains(entry.tag) || entry.type == 2 else {
        continue
      }
      let value = entry.tag == 0x927C ? "\(entry.bytes.count) bytes" : entry.text
      fields.append(
        MetadataField(
          path: entry.isMain ? "exif.\(entry.name)" : "exif.\(entry.group).\(entry.name)",
          value: value, detail: entry.group,
          source: isInPlace
            ? MetadataSource(carrier: source.carrier, range: entry.range) : source))
    }
    if block.hasMakerNote {
      let note = MakerNote(of: block)
      makerNotes.append(note)
      for entry in note.entries {
        fields.append(
          MetadataField(
            path: "exif.MakerNote.\(entry.name)", value: entry.value, detail: "MakerNote",
            source: source))
      }
      if note.corruptionCount > 0 {
        diagnostics.append(
          ParsingError(.malformed, at: source.range.lowerBound, in: "EXIF maker note"))
      }
    }
    exif.append(Block(payload: payload, content: block))
  }

  private mutating func readXMP(_ payload: EmbeddedPayload, _ source: MetadataSource) {
    let packet = XMPPacket(payload.data, limits: limits)
    for var fault in packet.faults {
      if payload.pieces != [payload.data.rangeInFile] { fault.offset = source.range.lowerBound }
      diagnostics.append(fault)
    }
    for property in packet.properties {
      fields.append(
        MetadataField(
          path: "xmp.\(property.fieldPath)", value: property.value, detail: property.language,
          source: range(property.range, of: payload, source)))
    }
    xmp.append(Block(payload: payload, content: packet))
  }

  private mutating func readIPTC(_ payload: EmbeddedPayload, _ source: MetadataSource) {
    let datasets = IPTCDatasets(payload.data, limits: limits)
    diagnostics.append(contentsOf: datasets.faults)
    let isInPlace = payload.pieces == [payload.data.rangeInFile]
    for dataset in datasets.datasets {
      fields.append(
        MetadataField(
          path: "iptc.\(dataset.record):\(dataset.number)", value: dataset.text,
          source: isInPlace
            ? MetadataSource(carrier: source.carrier, range: dataset.bytes.rangeInFile) : source))
    }
    iptc.append(Block(payload: payload, content: datasets))
  }

  /// A trailer is a field only where it is text: films and pictures behind an image are not.
  private mutating func readTrailer(_ payload: EmbeddedPayload, _ source: MetadataSource) {
    let head = payload.data.slice(at: 0, count: min(payload.data.count, 4096)) ?? payload.data
    let text = EXIFText.withoutPadding(head)
    guard !text.isEmpty, String(validating: text.slice, as: UTF8.self) != nil,
      !text.slice.contains(where: { $0 < 0x09 })
    else { return }
    add("trailer", payload.data, nil, source)
  }

  /// Resources that hold text: caption, URL, and the like.
  private mutating func readPhotoshop(_ payload: EmbeddedPayload, _ source: MetadataSource) {
    var resources = PhotoshopResources(payload.data)
    while let resource = resources.next() {
      guard [0x03F0, 0x040A, 0x040B].contains(resource.identifier),
        let data = payload.data.slice(resource.range)
      else { continue }
      let text = resource.identifier == 0x03F0 ? data.suffix(from: 1) : data
      fields.append(
        MetadataField(
          path: "photoshop.\(resource.identifier)", value: EXIFText.withoutPadding(text).text,
          source: range(resource.range, of: payload, source)))
    }
  }

  private mutating func readICC(_ payload: EmbeddedPayload, _ source: MetadataSource) {
    guard let description = ICCProfile.description(payload.data) else { return }
    fields.append(
      MetadataField(path: "icc.description", value: description, source: source))
  }
}
