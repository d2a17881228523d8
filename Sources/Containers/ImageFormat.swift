/// The image formats that are told apart by their bytes.
public enum ImageFormat: String, Sendable, Hashable, CaseIterable {
  case jpeg, png, webp, heif, avif, tiff, gif, jxl, svg, bmp, jp2, psd, ico

  /// The media type, as registered with IANA where it is.
  public var mediaType: String {
    switch self {
    case .jpeg: "image/jpeg"
    case .png: "image/png"
    case .webp: "image/webp"
    case .heif: "image/heif"
    case .avif: "image/avif"
    case .tiff: "image/tiff"
    case .gif: "image/gif"
    case .jxl: "image/jxl"
    case .svg: "image/svg+xml"
    case .bmp: "image/bmp"
    case .jp2: "image/jp2"
    case .psd: "image/vnd.adobe.photoshop"
    case .ico: "image/vnd.microsoft.icon"
    }
  }
}
