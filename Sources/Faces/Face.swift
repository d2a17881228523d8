/// A point of a picture, in pixels of the upright picture: `(0, 0)` is the outer corner of its first
/// pixel, `(width, height)` the corner opposite.
public struct FacePoint: Sendable, Hashable {
  /// From the left side, in pixels.
  public var x: Double
  /// From the top, in pixels.
  public var y: Double

  /// Creates a point.
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

/// Where a face is, in pixels of the upright picture. Boxes can reach beyond its border.
public struct FaceBox: Sendable, Hashable {
  /// The left side.
  public var x: Double
  /// The top.
  public var y: Double
  /// The width, above 0.
  public var width: Double
  /// The height, above 0.
  public var height: Double

  /// The middle of the box.
  public var center: FacePoint { FacePoint(x: x + width / 2, y: y + height / 2) }

  /// Creates a box.
  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }
}

/// Which way a face is turned, as the detector's best fitting view tells.
public enum FaceView: Int, Sendable, Hashable, CaseIterable {
  /// To the camera.
  case front = 0
  /// To one side.
  case left = 1
  /// To the other side.
  case right = 2
  /// To the camera, the head tilted by about 27 degrees so that its left eye in the picture is lower.
  case tiltedLeft = 3
  /// The same, with the right eye in the picture lower.
  case tiltedRight = 4
}

/// The centres of two eyes, in pixels of the upright picture.
public struct FaceEyes: Sendable, Hashable {
  /// The eye on the left of the picture, so mostly the person's right one.
  public var left: FacePoint
  /// The eye on the right of the picture.
  public var right: FacePoint

  /// The point between the eyes.
  public var middle: FacePoint {
    FacePoint(x: (left.x + right.x) / 2, y: (left.y + right.y) / 2)
  }
  /// The distance of the eyes, in pixels.
  public var distance: Double {
    let (dx, dy) = (right.x - left.x, right.y - left.y)
    return (dx * dx + dy * dy).squareRoot()
  }

  /// Creates a pair of eyes.
  public init(left: FacePoint, right: FacePoint) {
    self.left = left
    self.right = right
  }
}

/// A face that was found in a picture.
public struct Face: Sendable, Hashable {
  /// Where it is.
  public var box: FaceBox
  /// How far the detector's score lies above its threshold, above 0; clear faces reach 1 to 3.
  public var score: Double
  /// Which way it is turned; nil when the plug-in names a view that is not known.
  public var view: FaceView?
  /// The centres of its eyes; nil when there is no structure where eyes should be.
  public var eyes: FaceEyes?
  /// Whether the eyes lie to each other and in the box as those of a head can: their line is tilted
  /// by at most 45 degrees, and their distance is a quarter to two thirds of the width of the box.
  /// False also when no eyes were found.
  public var hasPlausiblePose: Bool
  /// How well the picture frames this face as StyleGAN portraits do; nil when the picture is not
  /// nearly square, or no eyes were found.
  public var alignment: PortraitAlignment?

  /// Creates a face.
  public init(
    box: FaceBox, score: Double, view: FaceView?, eyes: FaceEyes?, hasPlausiblePose: Bool,
    alignment: PortraitAlignment?
  ) {
    self.box = box
    self.score = score
    self.view = view
    self.eyes = eyes
    self.hasPlausiblePose = hasPlausiblePose
    self.alignment = alignment
  }

  /// Whether eyes can lie so in a box.
  static func isPlausible(_ eyes: FaceEyes, in box: FaceBox) -> Bool {
    let (dx, dy) = (eyes.right.x - eyes.left.x, eyes.right.y - eyes.left.y)
    return dx > 0 && abs(dy) <= dx
      && (0.25...0.67).contains(eyes.distance / box.width)
  }
}
