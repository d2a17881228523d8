extension PortraitAlignment {
  /// The largest distance that counts as aligned: chosen so that of random portrait crops of real
  /// faces less than 0.5 % are called, see docs/scores/faces.md.
  public static let threshold = 2.5

  /// What aligned portraits look like to ``FaceDetector``.
  ///
  /// Written by `python3 Scripts/face-alignment.py CORPUS` on 2026-11-23, from faces that were cut by
  /// FFHQ's procedure. No picture of StyleGAN was used. To be fitted again when ``EyeFinder`` changes.
  static let parameters = Parameters(
    mean: SIMD4(0.4962, 0.4667, 0.1261, -0.0006),
    whitening: [
      SIMD4(95.5, 0, 0, 0), SIMD4(-9.3, 149.8, 0, 0), SIMD4(20.1, -10.9, 103.1, 0),
      SIMD4(1.5, -16.7, 14.3, 227),
    ])
}
