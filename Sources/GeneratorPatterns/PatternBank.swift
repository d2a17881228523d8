import CPatternBank
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
  public static let standard: PatternBank = {
    let span = unsafe UnsafeBufferPointer(
      start: CPatternBank_bytes(), count: CPatternBank_count())
    let bytes = unsafe [UInt8](span)
    return (try? PatternBank(parsing: bytes)) ?? PatternBank(templates: [])
  }()

  /// Creates a bank of given templates.
  public init(templates: [PatternTemplate]) { self.templates = templates }

  /// Reads a bank. The bytes need not be trusted: everything is checked.
  ///
  /// - Parameter bytes: A whole bank file.
  /// - Throws: ``PatternBankError``.
  public init(parsing bytes: [UInt8]) throws(PatternBankError) {
    var reader = PatternBankReader(bytes: bytes)
    templates = try reader.readBank()
  }
}
