/// A picture for a report, encoded anew from decoded pixels: never bytes of the inspected file.
public struct HTMLPicture: Sendable, Hashable {
  /// The encodings that reports embed.
  public enum Encoding: String, Sendable, Hashable {
    /// JPEG.
    case jpeg = "image/jpeg"
    /// PNG.
    case png = "image/png"
  }

  /// The encoded bytes.
  public var data: [UInt8]
  /// How they are encoded.
  public var encoding: Encoding
  /// The number of columns.
  public var width: Int
  /// The number of rows.
  public var height: Int
  /// What it shows, in a few words: `Spectrum`, `Residual`, `Per tile`.
  public var title: String
  /// What to see in it, in a sentence; empty when the title says it all.
  public var caption: String

  /// Creates a picture.
  public init(
    data: [UInt8], encoding: Encoding, width: Int, height: Int, title: String = "",
    caption: String = ""
  ) {
    self.data = data
    self.encoding = encoding
    self.width = width
    self.height = height
    self.title = title
    self.caption = caption
  }
}

/// The pictures of one image.
public struct HTMLPictures: Sendable, Hashable {
  /// The image made small (about 480 pixels on its longer side), upright and whole: boxes of faces
  /// are drawn over it.
  public var thumbnail: HTMLPicture?
  /// What measurements look like: the spectrum, the residual, the map by tile.
  public var measurements: [HTMLPicture]
  /// The faces, cut out, in the order of the report; nil for one that was not cut out. May be fewer
  /// than the report has.
  public var faces: [HTMLPicture?]

  /// Creates a set of pictures.
  public init(
    thumbnail: HTMLPicture? = nil, measurements: [HTMLPicture] = [], faces: [HTMLPicture?] = []
  ) {
    self.thumbnail = thumbnail
    self.measurements = measurements
    self.faces = faces
  }
}
