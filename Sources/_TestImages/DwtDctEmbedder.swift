public import Pixels

/// Embeds the mark that Stable Diffusion XL's reference code puts into its pictures.
///
/// The method is called `dwtDct` in the library `invisible-watermark`, though it has no cosine
/// transform: in each 4 × 4 block of the low band of a Haar transform of U, the largest value
/// (the mean aside) is moved to the upper or lower half of a step of 36.
///
/// - Reference: ShieldMnt/invisible-watermark 0.2, `dwtDct`, scales `[0, 36, 36]`.
public enum DwtDctEmbedder {
  /// The payload of Stable Diffusion XL.
  public static let stableDiffusionXL: [UInt8] = [0xB3, 0xEC, 0x90, 0x7B, 0xB1, 0x9E]

  /// The picture with `payload` in it, most significant bit first, repeated over all blocks.
  ///
  /// - Precondition: At least 256 × 256 pixels, as the decoder asks for.
  public static func embedding(_ payload: [UInt8], in pixels: PixelBuffer) -> PixelBuffer {
    var picture = pixels.convertedToRGB()
    precondition(picture.width * picture.height >= 256 * 256)
    let bits = payload.flatMap { byte in (0..<8).map { Int(byte >> UInt8(7 - $0) & 1) } }
    var block = 0
    for top in stride(from: 0, through: picture.height - 8, by: 8) {
      for left in stride(from: 0, through: picture.width - 8, by: 8) {
        embed(bits[block % bits.count], in: &picture, left: left, top: top)
        block += 1
      }
    }
    return picture
  }

  private static func embed(_ bit: Int, in picture: inout PixelBuffer, left: Int, top: Int) {
    // The low band: half the sum of each 2 × 2 pixels of U.
    func chroma(_ x: Int, _ y: Int) -> Double {
      let at = ((top + y) * picture.width + left + x) * 3
      let (red, green, blue) = (
        Double(picture.samples[at]), Double(picture.samples[at + 1]),
        Double(picture.samples[at + 2])
      )
      let luma = 0.299 * red + 0.587 * green + 0.114 * blue
      return ((blue - luma) * 0.492 + 128).rounded()
    }
    var low: [Double] = []
    for y in 0..<4 {
      for x in 0..<4 {
        let sum =
          chroma(2 * x, 2 * y) + chroma(2 * x + 1, 2 * y) + chroma(2 * x, 2 * y + 1)
          + chroma(2 * x + 1, 2 * y + 1)
        low.append(sum / 2)
      }
    }
    var largest = 1
    for index in 2..<16 where abs(low[index]) > abs(low[largest]) { largest = index }
    let step = 36.0
    let target = ((low[largest] / step).rounded(.down) + 0.25 + 0.5 * Double(bit)) * step
    // A change of the low band by d changes each of its four pixels of U by d / 2.
    let change = (target - low[largest]) / 2
    for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
      let (x, y) = (left + largest % 4 * 2 + dx, top + largest / 4 * 2 + dy)
      let at = (y * picture.width + x) * 3
      let green = Double(picture.samples[at + 1]) - 0.395 * change
      let blue = Double(picture.samples[at + 2]) + 2.032 * change
      picture.samples[at + 1] = UInt8(min(max(green.rounded(), 0), 255))
      picture.samples[at + 2] = UInt8(min(max(blue.rounded(), 0), 255))
    }
  }
}
