/// Where eyes lie in the boxes of dlib's detector.
///
/// Medians over 556 faces of photographs and generated pictures, in each of the detector's views
/// (369, 83, 54, 28 and 22 faces), against independently found eye corners; 2026-11-23. The two
/// tilted views and the two sides are made mirror images of each other.
extension EyeFinder {
  /// The expected places for a view.
  static func prior(_ view: FaceView) -> Prior {
    switch view {
    case .front: Prior(left: SIMD2(0.28, 0.273), right: SIMD2(0.72, 0.273))
    case .left: Prior(left: SIMD2(0.31, 0.354), right: SIMD2(0.68, 0.335))
    case .right: Prior(left: SIMD2(0.32, 0.335), right: SIMD2(0.69, 0.354))
    case .tiltedLeft: Prior(left: SIMD2(0.215, 0.38), right: SIMD2(0.61, 0.24))
    case .tiltedRight: Prior(left: SIMD2(0.39, 0.24), right: SIMD2(0.785, 0.38))
    }
  }

  /// How far from the expected place an eye is searched, in parts of the side of the box.
  static let searchReach = 0.14
  /// The standard deviation that is assumed around it.
  static let placeDeviation = 0.15
  /// The standard deviation of the distance of the eyes from the expected one.
  static let distanceDeviation = 0.2
  /// The standard deviation of the height of one eye above the other.
  static let tiltDeviation = 0.15
}
