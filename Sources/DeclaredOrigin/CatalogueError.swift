/// What is wrong with a catalogue.
public struct CatalogueError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file.
  public var file: String
  /// What is wrong in it.
  public var message: String

  /// The fault in one line.
  public var description: String { "\(file): \(message)" }
}
