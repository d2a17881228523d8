#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif
import Synchronization

/// The networks that were opened, kept for the pictures to come: opening one takes longer than
/// running it.
enum NeuralModels {
  private struct Key: Hashable {
    var path: String
    var library: String?
  }

  /// The most networks that are kept.
  private static let capacity = 8
  private static let opened = Mutex<[Key: Result<NeuralModel, NeuralModelError>]>([:])

  /// The library that is loaded unless the caller names one: that of the environment variable
  /// `ASSAY_ONNXRUNTIME`; nil for the usual names.
  static var libraryOfEnvironment: String? {
    guard let value = unsafe getenv("ASSAY_ONNXRUNTIME") else { return nil }
    let path = unsafe String(cString: value)
    return path.isEmpty ? nil : path
  }

  /// The network of a file, opened once. That it cannot be opened is kept, too.
  ///
  /// - Throws: ``NeuralModelError``.
  static func model(
    path: String, library: String?, outputCount: Int
  ) throws(NeuralModelError) -> NeuralModel {
    let key = Key(path: path, library: library)
    let found = opened.withLock { models in
      if let known = models[key] { return known }
      let result = Result { () throws(NeuralModelError) in
        try NeuralModel(path: path, library: library, outputCount: outputCount)
      }
      if models.count >= capacity { models.removeAll() }
      models[key] = result
      return result
    }
    return try found.get()
  }
}
