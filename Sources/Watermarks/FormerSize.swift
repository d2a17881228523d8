/// A size that a picture may have had before it was resized.
struct FormerSize: Sendable, Hashable {
  var width: Int
  var height: Int

  /// The sizes that generators draw in, one of each pair that differs by a quarter turn.
  ///
  /// - Reference: the model cards of Stable Diffusion 1.5, 2.1 and XL, and of FLUX.1.
  private static let usual: [(Int, Int)] = [
    (512, 512), (768, 768), (1024, 1024), (768, 512), (640, 512), (896, 512), (912, 512),
    (1024, 576), (1024, 768), (1152, 768), (1152, 896), (1216, 832), (1248, 832), (1280, 720),
    (1280, 768), (1344, 768), (1360, 768), (1536, 640), (1536, 1024), (1920, 1080),
  ]
  /// How many times as large as before pictures usually are made.
  private static let ratios: [(Int, Int)] = [(1, 2), (3, 4), (3, 2), (2, 1), (4, 1)]
  /// The most sizes of one picture.
  static let most = 12

  /// The sizes that a picture of `width` × `height` pixels may have had, if it kept its shape.
  static func candidates(width: Int, height: Int) -> [FormerSize] {
    var found: [FormerSize] = []
    func add(_ size: FormerSize) {
      guard size.width != width || size.height != height, !found.contains(size),
        (160_000...2_400_000).contains(size.width * size.height)
      else { return }
      found.append(size)
    }
    for (long, short) in usual {
      let size =
        width < height
        ? FormerSize(width: short, height: long) : FormerSize(width: long, height: short)
      let ratio = Double(width) / Double(size.width)
      guard (0.4...4.1).contains(ratio),
        abs(Double(size.height) * ratio - Double(height)) <= max(1, ratio / 2)
      else { continue }
      add(size)
    }
    for (times, of) in ratios where width * of % times == 0 && height * of % times == 0 {
      let size = FormerSize(width: width * of / times, height: height * of / times)
      // Generators draw in multiples of eight pixels.
      if size.width % 8 == 0, size.height % 8 == 0 { add(size) }
    }
    return Array(found.prefix(most))
  }
}
