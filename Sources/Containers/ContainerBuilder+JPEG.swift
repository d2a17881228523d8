import ByteReading
import Compression

/// The markers of JPEG by name.
///
/// - Reference: ITU-T T.81 (1992) Table B.1.
enum JPEGMarker {
  static func name(_ code: UInt8) -> String {
    switch code {
    case 0x01: "TEM"
    case 0xC4: "DHT"
    case 0xC8: "JPG"
    case 0xCC: "DAC"
    case 0xC0...0xCF: "SOF\(code - 0xC0)"
    case 0xD0...0xD7: "RST\(code - 0xD0)"
    case 0xD8: "SOI"
    case 0xD9: "EOI"
    case 0xDA: "SOS"
    case 0xDB: "DQT"
    case 0xDC: "DNL"
    case 0xDD: "DRI"
    case 0xDE: "DHP"
    case 0xDF: "EXP"
    case 0xE0...0xEF: "APP\(code - 0xE0)"
    case 0xF0...0xFD: "JPG\(code - 0xF0)"
    case 0xFE: "COM"
    default: "RES"
    }
  }

  static func isStandalone(_ code: UInt8) -> Bool {
    code == 0x01 || (0xD0...0xD9).contains(code)
  }

  static func isRestart(_ code: UInt8) -> Bool { (0xD0...0xD7).contains(code) }

  static func isFrame(_ code: UInt8) -> Bool {
    (0xC0...0xCF).contains(code) && code != 0xC4 && code != 0xC8 && code != 0xCC
  }
}

extension ContainerBuilder {
  /// Reads the segments of a JPEG file up to its end marker.
  ///
  /// The range of an `SOS` or `RSTn` part holds the entropy-coded data that follows it; so does
  /// their `children`, one part `ECS`. Fill bytes before a marker belong to no part.
  ///
  /// - Reference: ITU-T T.81 Annex B; JFIF 1.02; C2PA 2.2 §18.7.3.1 for the names.
  mutating func readJPEG() {
    var segments = JPEGSegments()
    var huffman = JPEGHuffmanTables()
    container.jpeg = JPEGFacts()
    append("SOI", 0..<2)
    var position = 2
    var end: Int?
    while end == nil {
      guard let marker = nextMarker(&position) else {
        note(.truncated, at: file.count, in: "JPEG without EOI", clause: "ITU-T T.81 §B.2.1")
        break
      }
      let name = JPEGMarker.name(marker)
      if JPEGMarker.isRestart(marker) {
        position = appendEntropy(name, from: position, header: position + 2)
        if remainingParts == 0 { break }
        continue
      }
      if JPEGMarker.isStandalone(marker) {
        if !append(name, position..<(position + 2), content: (position + 2)..<(position + 2)) {
          break
        }
        position += 2
        if marker == 0xD9 { end = position }
        continue
      }
      guard let segment = readSegment(at: position, name: name) else { break }
      if marker == 0xDA {
        container.jpeg?.scanCount += 1
        position = appendEntropy(name, from: position, header: segment.content.upperBound)
        if remainingParts == 0 { break }
        continue
      }
      guard append(name, segment.range, content: segment.content) else { break }
      let content = file.slice(segment.content) ?? ByteView([])
      readJPEGSegment(
        marker, content: content, carrier: inFile(segment.range), &segments, &huffman)
      position = segment.range.upperBound
    }
    if var facts = container.jpeg {
      facts.usesStandardHuffmanTables = huffman.areAllStandard
      facts.estimatedQuality = facts.qualityOfNearestIJGTable()
      container.jpeg = facts
    }
    finish(&segments)
    if let end { addTrailer(from: end) }
  }

  /// The marker at or after `position`, which is moved to its `FF`; nil at the end of the file.
  private mutating func nextMarker(_ position: inout Int) -> UInt8? {
    var hasNoted = false
    while true {
      guard let found = firstIndex(of: 0xFF, in: file, from: position) else { return nil }
      if found > position, !hasNoted {
        hasNoted = true
        note(.malformed, at: position, in: "JPEG between segments", clause: "ITU-T T.81 §B.1.1.2")
      }
      guard let code = file[found + 1] else { return nil }
      if code == 0xFF {
        position = found + 1
        continue
      }
      if code == 0 {
        if !hasNoted {
          hasNoted = true
          note(.malformed, at: found, in: "JPEG between segments", clause: "ITU-T T.81 §B.1.1.2")
        }
        position = found + 2
        continue
      }
      position = found
      return code
    }
  }

  /// The ranges of the segment at `position`; a segment that is cut short ends with the file.
  private mutating func readSegment(
    at position: Int, name: String
  ) -> (range: Range<Int>, content: Range<Int>)? {
    var reader = ByteReader(file)
    guard (try? reader.seek(to: position + 2)) != nil, let length = try? reader.uint16() else {
      note(.truncated, at: position, in: "JPEG segment \(name)")
      append(name, position..<file.count)
      return nil
    }
    guard length >= 2 else {
      note(
        .valueOutOfRange, at: position + 2, in: "JPEG segment \(name)",
        clause: "ITU-T T.81 §B.1.1.4")
      return (position..<(position + 4), (position + 4)..<(position + 4))
    }
    let declared = position + 2 + Int(length)
    if declared > file.count { note(.truncated, at: position, in: "JPEG segment \(name)") }
    let end = min(declared, file.count)
    return (position..<end, (position + 4)..<max(end, position + 4))
  }

  /// Appends a part that entropy-coded data follows, and returns where that data ends.
  private mutating func appendEntropy(_ name: String, from start: Int, header: Int) -> Int {
    var position = min(header, file.count)
    let dataStart = position
    while true {
      guard let found = firstIndex(of: 0xFF, in: file, from: position) else {
        position = file.count
        break
      }
      guard let code = file[found + 1] else {
        position = file.count
        break
      }
      if code == 0 {
        position = found + 2
      } else if code == 0xFF {
        position = found + 1
      } else {
        position = found
        break
      }
    }
    let range = start..<max(position, start)
    let content = min(start + (name == "SOS" ? 4 : 2), dataStart)..<dataStart
    append(
      name, range, content: content,
      children: dataStart < position
        ? [
          ContainerElement(
            name: "ECS", range: inFile(dataStart..<position),
            contentRange: inFile(dataStart..<position))
        ] : [])
    return position
  }

  /// Looks into one segment that is no scan.
  private mutating func readJPEGSegment(
    _ marker: UInt8, content: ByteView, carrier: Range<Int>, _ segments: inout JPEGSegments,
    _ huffman: inout JPEGHuffmanTables
  ) {
    switch marker {
    case 0xC4: huffman.read(content)
    case 0xDB: readQuantizationTables(content)
    case 0xDD:
      var reader = ByteReader(content)
      if let interval = try? reader.uint16() { container.jpeg?.restartInterval = Int(interval) }
    case 0xDC:
      var reader = ByteReader(content)
      if container.height == 0, let lines = try? reader.uint16() { container.height = Int(lines) }
    case 0xFE:
      add(.comment, carrier: "COM", data: content, carrierRange: carrier)
    case 0xE0...0xEF:
      readApplicationSegment(marker, content: content, carrier: carrier, &segments)
    default:
      if JPEGMarker.isFrame(marker) || marker == 0xF7 { readFrame(marker, content) }
    }
  }

  private mutating func readFrame(_ marker: UInt8, _ content: ByteView) {
    guard container.width == nil else { return }
    var reader = ByteReader(content)
    guard (try? reader.skip(1)) != nil, let height = try? reader.uint16(),
      let width = try? reader.uint16(), let count = try? reader.uint8()
    else {
      note(.truncated, at: content.offsetInFile - file.offsetInFile, in: "JPEG frame header")
      return
    }
    container.width = Int(width)
    container.height = Int(height)
    var factors: [JPEGFacts.SamplingFactor] = []
    for _ in 0..<count {
      guard let identifier = try? reader.uint8(), let sampling = try? reader.uint8(),
        (try? reader.skip(1)) != nil
      else { break }
      factors.append(
        JPEGFacts.SamplingFactor(
          component: identifier, horizontal: Int(sampling >> 4), vertical: Int(sampling & 15)))
    }
    container.jpeg?.frameMarker = marker
    container.jpeg?.samplingFactors = factors
  }

  private mutating func readQuantizationTables(_ content: ByteView) {
    var reader = ByteReader(content)
    while let head = try? reader.uint8() {
      var table: [UInt16] = []
      for _ in 0..<64 {
        let value = head >> 4 == 0 ? (try? reader.uint8()).map(UInt16.init) : try? reader.uint16()
        guard let value else { break }
        table.append(value)
      }
      guard table.count == 64 else {
        note(
          .truncated, at: content.offsetInFile - file.offsetInFile, in: "JPEG quantization table")
        return
      }
      // Of several tables in a slot the first is kept: it is the one that the first scan uses.
      if container.jpeg?.quantizationTables[Int(head & 15)] == nil {
        container.jpeg?.quantizationTables[Int(head & 15)] = table
      }
    }
  }
}
