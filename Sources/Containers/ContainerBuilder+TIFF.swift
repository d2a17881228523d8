import ByteReading

extension ContainerBuilder {
  /// Reads the directories of a TIFF or DNG file.
  ///
  /// The header is a part `TIFh`. A directory is a part whose children are its entries, named by
  /// the decimal number of their tag as C2PA 2.2 §18.7.3.3 names them; `range` of an entry is the
  /// entry itself, `contentRange` is where its value lies. The EXIF payload of a TIFF is the file.
  mutating func readTIFF() {
    let structure: TIFFStructure
    do {
      structure = try TIFFStructure(file, limits: limits)
    } catch {
      note(error)
      return
    }
    append("TIFh", 0..<min(structure.isBig ? 16 : 8, file.count))
    for fault in structure.diagnostics { note(fault) }
    for directory in structure.directories {
      container.elements.append(element(of: directory, depth: 0))
    }
    let all = structure.allDirectories
    readDimensions(all)
    guard let first = structure.directories.first else { return }
    if all.contains(where: { $0.entry(50706) != nil }) { container.mediaType = "image/x-adobe-dng" }
    container.payloads.append(
      EmbeddedPayload(
        kind: .exif, carrier: "TIFF", pieces: [file.rangeInFile],
        carrierRanges: [first.range], data: file))
    for directory in all { readTIFFPayloads(directory) }
  }

  private mutating func element(
    of directory: TIFFStructure.Directory, depth: Int
  ) -> ContainerElement {
    var children: [ContainerElement] = []
    for entry in directory.entries {
      guard admitPart(at: entry.range.lowerBound - file.offsetInFile, in: directory.name) else {
        break
      }
      children.append(
        ContainerElement(
          name: "\(entry.tag)", range: entry.range, contentRange: entry.value.rangeInFile))
    }
    for child in directory.children { children.append(element(of: child, depth: depth + 1)) }
    return ContainerElement(
      name: directory.name, range: directory.range, contentRange: directory.range,
      children: children)
  }

  /// Takes the size of the first full-resolution image, or of the first one at all.
  private mutating func readDimensions(_ directories: [TIFFStructure.Directory]) {
    var fallback: (Int, Int)?
    for directory in directories {
      guard let width = directory.entry(256)?.number, let height = directory.entry(257)?.number
      else { continue }
      if fallback == nil { fallback = (width, height) }
      // NewSubfileType: bit 0 marks a reduced image, bit 2 a mask.
      if (directory.entry(254)?.number ?? 0) & 0b101 == 0 {
        (container.width, container.height) = (width, height)
        return
      }
    }
    if let fallback { (container.width, container.height) = fallback }
  }

  private mutating func readTIFFPayloads(_ directory: TIFFStructure.Directory) {
    for entry in directory.entries where !entry.value.isEmpty {
      switch entry.tag {
      case 700:
        add(.xmp, carrier: directory.name, data: entry.value, carrierRange: entry.range)
      case 33723:
        // Written as LONG by many programs, whose count then pads with zero bytes.
        add(.iptc, carrier: directory.name, data: entry.value, carrierRange: entry.range)
      case 34377:
        addPhotoshop(
          [PayloadPiece(data: entry.value, carrier: entry.range)], carrier: directory.name)
      case 34675:
        add(.icc, carrier: directory.name, data: entry.value, carrierRange: entry.range)
      case 52545:
        add(.c2pa, carrier: directory.name, data: entry.value, carrierRange: entry.range)
      default: break
      }
    }
  }
}
