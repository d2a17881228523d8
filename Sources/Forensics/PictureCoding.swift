public import Pixels

/// How the samples of a picture were stored: what the statistics have to know of its file.
public enum PictureCoding: Sendable, Hashable {
  /// Without loss: PNG, BMP, lossless WebP, TIFF without JPEG.
  case lossless
  /// As a baseline or progressive JPEG.
  ///
  /// - `quality`: the IJG quality `1...100` whose luminance table is nearest; nil when none is near.
  /// - `luminanceTable`: the 64 quantization steps of luma in zigzag order; empty when unknown.
  case jpeg(quality: Int?, luminanceTable: [UInt16])
  /// With another lossy coding, such as lossy WebP, HEIC or AVIF; `name` is for people.
  case otherLossy(name: String)

  /// Whether this is a JPEG.
  public var isJPEG: Bool {
    if case .jpeg = self { return true }
    return false
  }

  /// The quality of a JPEG on the IJG scale, `1...100`: the nearest one, or what its luminance table
  /// amounts to; nil for other files and for tables that are not known.
  public var quality: Int? {
    guard case .jpeg(let quality, let table) = self else { return nil }
    return quality ?? Self.equivalentQuality(of: table)
  }
}

extension PictureCoding {
  /// The IJG quality that a luminance table amounts to, by its mean step, for tables of any
  /// family: the quality whose scaled example table has the nearest mean.
  ///
  /// - Parameter table: 64 steps in any order.
  /// - Returns: 1…100; nil when the table has not 64 values.
  /// - Reference: ITU-T T.81 (1992) Table K.1, whose mean step is 57.6.
  public static func equivalentQuality(of table: [UInt16]) -> Int? {
    guard table.count == 64 else { return nil }
    let mean = Double(table.reduce(0) { $0 + Int($1) }) / 64
    // A scaled table has mean max(1, 57.6 s / 100), s = 200 - 2 q or 5000 / q.
    let scale = 100 * mean / 57.625
    let quality = scale <= 100 ? (200 - scale) / 2 : 5000 / scale
    return Int(min(max(quality.rounded(), 1), 100))
  }
}

extension PictureCoding {
  /// The coding of a decoded picture.
  ///
  /// - Parameters:
  ///   - image: What the decoder gave.
  ///   - formatName: The name of the file format, for people.
  ///   - isJPEG: Whether the file is a JPEG.
  ///   - quality: The estimated quality of a JPEG, `1...100`; nil when unknown.
  ///   - luminanceTable: The quantization table of luma, zigzag order; empty when unknown.
  public init(
    of image: DecodedImage, formatName: String, isJPEG: Bool, quality: Int? = nil,
    luminanceTable: [UInt16] = []
  ) {
    if isJPEG {
      self = .jpeg(quality: quality, luminanceTable: luminanceTable)
    } else if image.isLossless && image.storedColorModel != "palette" {
      self = .lossless
    } else {
      // A palette loses colours before it is stored without loss.
      self = .otherLossy(name: image.isLossless ? "\(formatName) with a palette" : formatName)
    }
  }
}
