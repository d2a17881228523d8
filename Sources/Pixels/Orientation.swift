/// How a stored picture must be turned to stand upright, as EXIF tag 0x0112 says it.
///
/// EXIF names the side of the scene that the first row and the first column of the stored picture
/// show; the cases here are named as Apple's ImageIO names them. The doc comment of each case says
/// what to do with the stored picture to see it upright.
///
/// - Reference: Exif 3.0 (CIPA DC-008-2023) §4.6.5.1, tag Orientation.
public enum Orientation: Int, Sendable, Hashable, CaseIterable {
  /// Row 0 is the top, column 0 the left side: show as stored.
  case up = 1
  /// Row 0 is the top, column 0 the right side: mirror left to right.
  case upMirrored = 2
  /// Row 0 is the bottom, column 0 the right side: turn by 180 degrees.
  case down = 3
  /// Row 0 is the bottom, column 0 the left side: mirror top to bottom.
  case downMirrored = 4
  /// Row 0 is the left side, column 0 the top: transpose (mirror along the main diagonal).
  case leftMirrored = 5
  /// Row 0 is the right side, column 0 the top: turn 90 degrees clockwise.
  case right = 6
  /// Row 0 is the right side, column 0 the bottom: mirror along the other diagonal.
  case rightMirrored = 7
  /// Row 0 is the left side, column 0 the bottom: turn 90 degrees counter-clockwise.
  case left = 8

  /// Whether width and height change places when the picture is turned upright.
  public var swapsAxes: Bool { rawValue >= 5 }
}
