import ByteReading

/// Application segments whose data is put together only when all of them were seen.
struct JPEGSegments {
  /// Extended XMP by its GUID, in the order the GUIDs came.
  var extensions: [(guid: String, fullLength: Int, parts: [(offset: Int, piece: PayloadPiece)])] =
    []
  /// ICC chunks with their numbers.
  var icc: [(sequence: UInt8, total: UInt8, piece: PayloadPiece)] = []
  /// JUMBF boxes in the order they began.
  var boxes: [JUMBFBox] = []
  /// The latest of them by instance and header.
  var latestBox: [BoxKey: Int] = [:]
  /// Photoshop resources of all APP13 segments.
  var photoshop: [PayloadPiece] = []
  /// The EXIF structure, which a few cameras split.
  var exif: [[PayloadPiece]] = []

  /// What tells the boxes of a file apart.
  struct BoxKey: Hashable {
    var instance: UInt16
    var header: [UInt8]
  }

  /// A JUMBF box in APP11 segments.
  struct JUMBFBox {
    var lastSequence: UInt32
    var pieces: [PayloadPiece]
  }
}

extension ContainerBuilder {
  private static let xmpSignature: StaticString = "http://ns.adobe.com/xap/1.0/\0"
  private static let extensionSignature: StaticString = "http://ns.adobe.com/xmp/extension/\0"

  /// Sorts one application segment in.
  mutating func readApplicationSegment(
    _ marker: UInt8, content: ByteView, carrier: Range<Int>, _ segments: inout JPEGSegments
  ) {
    func piece(_ headerCount: Int) -> PayloadPiece {
      PayloadPiece(data: content.suffix(from: headerCount), carrier: carrier)
    }
    let name = JPEGMarker.name(marker)
    switch marker {
    case 0xE1 where content.starts(with: "Exif\0"):
      let data = piece(6)
      let isStart = data.data.starts(with: "II") || data.data.starts(with: "MM")
      if !isStart, !segments.exif.isEmpty {
        segments.exif[segments.exif.count - 1].append(data)
      } else {
        segments.exif.append([data])
      }
      return
    case 0xE1 where content.starts(with: Self.xmpSignature):
      let part = piece(Self.xmpSignature.utf8CodeUnitCount)
      add(.xmp, carrier: name, data: part.data, carrierRange: carrier)
      return
    case 0xE1 where content.starts(with: Self.extensionSignature):
      if readExtension(content, carrier: carrier, &segments) { return }
    case 0xE2 where content.starts(with: "ICC_PROFILE\0"):
      if let sequence = content[12], let total = content[13] {
        segments.icc.append((sequence, total, piece(14)))
        return
      }
    case 0xE2 where content.starts(with: "MPF\0"):
      add(.mpf, carrier: name, data: piece(4).data, carrierRange: carrier)
      return
    case 0xEB where content.starts(with: "JP"):
      if readJUMBFSegment(content, carrier: carrier, &segments) { return }
    case 0xED where content.starts(with: "Photoshop 3.0\0"):
      segments.photoshop.append(piece(14))
      return
    case 0xED where content.starts(with: "Adobe_Photoshop2.5:"):
      segments.photoshop.append(piece(19))
      return
    case 0xEE where content.starts(with: "Adobe"):
      if let transform = content[11] { container.jpeg?.adobeTransform = transform }
    default: break
    }
    add(
      .application, carrier: name, keyword: Self.identifier(of: content), data: content,
      carrierRange: carrier)
  }

  /// The name an application segment starts with: printable ASCII up to a zero byte or another
  /// separator.
  private static func identifier(of content: ByteView) -> String {
    var name = ""
    for index in 0..<min(content.count, 64) {
      guard let byte = content[index], (0x20...0x7E).contains(byte), byte != 0x7B else { break }
      name.unicodeScalars.append(Unicode.Scalar(byte))
    }
    return name
  }

  /// Notes one part of extended XMP: GUID, full length, offset, data.
  ///
  /// - Reference: XMP Specification Part 3 (2016) §1.1.3.1.
  private mutating func readExtension(
    _ content: ByteView, carrier: Range<Int>, _ segments: inout JPEGSegments
  ) -> Bool {
    var reader = ByteReader(content)
    guard (try? reader.skip(Self.extensionSignature.utf8CodeUnitCount)) != nil,
      let guid = try? reader.take(32), let fullLength = try? reader.uint32(),
      let offset = try? reader.uint32()
    else {
      note(.truncated, at: content.offsetInFile - file.offsetInFile, in: "Extended XMP")
      return false
    }
    let part = (
      offset: Int(offset), piece: PayloadPiece(data: reader.takeRemaining(), carrier: carrier)
    )
    if let index = segments.extensions.firstIndex(where: { $0.guid == guid.latin1 }) {
      segments.extensions[index].parts.append(part)
    } else if segments.extensions.count < limits.nesting {
      segments.extensions.append((guid.latin1, Int(fullLength), [part]))
    } else {
      note(
        .limitExceeded(.count, requested: segments.extensions.count + 1),
        at: content.offsetInFile - file.offsetInFile, in: "Extended XMP")
    }
    return true
  }

  /// Notes one segment of a JUMBF box: `JP`, instance, sequence, LBox, TBox, data.
  ///
  /// - Reference: ISO/IEC 19566-5:2023 §D.2.
  private mutating func readJUMBFSegment(
    _ content: ByteView, carrier: Range<Int>, _ segments: inout JPEGSegments
  ) -> Bool {
    var reader = ByteReader(content)
    guard (try? reader.skip(2)) != nil, let instance = try? reader.uint16(),
      let sequence = try? reader.uint32(), let length = try? reader.uint32(),
      (try? reader.skip(4)) != nil
    else {
      note(.truncated, at: content.offsetInFile - file.offsetInFile, in: "JPEG segment APP11")
      return false
    }
    let headerCount = length == 1 ? 16 : 8
    guard let header = content.slice(at: 8, count: headerCount) else {
      note(.truncated, at: content.offsetInFile - file.offsetInFile, in: "JPEG segment APP11")
      return false
    }
    let position = content.offsetInFile - file.offsetInFile
    let key = JPEGSegments.BoxKey(instance: instance, header: header.bytes)
    if sequence > 1, let index = segments.latestBox[key] {
      if segments.boxes[index].lastSequence &+ 1 != sequence {
        note(
          .valueOutOfRange, at: position, in: "Sequence number of an APP11 segment",
          clause: "ISO/IEC 19566-5:2023 §D.2")
      }
      if let last = segments.boxes[index].pieces.last, last.carrier.upperBound != carrier.lowerBound
      {
        note(
          .malformed, at: position, in: "Run of APP11 segments", clause: "C2PA 2.2 §A.3.1")
      }
      segments.boxes[index].lastSequence = sequence
      segments.boxes[index].pieces.append(
        PayloadPiece(data: content.suffix(from: 8 + headerCount), carrier: carrier))
      return true
    }
    if sequence > 1 {
      note(
        .valueOutOfRange, at: position, in: "Sequence number of an APP11 segment",
        clause: "ISO/IEC 19566-5:2023 §D.2")
    }
    segments.latestBox[key] = segments.boxes.count
    segments.boxes.append(
      JPEGSegments.JUMBFBox(
        lastSequence: sequence,
        pieces: [PayloadPiece(data: content.suffix(from: 8), carrier: carrier)]))
    return true
  }

  /// Puts together what was split.
  mutating func finish(_ segments: inout JPEGSegments) {
    for pieces in segments.exif { add(.exif, carrier: "APP1", pieces: pieces) }
    for entry in segments.extensions { addExtension(entry.parts, fullLength: entry.fullLength) }
    addICC(segments.icc)
    for box in segments.boxes {
      guard let data = joined(box.pieces, in: "APP11") else { continue }
      if data.count < JUMBFHeader.declaredLength(data) {
        note(.truncated, at: box.pieces[0].data.offsetInFile - file.offsetInFile, in: "JUMBF box")
      }
      add(
        JUMBFHeader.kind(of: data), carrier: "APP11", unpacked: data,
        pieces: box.pieces.map(\.data.rangeInFile), carrierRanges: box.pieces.map(\.carrier))
    }
    if !segments.photoshop.isEmpty { addPhotoshop(segments.photoshop, carrier: "APP13") }
  }

  private mutating func addExtension(
    _ parts: [(offset: Int, piece: PayloadPiece)], fullLength: Int
  ) {
    var ordered: [PayloadPiece] = []
    var length = 0
    for part in parts.sorted(by: { $0.offset < $1.offset }) {
      let position = part.piece.data.offsetInFile - file.offsetInFile
      if part.offset < length {
        note(.malformed, at: position, in: "Extended XMP", clause: "XMP Part 3 §1.1.3.1")
        continue
      }
      guard part.offset == length else { break }
      ordered.append(part.piece)
      length += part.piece.data.count
    }
    if length != fullLength, let first = parts.first {
      note(
        length < fullLength ? .truncated : .malformed,
        at: first.piece.data.offsetInFile - file.offsetInFile, in: "Extended XMP",
        clause: "XMP Part 3 §1.1.3.1")
    }
    if !ordered.isEmpty { add(.extendedXMP, carrier: "APP1", pieces: ordered) }
  }

  private mutating func addICC(_ chunks: [(sequence: UInt8, total: UInt8, piece: PayloadPiece)]) {
    guard let first = chunks.first else { return }
    let ordered = chunks.sorted { $0.sequence < $1.sequence }
    let isWhole =
      ordered.count == Int(first.total)
      && ordered.enumerated().allSatisfy { Int($0.element.sequence) == $0.offset + 1 }
    if !isWhole {
      note(
        .malformed, at: first.piece.data.offsetInFile - file.offsetInFile,
        in: "Numbering of the ICC profile's segments", clause: "ICC.1:2022 §B.4")
    }
    add(.icc, carrier: "APP2", keyword: nil, pieces: ordered.map(\.piece))
  }

  /// Adds Photoshop image resources, and the IPTC datasets and other data among them.
  ///
  /// - Reference: Adobe Photoshop File Formats Specification (2019), "Image Resource Blocks".
  mutating func addPhotoshop(_ pieces: [PayloadPiece], carrier: String) {
    guard let data = joined(pieces, in: carrier) else { return }
    add(
      .photoshopResources, carrier: carrier, unpacked: data,
      pieces: pieces.map(\.data.rangeInFile), carrierRanges: pieces.map(\.carrier))
    var list = PhotoshopResources(data)
    while let resource = list.next() {
      guard admitPart(at: pieces[0].data.offsetInFile - file.offsetInFile, in: carrier) else {
        break
      }
      let kind: EmbeddedPayload.Kind
      switch resource.identifier {
      case 0x0404: kind = .iptc
      case 0x040F: kind = .icc
      case 0x0422, 0x0423: kind = .exif
      case 0x0424: kind = .xmp
      default: continue
      }
      guard let part = data.slice(resource.range), !part.isEmpty else { continue }
      let held = Self.pieces(pieces, holding: resource.range)
      add(
        kind, carrier: carrier, unpacked: part, pieces: held.map(\.data.rangeInFile),
        carrierRanges: held.map(\.carrier))
    }
    if let fault = list.fault {
      note(
        fault, at: pieces[0].data.offsetInFile - file.offsetInFile,
        in: "Photoshop image resources")
    }
  }
}
