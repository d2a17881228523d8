public import ByteReading

extension ImageFormat {
  /// The format that the first bytes of a file show; nil when they show none that is known.
  ///
  /// The name of a file is never asked: real files lie.
  public init?(sniffing file: ByteView) {
    if file.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if file.starts(with: PNGSignature.bytes) {
      self = .png
    } else if file.starts(with: "RIFF") && file.has("WEBP", at: 8) {
      self = .webp
    } else if file.starts(with: "GIF87a") || file.starts(with: "GIF89a") {
      self = .gif
    } else if file.starts(with: [0x49, 0x49, 0x2A, 0]) || file.starts(with: [0x4D, 0x4D, 0, 0x2A])
      || file.starts(with: [0x49, 0x49, 0x2B, 0]) || file.starts(with: [0x4D, 0x4D, 0, 0x2B])
    {
      self = .tiff
    } else if file.starts(with: [0xFF, 0x0A]) || file.starts(with: JXLSignature.bytes) {
      self = .jxl
    } else if file.starts(with: JPEG2000Signature.bytes) {
      self = .jp2
    } else if file.starts(with: [0x38, 0x42, 0x50, 0x53, 0, 1])
      || file.starts(with: [0x38, 0x42, 0x50, 0x53, 0, 2])
    {
      self = .psd
    } else if let brands = FileTypeBox(startOf: file) {
      guard let format = brands.format else { return nil }
      self = format
    } else if file.starts(with: "BM"), BitmapHeader(file) != nil {
      self = .bmp
    } else if IconDirectory(file) != nil {
      self = .ico
    } else if SVGSniffer.isSVG(file) {
      self = .svg
    } else {
      return nil
    }
  }
}

/// The first eight bytes of a PNG file.
///
/// - Reference: PNG (Third Edition) §5.2.
enum PNGSignature {
  static let bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
}

/// The signature box of a JPEG XL container.
///
/// - Reference: ISO/IEC 18181-2:2024 §9.1.
enum JXLSignature {
  static let bytes: [UInt8] = [0, 0, 0, 0x0C, 0x4A, 0x58, 0x4C, 0x20, 0x0D, 0x0A, 0x87, 0x0A]
}

/// The brands of an ISO base media file.
///
/// - Reference: ISO/IEC 14496-12:2022 §4.3; ISO/IEC 23008-12:2022 §10.2; AVIF 1.1 §6.
struct FileTypeBox {
  var major: FourCC
  var compatible: [FourCC]

  private static let avif: Set<FourCC> = ["avif", "avis", "avio"]
  private static let heif: Set<FourCC> = [
    "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "mif2", "mif3", "msf1",
    "miaf", "avci", "avcs", "vvic", "jpeg", "j2ki", "unif", "1pic", "MiHB", "MiHE", "MiPr", "tmap",
  ]

  /// Reads the `ftyp` box that a file starts with; nil when it starts with something else.
  init?(startOf file: ByteView) {
    var reader = ByteReader(file)
    guard let size = try? reader.uint32(), (try? reader.fourCC()) == "ftyp" else { return nil }
    var content = reader
    if size == 1 { _ = try? content.uint64() }
    guard let major = try? content.fourCC(), (try? content.skip(4)) != nil else { return nil }
    self.major = major
    compatible = []
    let end = size >= 16 ? min(Int(size), file.count) : min(file.count, 64)
    while content.position + 4 <= end, compatible.count < 64,
      let brand = try? content.fourCC()
    {
      compatible.append(brand)
    }
  }

  /// The format the brands stand for; nil for films and everything else.
  var format: ImageFormat? {
    if Self.avif.contains(major) { return .avif }
    let isNeutral = major == "mif1" || major == "miaf" || major == "mif2" || major == "msf1"
    if isNeutral && compatible.contains(where: Self.avif.contains) { return .avif }
    if Self.heif.contains(major) { return .heif }
    if compatible.contains(where: Self.avif.contains) { return .avif }
    return compatible.contains(where: Self.heif.contains) ? .heif : nil
  }

  /// The media type that fits best.
  var mediaType: String? {
    switch format {
    case .avif: "image/avif"
    case .heif:
      switch major {
      case "heic", "heix", "heim", "heis": "image/heic"
      case "hevc", "hevx", "hevm", "hevs": "image/heic-sequence"
      case "msf1": "image/heif-sequence"
      default: "image/heif"
      }
    default: nil
    }
  }
}

/// Tells an SVG document from other text.
enum SVGSniffer {
  /// Whether the root element of the text is `svg`, as far as its first 64 KiB tell.
  static func isSVG(_ file: ByteView) -> Bool {
    let start = file.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard let head = file.slice(start..<min(file.count, start + (1 << 16))) else { return false }
    // Cheap refusal of everything that is no markup, before a scanner looks.
    guard let first = head.slice.first(where: { !XMLScanner.isSpace($0) }), first == 0x3C else {
      return false
    }
    var scanner = XMLScanner(head)
    while let token = scanner.next() {
      guard case .start(let tag) = token else { continue }
      return tag.localName == "svg"
    }
    return false
  }
}
