/// How a stored picture must be turned to stand upright, as EXIF tag 0x0112 says it.
///
/// - Reference: Exif 3.0 (CIPA DC-008-2023) §4.6.5.1, tag Orientation.
public enum Orientation: Int, Sendable, Hashable, CaseIterable {
  /// Stored upright.
  case up = 1
  /// Mirrored left to right.
  case upMirrored = 2
  /// Turned by 180 degrees.
  case down = 3
  /// Mirrored top to bottom.
  case downMirrored = 4
  /// Mirrored left to right, then turned 90 degrees counter-clockwise… shown by transposing.
  case leftMirrored = 5
  /// Must be turned 90 degrees clockwise to stand upright.
  case right = 6
  /// Shown by transposing along the other diagonal.
  case rightMirrored = 7
  /// Must be turned 90 degrees counter-clockwise to stand upright.
  case left = 8

  /// Whether width and height change places when the picture is turned upright.
  public var swapsAxes: Bool { rawValue >= 5 }
}
