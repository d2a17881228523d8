/// Which watermark schemes are decoded.
enum WatermarkSchemes: String, CaseIterable {
  case known, all
}
