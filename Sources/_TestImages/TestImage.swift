public import EvidenceModel

/// A file of the folder TestImages, and what is to be said of it.
public struct TestImage: Sendable {
  /// The file's name.
  public var name: String
  /// The content.
  public var bytes: [UInt8]
  /// What it holds, in a few words.
  public var content: String
  /// What is to be known of its origin.
  public var origin: OriginClass
  /// The state of its disclosure under the default policy.
  public var disclosure: Disclosure.Status
  /// Whether the bytes depend on nothing but this package. Others are coded by a library of the
  /// system, and may differ between its versions.
  public var isCodedHere: Bool
}
