/// A watermark that was found in the pixels.
public struct WatermarkDetection: Sendable, Hashable {
  /// How much a mark of this kind survives.
  public enum Robustness: String, Sendable, Hashable, CaseIterable {
    /// Lost as soon as the picture is stored with loss.
    case lossless
    /// Survives light compression without chroma subsampling; not scaling.
    case fragile
    /// Survives ordinary compression.
    case moderate
  }

  /// Where in the picture the mark was read.
  public struct Placement: Sendable, Hashable {
    /// The column of the first block, in pixels, `0...7`.
    public var x: Int
    /// The row of the first block, in pixels, `0...7`.
    public var y: Int
    /// The index, within the payload, of the bit in the first block.
    public var firstBit: Int
    /// By how many bits the payload moves on from one row of blocks to the next, modulo its length.
    public var bitsPerRow: Int

    /// Creates a placement.
    public init(x: Int = 0, y: Int = 0, firstBit: Int = 0, bitsPerRow: Int) {
      self.x = x
      self.y = y
      self.firstBit = firstBit
      self.bitsPerRow = bitsPerRow
    }
  }

  /// The scheme: `sdxl-dwtdct`, `sd1-dwtdct`, `sd2-dwtdct`, `flux1-dwtdct`, `invokeai-dwtdct`,
  /// `dwtdctsvd`, `rivagan`, `trustmark-q` (`-b`, `-c`, `-p`), or the scheme of a message that the caller supplied.
  public var scheme: String
  /// The name for people.
  public var name: String
  /// The payload that was recognised or read: text where it is text, else hexadecimal after `0x`.
  public var payload: String
  /// The number of payload bits that read as expected, by majority or against the mean of all votes,
  /// whichever are more.
  public var matchedBits: Int
  /// The number of payload bits.
  public var totalBits: Int
  /// The chance of so good a match in a picture without the mark, over everything that was tried
  /// for this picture, in `0...1`; 1 for schemes without a presence test.
  public var pValue: Double
  /// The reading that matched: channel order and the centre of U, for example `bgr` or
  /// `rgb, float`; with `shifted` when the block grid was found by search, and with
  /// the size before resizing when that was undone.
  public var view: String
  /// How much a mark of this kind survives.
  public var robustness: Robustness
  /// The generator that writes this payload; nil when it does not tell.
  public var generator: String?
  /// Whether the bits were read without any way to tell that they are a payload.
  public var isPresenceUnknown: Bool
  /// Where the mark was read; nil where that does not apply.
  public var placement: Placement?

  /// Creates a detection.
  public init(
    scheme: String, name: String, payload: String, matchedBits: Int, totalBits: Int,
    pValue: Double, view: String, robustness: Robustness, generator: String? = nil,
    isPresenceUnknown: Bool = false, placement: Placement? = nil
  ) {
    self.scheme = scheme
    self.name = name
    self.payload = payload
    self.matchedBits = matchedBits
    self.totalBits = totalBits
    self.pValue = pValue
    self.view = view
    self.robustness = robustness
    self.generator = generator
    self.isPresenceUnknown = isPresenceUnknown
    self.placement = placement
  }

  /// Bytes as ``payload`` shows them.
  static func payload(of bytes: [UInt8]) -> String {
    if bytes.allSatisfy({ (0x20..<0x7F).contains($0) }) {
      return String(decoding: bytes, as: UTF8.self)
    }
    return "0x"
      + bytes.map { byte in
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "0" + digits : digits
      }.joined()
  }
}
