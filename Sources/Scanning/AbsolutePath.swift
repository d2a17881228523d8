import Foundation
import Posts

/// The one spelling in which paths from different sources are compared.
enum AbsolutePath {
  /// The path from the root of the file system, without `.` and `..`; symbolic links stay.
  ///
  /// - Parameter folder: What a relative path counts from; the working directory by default.
  static func of(_ path: String, from folder: String? = nil) -> String {
    if path.hasPrefix("/") { return ImageResolver.normalized(path) }
    let base = folder ?? FileManager.default.currentDirectoryPath
    return ImageResolver.normalized(base + "/" + path)
  }
}
