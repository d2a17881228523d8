public import Foundation

/// A folder that is removed at the end of a test.
public final class TemporaryFolder: Sendable {
  /// Its absolute path.
  public let path: String

  /// Creates an empty folder.
  public init() throws {
    path =
      FileManager.default.temporaryDirectory
      .appending(path: "assay-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file, and the folders above it.
  public func write(_ name: String, _ data: Data) throws {
    let url = URL(filePath: path + "/" + name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
  }

  /// Writes a text, and the folders above it.
  public func write(_ name: String, _ text: String = "x") throws {
    try write(name, Data(text.utf8))
  }

  /// Makes a symbolic link.
  public func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: path + "/" + name, withDestinationPath: target)
  }

  /// Copies the folder `TestImages` of the package here.
  public func copyTestImages() throws {
    try FileManager.default.copyItem(
      at: SharedMaterial.packageRoot.appending(path: "TestImages"),
      to: URL(filePath: path + "/TestImages"))
  }
}
