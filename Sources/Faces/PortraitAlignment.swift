/// How well a picture frames a face as the training pictures of StyleGAN are framed, and so as
/// StyleGAN frames the faces it makes: "framed like a StyleGAN portrait".
///
/// The pictures of FFHQ are cut by the places of eyes and mouth: the side of the square frame is the
/// larger of 4 times the distance of the eyes and 3.6 times that from the eyes to the mouth, turned
/// upright, and its centre lies a tenth of the way from eyes to mouth. So the point between the eyes
/// lies at about (0.50, 0.47) of the frame, with the eyes 0.25 apart. A picture is compared by the
/// place of that point and by half of the way from eye to eye, in parts of the frame. Their distance
/// from the mean of aligned portraits, in units of the covariance (Mahalanobis), is the cue. The box
/// of the face is not used: it says the same, much less exactly.
///
/// The cue is weak evidence and never a verdict. It holds for every picture that was cut like FFHQ:
/// photographs aligned for face restoration or recognition fire too. Any other crop defeats it.
///
/// - Reference: T. Karras, S. Laine, T. Aila, "A Style-Based Generator Architecture for Generative
///   Adversarial Networks", CVPR 2019, appendix A (the alignment).
public struct PortraitAlignment: Sendable, Hashable {
  /// The Mahalanobis distance from aligned portraits, at least 0; 2 is what is to be expected of one.
  public var distance: Double

  /// Whether the distance is at most ``threshold``.
  public var isAligned: Bool { distance <= Self.threshold }

  /// Creates a result.
  public init(distance: Double) { self.distance = distance }

  /// The numbers that are compared, in the order of ``parameters``.
  static func features(
    eyes: FaceEyes, pictureWidth: Int, pictureHeight: Int
  ) -> SIMD4<Double> {
    let (width, height) = (Double(pictureWidth), Double(pictureHeight))
    return SIMD4(
      eyes.middle.x / width, eyes.middle.y / height,
      (eyes.right.x - eyes.left.x) / 2 / width, (eyes.right.y - eyes.left.y) / 2 / height)
  }

  /// Compares a face with the framing of StyleGAN; nil when the sides of the picture differ by more
  /// than a tenth.
  ///
  /// - Parameters:
  ///   - eyes: The eyes of the face, in pixels.
  ///   - pictureWidth: The width of the upright picture, above 0.
  ///   - pictureHeight: Its height, above 0.
  public init?(eyes: FaceEyes, pictureWidth: Int, pictureHeight: Int) {
    precondition(pictureWidth > 0 && pictureHeight > 0)
    let ratio = Double(pictureWidth) / Double(pictureHeight)
    guard ratio <= Self.largestRatio, 1 / ratio <= Self.largestRatio else { return nil }
    distance = Self.parameters.distance(
      of: Self.features(eyes: eyes, pictureWidth: pictureWidth, pictureHeight: pictureHeight))
  }

  /// The ratio of the longer side to the shorter one up to which a picture counts as square.
  static let largestRatio = 1.1

  /// A normal distribution in four dimensions.
  struct Parameters: Sendable {
    var mean: SIMD4<Double>
    /// The inverse of the lower triangular Cholesky factor of the covariance, by rows: the distance
    /// is the length of its product with the difference from the mean.
    var whitening: [SIMD4<Double>]

    /// The Mahalanobis distance of a vector; infinite where a number is not finite.
    func distance(of features: SIMD4<Double>) -> Double {
      let difference = features - mean
      var sum = 0.0
      for row in whitening {
        let component = (row * difference).sum()
        sum += component * component
      }
      return sum.isFinite ? sum.squareRoot() : .infinity
    }
  }
}
