/// Why a bank of patterns was refused.
public struct PatternBankError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    /// The bytes do not start with the signature.
    case notABank
    /// The format version is unknown.
    case unsupportedVersion
    /// The bytes end early, or go on after the last template.
    case wrongLength
    /// The checksum does not fit the content.
    case wrongChecksum
    /// More templates than ``PatternBank/maximumTemplateCount``.
    case tooManyTemplates
    /// A text is not UTF-8, or is empty where it must not be.
    case badText
    /// The statistic, the form of the values, or their combination is unknown.
    case unknownForm
    /// The size of a template cannot be transformed.
    case badSize
    /// The number of bins does not fit the mask or the data.
    case badBins
    /// A scale, threshold or value is not finite, or not positive where it must be.
    case badNumber
  }

  /// What is wrong.
  public var code: Code
  /// The byte where it was found.
  public var offset: Int

  /// The code and the place.
  public var description: String { "pattern bank: \(code.rawValue) at byte \(offset)" }
}
