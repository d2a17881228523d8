public import ByteReading
public import Containers

/// Why a picture could not be decoded or encoded.
public struct DecodingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of fault.
  public enum Code: Sendable, Hashable {
    /// The bytes are not what the format asks for.
    case malformed
    /// The bytes end before a single row could be decoded.
    case truncated
    /// The coding is legal but there is no decoder for it here.
    case unsupported
    /// The library with the decoder is not installed here, or is another version.
    case libraryMissing
    /// A limit was reached. `requested` is what the file asked for, 0 where that is not known.
    case limitExceeded(ParsingError.Limit, requested: Int)
    /// There is no memory for what the limits allow.
    case outOfMemory
  }

  /// What is wrong.
  public var code: Code
  /// The format whose codec refused.
  public var codec: ImageFormat
  /// The number of the codec library for its error; 0 where it has none.
  public var libraryCode: Int
  /// The words of the codec library, or of this module.
  public var message: String

  /// Creates an error.
  public init(_ code: Code, codec: ImageFormat, libraryCode: Int = 0, message: String) {
    self.code = code
    self.codec = codec
    self.libraryCode = libraryCode
    self.message = message
  }

  /// Whether nothing is wrong with the picture: there is no codec for it here.
  public var lacksCodec: Bool { code == .unsupported || code == .libraryMissing }

  /// The code as reports write it: lower camel case, limits as `limit.<name>`.
  public var identifier: String {
    switch code {
    case .malformed: "malformed"
    case .truncated: "truncated"
    case .unsupported: "unsupported"
    case .libraryMissing: "libraryMissing"
    case .limitExceeded(let limit, _): "limit.\(limit.rawValue)"
    case .outOfMemory: "outOfMemory"
    }
  }

  /// The code, the codec and the words of the library, for people who look for the cause.
  public var description: String {
    let number = libraryCode == 0 ? "" : " \(libraryCode)"
    return "\(codec.rawValue) codec: \(identifier)\(number): \(message)"
  }
}
