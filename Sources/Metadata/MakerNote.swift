import ByteReading
import CMetadataShims

/// What a camera maker wrote into its own field, as far as libexif knows the maker.
public struct MakerNote: Sendable {
  /// One entry.
  public struct Entry: Sendable, Hashable {
    /// The name that libexif has for it.
    public var name: String
    /// The value in words.
    public var value: String
  }

  /// The entries, in the order of the note.
  public private(set) var entries: [Entry] = []
  /// How often libexif complained about corrupt data while it read the structure.
  public private(set) var corruptionCount = 0

  /// Reads the maker note of an EXIF structure; libexif looks at its first 64 KiB.
  public init(of block: EXIFBlock) {
    guard block.hasMakerNote else { return }
    var corrupt = 0
    let text = block.data.withSpan { span in
      unsafe span.withUnsafeBufferPointer { input in
        unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { output, count in
          unsafe output.withMemoryRebound(to: CChar.self) { characters in
            let result = unsafe assay_exif_maker_note(
              input.baseAddress, input.count, characters.baseAddress, 1 << 16)
            count = Int(result.output_count)
            corrupt = Int(result.corrupt_count)
          }
        }
      }
    }
    corruptionCount = corrupt
    for line in text.split(separator: 0x0A) {
      guard let tab = line.firstIndex(of: 0x09) else { continue }
      entries.append(
        Entry(
          name: String(decoding: line[..<tab], as: UTF8.self),
          value: ByteView(Array(line[(tab + 1)...])).text))
    }
  }
}
