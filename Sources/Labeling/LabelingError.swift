public import ByteReading
public import Containers

/// Why a file was not labelled. The file is as it was.
public enum LabelingError: Error, Sendable, Equatable {
  /// The file holds Content Credentials, which any change breaks: metadata first, sign last.
  case contentCredentialsPresent
  /// The format has no place for XMP that is written here; a sidecar can hold the label.
  case needsSidecar(format: ImageFormat, reason: String)
  /// The file or its XMP cannot be read without doubt, so it is not touched.
  case unreadable(ParsingError)
  /// The XMP is larger than its carrier can hold.
  case tooLarge(byteCount: Int, limit: Int)

  /// One or two sentences for people.
  public var explanation: String {
    switch self {
    case .contentCredentialsPresent:
      """
      The file holds Content Credentials, and any change would break them. Write metadata first \
      and sign last, or allow it if the credentials may become invalid
      """
    case .needsSidecar(let format, let reason):
      "XMP cannot be embedded in this \(format.rawValue) file (\(reason)); use a sidecar file"
    case .unreadable(let error): "The file is left alone: \(error.explanation)"
    case .tooLarge(let count, let limit):
      "The XMP would have \(count) bytes, and its place holds \(limit)"
    }
  }
}
