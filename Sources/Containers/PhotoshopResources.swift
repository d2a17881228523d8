public import ByteReading

/// Goes through Photoshop image resource blocks.
///
/// ```swift
/// var resources = PhotoshopResources(data)
/// while let resource = resources.next() { … }
/// ```
///
/// - Reference: Adobe Photoshop File Formats Specification (2019), "Image Resource Blocks".
public struct PhotoshopResources: Sendable {
  /// One resource.
  public struct Resource: Sendable, Hashable {
    /// The number of the resource: 0x0404 IPTC, 0x040C thumbnail, 0x0422 EXIF, 0x0424 XMP …
    public var identifier: UInt16
    /// The name, mostly empty.
    public var name: String
    /// Where its data is, counted from the start of the blocks.
    public var range: Range<Int>
    /// The whole block, header and padding included, counted from the start of the blocks.
    public var blockRange: Range<Int>
  }

  private var reader: ByteReader
  /// What ended the list before its end; nil when nothing did.
  public private(set) var fault: ParsingError.Code?

  /// Creates a walk over `data`.
  public init(_ data: ByteView) { reader = ByteReader(data) }

  private static let signatures: Set<FourCC> = ["8BIM", "PHUT", "DCSR", "AgHg", "MeSa"]

  /// The next resource; nil at the end, or at the first fault.
  public mutating func next() -> Resource? {
    guard fault == nil, reader.remaining >= 12 else { return nil }
    let start = reader.position
    guard let signature = try? reader.fourCC(), Self.signatures.contains(signature) else {
      // Zero bytes pad the end of many a list.
      if reader.view.suffix(from: start).slice.prefix(64).contains(where: { $0 != 0 }) {
        fault = .badSignature
      }
      return nil
    }
    guard let identifier = try? reader.uint16(), let nameCount = try? reader.uint8(),
      let name = try? reader.take(Int(nameCount)),
      nameCount % 2 == 1 || (try? reader.skip(1)) != nil, let size = try? reader.uint32()
    else {
      fault = .truncated
      return nil
    }
    let position = reader.position
    guard let data = try? reader.take(Int(size)) else {
      fault = .truncated
      let rest = reader.takeRemaining()
      guard !rest.isEmpty else { return nil }
      return Resource(
        identifier: identifier, name: name.text, range: position..<(position + rest.count),
        blockRange: start..<reader.position)
    }
    if data.count % 2 == 1 { _ = try? reader.skip(1) }
    return Resource(
      identifier: identifier, name: name.text, range: position..<(position + data.count),
      blockRange: start..<reader.position)
  }
}
