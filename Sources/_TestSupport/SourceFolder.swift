import Foundation

/// Files of the package itself, for tests that hold derived files against their sources.
public enum SourceFolder {
  /// The names, without `suffix`, and the texts of the files of a folder, by name.
  ///
  /// - Parameters:
  ///   - folder: Relative to the root of the package.
  ///   - suffix: How the names end.
  public static func texts(
    in folder: String, suffix: String
  ) throws -> [(name: String, text: String)] {
    let url = SharedMaterial.packageRoot.appending(path: folder)
    return try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
      .filter { $0.hasSuffix(suffix) }
      .map { name in
        let text = try String(contentsOf: url.appending(path: name), encoding: .utf8)
        return (String(name.dropLast(suffix.count)), text)
      }
  }

  /// All bytes of a file.
  public static func bytes(of path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: SharedMaterial.packageRoot.appending(path: path)))
  }
}
