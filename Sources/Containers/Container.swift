public import ByteReading

/// The structure of one image file: its parts in file order, and the payloads they carry.
///
/// Reading never stops at the first fault: what could be read is here, what could not is a
/// diagnostic with code and offset. Only a file of no known format makes `init` throw.
public struct Container: Sendable {
  /// The format, from the bytes.
  public var format: ImageFormat
  /// The media type; more exact than the format's where the bytes tell (`image/heic`, `image/apng`,
  /// `image/x-adobe-dng`).
  public var mediaType: String
  /// The number of columns the file declares; nil where it does not say.
  public var width: Int?
  /// The number of rows the file declares; nil where it does not say.
  public var height: Int?
  /// The parts of the file in file order: JPEG segments, PNG and RIFF chunks, BMFF boxes, TIFF
  /// directories, GIF blocks.
  public var elements: [ContainerElement]
  /// What the parts carry, in file order.
  public var payloads: [EmbeddedPayload]
  /// Facts of JPEG coding; nil for other formats.
  public var jpeg: JPEGFacts?
  /// What is odd or broken.
  public var diagnostics: [ParsingError]
  /// The range from the first to the last byte of the image proper; what follows is a trailer.
  public var imageRange: Range<Int>

  /// Creates a container from its parts.
  public init(
    format: ImageFormat, mediaType: String? = nil, width: Int? = nil, height: Int? = nil,
    elements: [ContainerElement] = [], payloads: [EmbeddedPayload] = [], jpeg: JPEGFacts? = nil,
    diagnostics: [ParsingError] = [], imageRange: Range<Int> = 0..<0
  ) {
    self.format = format
    self.mediaType = mediaType ?? format.mediaType
    self.width = width
    self.height = height
    self.elements = elements
    self.payloads = payloads
    self.jpeg = jpeg
    self.diagnostics = diagnostics
    self.imageRange = imageRange
  }

  /// The payloads of `kind`, in file order.
  public func payloads(of kind: EmbeddedPayload.Kind) -> [EmbeddedPayload] {
    payloads.filter { $0.kind == kind }
  }
}

/// One structural part of a file.
public struct ContainerElement: Sendable, Hashable {
  /// The part's name in the words of its standard: `APP1`, `SOS`, `IDAT`, `VP8X`, `meta`, `IFD0`.
  public var name: String
  /// All bytes of the part in the file, its header and checksum included.
  public var range: Range<Int>
  /// The bytes between header and checksum.
  public var contentRange: Range<Int>
  /// The parts inside, in file order; empty where there are none or they are not looked into.
  public var children: [ContainerElement]

  /// Creates a part.
  public init(
    name: String, range: Range<Int>, contentRange: Range<Int>, children: [ContainerElement] = []
  ) {
    self.name = name
    self.range = range
    self.contentRange = contentRange
    self.children = children
  }
}

/// Data that a part of the file carries and another reader understands.
public struct EmbeddedPayload: Sendable, Hashable {
  /// What the data is.
  public enum Kind: Sendable, Hashable {
    /// A TIFF structure with EXIF fields, without the `Exif\0\0` prefix.
    case exif
    /// An XMP packet: UTF-8 XML, without its carrier's prefix. JPEG extended XMP is reassembled
    /// into a payload of its own.
    case xmp
    /// Extended XMP of a JPEG, reassembled; belongs to the `.xmp` before it.
    case extendedXMP
    /// IPTC-IIM datasets.
    case iptc
    /// Photoshop image resources (8BIM blocks), among which `.iptc` was found.
    case photoshopResources
    /// An ICC profile, reassembled.
    case icc
    /// A C2PA manifest store: one JUMBF superbox (of JPEG and JPEG XL: reassembled).
    case c2pa
    /// A JUMBF superbox that is not a C2PA store.
    case jumbf
    /// A key and a text; `keyword` holds the key, `data` the text in UTF-8 (unpacked, converted).
    case text
    /// A comment without key (JPEG COM, GIF comment), as stored.
    case comment
    /// A multi-picture index (MPF).
    case mpf
    /// A segment of an application that has no kind of its own; `keyword` holds its identifier.
    case application
    /// What follows the end of the image.
    case trailer
    /// A Samsung SEF trailer entry; `keyword` holds its name.
    case samsungTrailer
  }

  /// What the data is.
  public var kind: Kind
  /// The part that carries it, in the words of its standard: `APP1`, `iTXt`, `eXIf`, `uuid`,
  /// `Exif item`, `IFD0`.
  public var carrier: String
  /// The key of a text, the identifier of an application segment, or the like.
  public var keyword: String?
  /// The language tag of an iTXt text; nil elsewhere.
  public var language: String?
  /// The bytes of the file that hold the data, in order: more than one when it is split over
  /// segments. They cover the data itself, not the headers of its carriers.
  public var pieces: [Range<Int>]
  /// The whole parts that carry the data, headers included; parallel to `pieces`.
  public var carrierRanges: [Range<Int>]
  /// The data, unpacked and reassembled. A view on the file where it is stored as is.
  public var data: ByteView

  /// Creates a payload.
  public init(
    kind: Kind, carrier: String, keyword: String? = nil, language: String? = nil,
    pieces: [Range<Int>], carrierRanges: [Range<Int>], data: ByteView
  ) {
    self.kind = kind
    self.carrier = carrier
    self.keyword = keyword
    self.language = language
    self.pieces = pieces
    self.carrierRanges = carrierRanges
    self.data = data
  }

  /// From the first to the last byte of the file that holds the data.
  public var rangeInFile: Range<Int> {
    guard let first = pieces.first, let last = pieces.last else { return 0..<0 }
    return first.lowerBound..<max(first.lowerBound, last.upperBound)
  }
}

/// What the markers of a JPEG tell about how it was coded.
public struct JPEGFacts: Sendable, Hashable {
  /// The quantization tables by their slot, 0…15, 64 values each, in zigzag order.
  public var quantizationTables = [[UInt16]?](repeating: nil, count: 16)
  /// Whether the Huffman tables are the example tables of the standard (K.3–K.6).
  public var usesStandardHuffmanTables = false
  /// The marker of the frame header: 0xC0 baseline, 0xC2 progressive, …
  public var frameMarker: UInt8 = 0
  /// The horizontal and vertical sampling factor of each component.
  public var samplingFactors: [SamplingFactor] = []
  /// The restart interval in MCUs; 0 for none.
  public var restartInterval = 0
  /// The number of scans.
  public var scanCount = 0
  /// The value of the Adobe APP14 colour transform; nil without that segment.
  public var adobeTransform: UInt8?
  /// The quality 1…100 whose IJG luminance table is nearest; nil when no table is near.
  public var estimatedQuality: Int?

  /// Sampling factors of one component.
  public struct SamplingFactor: Sendable, Hashable {
    /// Component identifier.
    public var component: UInt8
    /// 1…4
    public var horizontal: Int
    /// 1…4
    public var vertical: Int

    /// Creates factors.
    public init(component: UInt8, horizontal: Int, vertical: Int) {
      self.component = component
      self.horizontal = horizontal
      self.vertical = vertical
    }
  }

  /// Creates facts of nothing.
  public init() {}

  /// The chroma subsampling in the usual notation (`4:4:4`, `4:2:2`, `4:2:0` …); nil for gray.
  public var chromaSubsampling: String? {
    guard samplingFactors.count >= 3 else { return nil }
    let (luma, chroma) = (samplingFactors[0], samplingFactors[1])
    guard chroma.horizontal > 0, chroma.vertical > 0 else { return nil }
    switch (luma.horizontal / chroma.horizontal, luma.vertical / chroma.vertical) {
    case (1, 1): return "4:4:4"
    case (2, 1): return "4:2:2"
    case (2, 2): return "4:2:0"
    case (1, 2): return "4:4:0"
    case (4, 1): return "4:1:1"
    default: return "\(luma.horizontal)x\(luma.vertical):\(chroma.horizontal)x\(chroma.vertical)"
    }
  }
}
