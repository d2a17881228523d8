import ByteReading
import Codecs
import EvidenceModel
import Faces
import Pixels
import Reporting

/// Makes the small pictures of the HTML report. They are coded anew: never the original bytes.
enum ReportPictures {
  /// The longer side of a thumbnail, in pixels: sharp at twice the size it is shown at.
  private static let side = 480
  /// The longer side of a picture of a measurement.
  private static let measurementSide = 384
  /// The longer side of a face that is cut out.
  private static let faceSide = 160
  /// The most faces of an image that are cut out, the largest first.
  private static let faceCount = 12

  /// The pictures of an image; nil when it cannot be read or decoded any more. What was measured is
  /// shown of images that did not pass: in a page of thousands the others would hide them.
  static func pictures(of image: ImageReport, limits: ParsingLimits) -> HTMLPictures? {
    guard image.inspection.isInspected,
      let source = MeasurementPictures(path: image.inspection.path, limits: limits)
    else { return nil }
    let small = source.pixels.thumbnail(maxSide: side).upright(from: source.orientation)
    guard let thumbnail = picture(small) else { return nil }
    let isShown = image.verdict.decision != .pass && image.inspection.forensics != nil
    let measurements = isShown ? source.items(of: image.inspection) : []
    return HTMLPictures(
      thumbnail: thumbnail,
      measurements: measurements.filter { $0.name != "faces" }.compactMap { item in
        picture(
          item.pixels.thumbnail(maxSide: measurementSide), title: item.title,
          caption: item.caption)
      },
      faces: (image.inspection.faces ?? []).prefix(faceCount).map { face in
        FaceBox(
          x: Double(face.x), y: Double(face.y), width: Double(face.width),
          height: Double(face.height)
        )
        .picture(
          from: source.pixels, orientation: source.orientation, maximumSide: faceSide
        )
        .flatMap { picture($0) }
      })
  }

  private static func picture(
    _ pixels: PixelBuffer, title: String = "", caption: String = ""
  ) -> HTMLPicture? {
    let flat = pixels.hasTransparency ? pixels.blended(over: 255) : pixels
    guard let data = try? ImageEncoder.encodeJPEG(flat.convertedToRGB(), quality: 80) else {
      return nil
    }
    return HTMLPicture(
      data: data, encoding: .jpeg, width: flat.width, height: flat.height, title: title,
      caption: caption)
  }
}
