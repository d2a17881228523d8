/// How well a picture frames a face as the training pictures of StyleGAN are framed, and so as
/// StyleGAN frames the faces it makes: "framed like a StyleGAN portrait".
///
/// The pictures of FFHQ are cut by the places of eyes and mouth: the side of the square frame is the
/// larger of 4 times the distance of the eyes and 3.6 times that from the eyes to the mouth, turned
/// upright, and its centre lies a tenth of the way from eyes to mouth. So the point between the eyes
/// lies at about (0.50, 0.48) of the frame. A picture is compared by seven numbers, in parts of the
/// frame: the point between the eyes, half the difference of the eyes in both directions, the
/// centre of the box and the root of its area. Their squared distance from the mean of aligned
/// portraits, in units of the covariance (Mahalanobis), is the cue.
///
/// The cue is weak evidence and never a verdict. It holds for every picture that was cut like FFHQ:
/// photographs aligned for face restoration or recognition fire too. Any other crop defeats it.
///
/// - Reference: T. Karras, S. Laine, T. Aila, "A Style-Based Generator Architecture for Generative
///   Adversarial Networks", CVPR 2019, appendix A (the alignment).
public struct PortraitAlignment: Sendable, Hashable {
  /// The Mahalanobis distance from aligned portraits, at least 0: √7 ≈ 2.6 is what is to be expected
  /// of one.
  public var distance: Double

  /// Whether the distance is at most ``threshold``.
  public var isAligned: Bool { distance <= Self.threshold }

  /// Creates a result.
  public init(distance: Double) { self.distance = distance }

  /// The numbers that are compared, in the order of ``parameters``.
  static func features(
    box: FaceBox, eyes: FaceEyes, pictureWidth: Int, pictureHeight: Int
  ) -> [Double] {
    let (width, height) = (Double(pictureWidth), Double(pictureHeight))
    return [
      eyes.middle.x / width, eyes.middle.y / height,
      (eyes.right.x - eyes.left.x) / 2 / width, (eyes.right.y - eyes.left.y) / 2 / height,
      box.center.x / width, box.center.y / height,
      (box.width * box.height / (width * height)).squareRoot(),
    ]
  }

  /// Compares a face with the framing of StyleGAN; nil when the sides of the picture differ by more
  /// than a tenth.
  ///
  /// - Parameters:
  ///   - box: The box of the face, in pixels.
  ///   - eyes: Its eyes, in pixels.
  ///   - pictureWidth: The width of the upright picture, above 0.
  ///   - pictureHeight: Its height, above 0.
  public init?(box: FaceBox, eyes: FaceEyes, pictureWidth: Int, pictureHeight: Int) {
    precondition(pictureWidth > 0 && pictureHeight > 0)
    let ratio = Double(pictureWidth) / Double(pictureHeight)
    guard ratio <= Self.largestRatio, 1 / ratio <= Self.largestRatio else { return nil }
    let features = Self.features(
      box: box, eyes: eyes, pictureWidth: pictureWidth, pictureHeight: pictureHeight)
    distance = Self.parameters.distance(of: features)
  }

  /// The ratio of the longer side to the shorter one up to which a picture counts as square.
  static let largestRatio = 1.1

  /// A normal distribution in many dimensions.
  struct Parameters: Sendable {
    var mean: [Double]
    /// The inverse of the lower triangular Cholesky factor of the covariance, by rows: the distance
    /// is the length of its product with the difference from the mean.
    var whitening: [[Double]]

    /// The Mahalanobis distance of a vector; infinite where a number is not finite.
    func distance(of features: [Double]) -> Double {
      let difference = zip(features, mean).map { $0 - $1 }
      var sum = 0.0
      for row in whitening {
        let component = zip(row, difference).reduce(0) { $0 + $1.0 * $1.1 }
        sum += component * component
      }
      return sum.isFinite ? sum.squareRoot() : .infinity
    }
  }
}
