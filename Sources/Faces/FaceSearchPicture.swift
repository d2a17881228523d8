public import Pixels

/// A picture made ready for the search: gray, upright, and as small as the search allows. The picture
/// that it was made of is not needed any more.
public struct FaceSearchPicture: Sendable {
  /// Nil where the picture is too small to hold a face.
  let gray: PixelBuffer?
  /// The size of the upright picture, in pixels.
  let width: Int
  let height: Int
  /// The side of the smallest faces that can be found, in pixels of the picture.
  let smallestFace: Double

  /// Makes a picture ready.
  ///
  /// - Parameters:
  ///   - pixels: The picture as stored.
  ///   - orientation: How it is stored.
  ///   - options: How much work the search may take.
  public init(
    _ pixels: PixelBuffer, orientation: Orientation = .up, options: FaceOptions = FaceOptions()
  ) {
    (width, height) =
      orientation.swapsAxes ? (pixels.height, pixels.width) : (pixels.width, pixels.height)
    let scale = FaceDetector.scale(width: width, height: height, options: options)
    smallestFace = FaceDetector.window / scale
    let columns = min(FaceDetector.maximumSide, Int((Double(pixels.width) * scale).rounded()))
    let rows = min(FaceDetector.maximumSide, Int((Double(pixels.height) * scale).rounded()))
    gray =
      min(columns, rows) < FaceDetector.smallestSide
      ? nil : GrayPicture.scaled(pixels, width: columns, height: rows).upright(from: orientation)
  }
}
