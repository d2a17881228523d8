extension PortraitAlignment {
  /// The largest distance that counts as aligned.
  public static let threshold = 3.0

  /// What aligned portraits look like to ``FaceDetector``.
  static let parameters = Parameters(
    mean: [0.5, 0.47, 0.12, 0, 0.5, 0.58, 0.69],
    whitening: [
      [50, 0, 0, 0, 0, 0, 0], [0, 50, 0, 0, 0, 0, 0], [0, 0, 50, 0, 0, 0, 0],
      [0, 0, 0, 50, 0, 0, 0], [0, 0, 0, 0, 27, 0, 0], [0, 0, 0, 0, 0, 37, 0],
      [0, 0, 0, 0, 0, 0, 21],
    ])
}
