import Pixels

/// Reads the 32 bits of RivaGAN.
///
/// There is no fixed payload: any picture gives some bits, and nothing tells whether they are a mark.
///
/// - Reference: ShieldMnt/invisible-watermark 0.2, `rivaGan.py`.
struct RivaGANDecoder: Sendable {
  /// What a score has to exceed for a 1.
  static let threshold: Float = 0.52
  /// The most tiles that are read.
  let mostTiles: Int

  /// The bits as a detection whose presence is unknown; nil if no tile is to be read.
  func detection(in pixels: PixelBuffer) -> WatermarkDetection? {
    guard mostTiles > 0, let network = RivaGANNetwork.shared else { return nil }
    let scores = network.scores(of: pixels, mostTiles: mostTiles)
    var bytes = [UInt8](repeating: 0, count: scores.count / 8)
    for (bit, score) in scores.enumerated() where score > Self.threshold {
      bytes[bit / 8] |= 0x80 >> UInt8(bit % 8)
    }
    return WatermarkDetection(
      scheme: "rivagan", name: "RivaGAN bits", payload: WatermarkDetection.payload(of: bytes),
      matchedBits: 0, totalBits: scores.count, pValue: 1, view: "bgr", robustness: .moderate,
      isPresenceUnknown: true)
  }
}
