import PixelStatistics

/// A set of generator patterns, read from a bank file.
///
/// - Reference: docs/pattern-bank.md, format version 2.
public struct PatternBank: Sendable, Hashable {
  /// The version of the format that is read and written.
  public static let formatVersion: UInt16 = 2
  /// The largest number of templates in a bank.
  public static let maximumTemplateCount = 64
  /// The largest side of a template, in pixels.
  public static let maximumSide = 2048

  /// The templates, in the order of the file.
  public let templates: [PatternTemplate]

  /// The bank that is part of the program; empty only if the program was built with a broken one.
  ///
  /// Its checksum and values are not checked again at every start: a test does.
  public static let standard: PatternBank = {
    var reader = PatternBankReader(bytes: .program, isTrusted: true)
    return PatternBank(templates: (try? reader.readBank()) ?? [])
  }()

  /// Creates a bank of given templates.
  public init(templates: [PatternTemplate]) { self.templates = templates }

  /// Reads a bank. The bytes need not be trusted: everything is checked.
  ///
  /// - Parameter bytes: A whole bank file.
  /// - Throws: ``PatternBankError``.
  public init(parsing bytes: [UInt8]) throws(PatternBankError) {
    var reader = PatternBankReader(bytes: .owned(bytes))
    templates = try reader.readBank()
  }
}
