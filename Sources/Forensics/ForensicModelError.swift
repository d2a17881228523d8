/// Why the weights of the forensic score were refused.
public struct ForensicModelError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    /// The bytes do not start with the signature.
    case notAModel
    /// The format version is unknown.
    case unsupportedVersion
    /// The weights belong to other statistics than this program computes.
    case otherFeatures
    /// The bytes end early, or go on after the last field.
    case wrongLength
    /// The checksum does not fit the content.
    case wrongChecksum
    /// More ensembles, experts or trees than allowed, or none.
    case badCount
    /// A text is not UTF-8 or empty.
    case badText
    /// The kind of an expert is unknown or given twice.
    case unknownKind
    /// A node names a feature, a child or an ensemble that does not exist, or a child that does not
    /// come after it.
    case badReference
    /// A number is not finite, or not positive where it must be.
    case badNumber
  }

  /// What is wrong.
  public var code: Code
  /// The byte where it was found.
  public var offset: Int

  /// The code and the place.
  public var description: String { "forensic model: \(code.rawValue) at byte \(offset)" }
}
