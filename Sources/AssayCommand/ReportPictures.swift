import ByteReading
import Codecs
import Containers
import EvidenceModel
import Inspection
import Metadata
import Pixels
import Reporting

/// Makes the small pictures of the HTML report. They are coded anew: never the original bytes.
enum ReportPictures {
  /// The longer side of a thumbnail, in pixels: sharp at twice the size it is shown at.
  private static let side = 480

  /// The pictures of an image; nil when it cannot be read or decoded any more.
  static func pictures(of image: ImageReport, limits: ParsingLimits) -> HTMLPictures? {
    guard image.inspection.isInspected, image.inspection.path != "-",
      let bytes = try? FileContents.read(path: image.inspection.path, limit: limits.fileSize)
    else { return nil }
    let file = ByteView(bytes)
    guard let container = try? Container(parsing: file, limits: limits),
      let decoded = try? ImageDecoder.decode(file, format: container.format, limits: limits)
    else { return nil }
    let orientation =
      MetadataRecord(container, limits: limits).exif
      .lazy.compactMap(\.content.orientation).first.flatMap(Orientation.init) ?? .up
    let small = decoded.pixels.thumbnail(maxSide: side).upright(from: orientation)
    let flat = small.hasTransparency ? small.blended(over: 255) : small
    guard let data = try? ImageEncoder.encodeJPEG(flat.convertedToRGB(), quality: 80) else {
      return nil
    }
    return HTMLPictures(
      thumbnail: HTMLPicture(
        data: data, encoding: .jpeg, width: flat.width, height: flat.height, title: "",
        caption: ""))
  }
}
