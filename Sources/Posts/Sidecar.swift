import Foundation

/// What is stated beside an image, in `photo.jpg.assay.yml`.
public struct Sidecar: Sendable, Hashable {
  /// The path of the file.
  public var path: String
  /// What it states.
  public var fields: PostValue

  /// The path of an image's sidecar.
  public static func path(of image: String) -> String { image + ".assay.yml" }

  /// Reads the text of a sidecar.
  ///
  /// - Throws: An error whose description says what is wrong, when the text is no YAML mapping.
  public init(text: String, path: String) throws {
    self.path = path
    fields = try FrontMatter.yaml(text)
    guard case .table = fields else { throw NotAMapping() }
  }

  private struct NotAMapping: Error, CustomStringConvertible {
    var description: String { "a sidecar must be a mapping of names and values" }
  }
}
