/// What is wrong with the bytes of a file, or which limit stopped the reading of it.
public struct ParsingError: Error, Sendable, CustomStringConvertible {
  /// The kind of fault.
  public enum Code: Sendable, Hashable {
    /// The data ends before a value that must be there.
    case truncated
    /// A length or an offset points outside the part that holds it.
    case overrun
    /// The data does not start with the signature of its format.
    case badSignature
    /// A value is not one that the format allows.
    case valueOutOfRange
    /// A checksum does not match.
    case checksumMismatch
    /// Compressed data cannot be unpacked.
    case badCompression
    /// Text is not well-formed (XML, JSON, CBOR …).
    case malformed
    /// A construct is legal but not supported here.
    case unsupported
    /// A limit of ``ParsingLimits`` was reached. `requested` is what the file asked for.
    case limitExceeded(Limit, requested: Int)
  }

  /// The limits that can stop a reading. Each has a code of its own in reports.
  public enum Limit: String, Sendable, Hashable, CaseIterable {
    /// The file is larger than may be read.
    case fileSize
    /// Structures are nested too deeply.
    case nesting
    /// There are too many structures.
    case count
    /// One unpacked or reassembled payload is too large.
    case payloadSize
    /// All unpacked and reassembled payloads together are too large.
    case totalMemory
    /// The picture has too many pixels.
    case pixels
    /// The text of one value is too long.
    case textLength
  }

  /// What is wrong.
  public var code: Code
  /// Where, as an offset in the file.
  public var offset: Int
  /// What was being read, for people; for example "JPEG segment APP1".
  public var subject: String
  /// The clause of the standard that the file breaks, with version; nil where none applies.
  public var clause: String?

  /// Creates an error.
  public init(_ code: Code, at offset: Int, in subject: String = "", clause: String? = nil) {
    self.code = code
    self.offset = offset
    self.subject = subject
    self.clause = clause
  }

  /// The code as reports write it: lower camel case, limits as `limit.<name>`.
  public var identifier: String {
    switch code {
    case .truncated: "truncated"
    case .overrun: "overrun"
    case .badSignature: "badSignature"
    case .valueOutOfRange: "valueOutOfRange"
    case .checksumMismatch: "checksumMismatch"
    case .badCompression: "badCompression"
    case .malformed: "malformed"
    case .unsupported: "unsupported"
    case .limitExceeded(let limit, _): "limit.\(limit.rawValue)"
    }
  }

  /// One sentence for people, without the offset.
  public var explanation: String {
    let what = subject.isEmpty ? "The data" : subject
    let fault =
      switch code {
      case .truncated: "\(what) ends too early"
      case .overrun: "\(what) points outside the part that holds it"
      case .badSignature: "\(what) does not start with the right signature"
      case .valueOutOfRange: "\(what) holds a value that is not allowed"
      case .checksumMismatch: "\(what) has a wrong checksum"
      case .badCompression: "\(what) cannot be unpacked"
      case .malformed: "\(what) is not well-formed"
      case .unsupported: "\(what) is of a kind that is not supported"
      case .limitExceeded(let limit, let requested):
        "\(what) asks for \(requested), over the \(limit.rawValue) limit"
      }
    return clause.map { fault + " (\($0))" } ?? fault
  }

  /// Code, offset and explanation on one line.
  public var description: String { "\(identifier) at byte \(offset): \(explanation)" }
}

extension ParsingError: Equatable {
  /// Two errors are equal when their code and offset are; words do not count.
  public static func == (a: ParsingError, b: ParsingError) -> Bool {
    a.code == b.code && a.offset == b.offset
  }
}
