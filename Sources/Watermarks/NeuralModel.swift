import CONNXRuntime

/// A neural network in an ONNX file, run by ONNX Runtime on one thread.
///
/// The library is no part of this package: it is loaded when the first network is opened.
@safe
final class NeuralModel: Sendable {
  /// The rows and columns of the picture that the network takes; nil where any number will do.
  let height, width: Int?
  /// How many numbers the network gives.
  let outputCount: Int
  /// The version of the library.
  let libraryVersion: String

  // The library allows runs on many threads at a time, and nothing else happens to it before deinit.
  private nonisolated(unsafe) let model: OpaquePointer

  /// Opens a network.
  ///
  /// - Parameters:
  ///   - path: The file, at most 512 MiB.
  ///   - library: The path or name of the library; nil for the usual names.
  ///   - outputCount: How many numbers the network must give for one picture.
  /// - Throws: ``NeuralModelError``.
  init(path: String, library: String?, outputCount: Int) throws(NeuralModelError) {
    var info = CONNXRuntime_Info()
    var outcome = CONNXRuntime_Outcome()
    guard
      let model = unsafe CONNXRuntime_open(
        library, path, Int32(clamping: outputCount), &info, &outcome)
    else { throw NeuralModelError(outcome) }
    unsafe self.model = model
    self.outputCount = outputCount
    height = info.height > 0 ? Int(info.height) : nil
    width = info.width > 0 ? Int(info.width) : nil
    libraryVersion = unsafe withUnsafeBytes(of: info.version) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  deinit { unsafe CONNXRuntime_close(model) }

  /// Runs the network on one picture.
  ///
  /// - Parameter samples: Three planes of `height * width` numbers.
  /// - Throws: ``NeuralModelError``.
  func output(for samples: [Float], height: Int, width: Int) throws(NeuralModelError) -> [Float] {
    guard height > 0, width > 0, height <= 4096, width <= 4096,
      samples.count == 3 * height * width
    else { throw NeuralModelError(kind: .wrongShape, message: "the picture has another size") }
    var result = [Float](repeating: 0, count: outputCount)
    var outcome = CONNXRuntime_Outcome()
    let isDone = unsafe samples.withUnsafeBufferPointer { source in
      unsafe result.withUnsafeMutableBufferPointer { target in
        guard let from = source.baseAddress, let to = target.baseAddress else { return false }
        return unsafe CONNXRuntime_run(
          model, from, Int32(height), Int32(width), to, &outcome) != 0
      }
    }
    guard isDone else { throw NeuralModelError(outcome) }
    return result
  }
}

/// Why a neural network cannot be used.
struct NeuralModelError: Error, Hashable {
  enum Kind: Hashable {
    /// ONNX Runtime cannot be loaded.
    case noLibrary
    /// What was loaded is not ONNX Runtime.
    case foreignLibrary
    /// There is no such file.
    case noModel
    /// The file is larger than 512 MiB.
    case modelTooLarge
    /// ONNX Runtime cannot read the file.
    case brokenModel
    /// The network has other inputs or outputs than are needed.
    case wrongShape
    /// ONNX Runtime could not run the network.
    case failed
  }

  var kind: Kind
  /// What the library said, in one line; may be empty.
  var message: String

  init(kind: Kind, message: String) {
    self.kind = kind
    self.message = message
  }

  fileprivate init(_ outcome: CONNXRuntime_Outcome) {
    kind =
      switch outcome.status {
      case .noLibrary: .noLibrary
      case .foreignLibrary: .foreignLibrary
      case .noModel: .noModel
      case .modelTooLarge: .modelTooLarge
      case .brokenModel: .brokenModel
      case .wrongShape: .wrongShape
      case .OK, .failed: .failed
      }
    message = unsafe withUnsafeBytes(of: outcome.message) { bytes in
      let text = unsafe bytes.prefix { $0 != 0 }.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }
      return String(decoding: text, as: UTF8.self)
    }
  }
}
