import Pixels

/// Reads TrustMark payloads with the decoder network that the user supplies.
struct TrustMarkDecoder: Sendable {
  /// The number of bits that the network gives.
  static let bitCount = 100

  /// The files of the networks.
  let models: [TrustMarkVariant: String]
  /// The library; nil for that of the environment or the usual names.
  let library: String?

  /// What came of one variant.
  enum Outcome: Sendable {
    /// A payload was read.
    case found(TrustMarkPayload)
    /// The network ran, and its bits are no payload.
    case notFound
    /// The network could not run.
    case notRun(reason: String)
  }

  /// Runs all networks on a picture, in the order of ``TrustMarkVariant``.
  func outcomes(for pixels: PixelBuffer) -> [(variant: TrustMarkVariant, outcome: Outcome)] {
    TrustMarkVariant.allCases.compactMap { variant in
      guard let path = models[variant] else { return nil }
      do throws(NeuralModelError) {
        let bits = try bits(of: pixels, variant: variant, path: path)
        guard let payload = TrustMarkPayload(bits: bits) else { return (variant, .notFound) }
        return (variant, .found(payload))
      } catch {
        return (variant, .notRun(reason: Self.reason(error, variant: variant)))
      }
    }
  }

  /// The bits of the network: 1 where its number is positive.
  private func bits(
    of pixels: PixelBuffer, variant: TrustMarkVariant, path: String
  ) throws(NeuralModelError) -> [UInt8] {
    let model = try NeuralModels.model(
      path: path, library: library ?? NeuralModels.libraryOfEnvironment,
      outputCount: Self.bitCount)
    let (height, width) = (model.height ?? variant.usualSide, model.width ?? variant.usualSide)
    let input = Self.input(pixels, variant: variant, width: width, height: height)
    // A number that is none is not positive.
    return try model.output(for: input, height: height, width: width).map { $0 > 0 ? 1 : 0 }
  }

  /// The picture as the network takes it: red, green and blue planes of numbers in `-1...1`.
  ///
  /// - Reference: adobe/trustmark, `TrustMark.decode`.
  static func input(
    _ pixels: PixelBuffer, variant: TrustMarkVariant, width: Int, height: Int
  ) -> [Float] {
    let (w, h) = (pixels.width, pixels.height)
    var part = (x: 0, y: 0, width: w, height: h)
    if Double(max(w, h)) / Double(min(w, h)) > variant.largestRatio {
      let side = min(w, h)
      part = ((w - side) / 2, (h - side) / 2, side, side)
    }
    let channels = pixels.layout == .gray ? [0, 0, 0] : [0, 1, 2]
    var planes: [Float] = []
    planes.reserveCapacity(3 * width * height)
    for channel in channels {
      let plane = TriangleResampler.resized(
        pixels, channel: channel, x: part.x, y: part.y, width: part.width, height: part.height,
        toWidth: width, toHeight: height)
      for value in plane { planes.append(Float(value) / 255 * 2 - 1) }
    }
    return planes
  }

  private static func reason(_ error: NeuralModelError, variant: TrustMarkVariant) -> String {
    let detail = error.message.isEmpty ? "" : " (\(error.message))"
    return switch error.kind {
    case .noLibrary:
      "ONNX Runtime, which runs the network of TrustMark \(variant.rawValue), was not found\(detail)."
    case .foreignLibrary:
      "The library that was loaded for TrustMark \(variant.rawValue) is not ONNX Runtime\(detail)."
    case .noModel: "The network of TrustMark \(variant.rawValue) cannot be opened\(detail)."
    case .modelTooLarge: "The network of TrustMark \(variant.rawValue) is too large\(detail)."
    case .brokenModel: "The network of TrustMark \(variant.rawValue) cannot be read\(detail)."
    case .wrongShape:
      "The file given for TrustMark \(variant.rawValue) is not its decoder\(detail)."
    case .failed: "The network of TrustMark \(variant.rawValue) could not be run\(detail)."
    }
  }
}
