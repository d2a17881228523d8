/// How much a stranger's file may ask for.
///
/// The defaults let every real file through that we know of, and keep the memory of one inspection
/// bounded whatever the file says.
public struct ParsingLimits: Sendable, Hashable {
  /// The largest file that is read, in bytes.
  public var fileSize = 1 << 30
  /// The deepest nesting of boxes, directories, CBOR or XML.
  public var nesting = 64
  /// The largest number of segments, chunks, boxes or directory entries in one file.
  public var count = 100_000
  /// The largest unpacked or reassembled payload, in bytes.
  public var payloadSize = 64 << 20
  /// The largest sum of unpacked and reassembled payloads of one file, in bytes.
  public var totalMemory = 192 << 20
  /// The largest number of pixels that is decoded.
  public var pixels = 268_000_000
  /// The longest text kept of one value, in bytes.
  public var textLength = 4 << 20

  /// Creates the default limits.
  public init() {}
}
