import ByteReading
import Foundation
import Metadata

/// The file beside an image that holds its XMP: `photo.bmp.xmp`, or `photo.xmp` where it can belong
/// to no other image.
///
/// - Reference: ISO 16684-1:2019 (XMP Part 1); Adobe XMP Specification Part 3 (2016) §4.1 (sidecar
///   files), `photoshop:SidecarForExtension`.
public enum XMPSidecar {
  /// The largest sidecar that is read, in bytes.
  static let sizeLimit = 1 << 24

  /// The sidecar of the image at `path`; nil when there is none that is surely its own.
  public static func path(of path: String) -> String? {
    let full = path + ".xmp"
    if exists(full) { return full }
    let (stem, suffix) = split(path)
    let short = stem + ".xmp"
    guard short != full, exists(short), owns(short, suffix: suffix, of: path) else { return nil }
    return short
  }

  /// Where the sidecar of the image at `path` is, or is to be written.
  public static func place(for path: String) -> String {
    if let existing = self.path(of: path) { return existing }
    let short = split(path).stem + ".xmp"
    return exists(short) || hasSibling(path) ? path + ".xmp" : short
  }

  /// The bytes of the sidecar of the image at `path`; nil when there is none, or none that can be
  /// read.
  public static func contents(of path: String) -> [UInt8]? {
    self.path(of: path).flatMap { try? FileContents.read(path: $0, limit: sizeLimit) }
  }

  private static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }

  /// The path without the extension of its name, and the extension in lower case.
  private static func split(_ path: String) -> (stem: String, suffix: String) {
    let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    guard let dot = path[start...].lastIndex(of: "."), dot > start else { return (path, "") }
    return (String(path[..<dot]), path[path.index(after: dot)...].lowercased())
  }

  /// Whether `photo.xmp` is of this image: it says so, or no other image has that name.
  private static func owns(_ sidecar: String, suffix: String, of path: String) -> Bool {
    guard let bytes = try? FileContents.read(path: sidecar, limit: sizeLimit) else { return false }
    let named = XMPPacket(ByteView(bytes)).properties.first {
      $0.path == "photoshop:SidecarForExtension"
    }
    if let named { return named.value.lowercased() == suffix }
    return !hasSibling(path)
  }

  /// Whether another image has the name of this one but for its extension.
  private static func hasSibling(_ path: String) -> Bool {
    let (stem, _) = split(path)
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[...$0]) } ?? "."
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let start = slash.map { stem[stem.index(after: $0)...] } ?? stem[...]
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.contains {
      $0 != name && $0.hasPrefix(start + ".") && split($0).stem == start
        && Inspector.hasImageName($0)
    }
  }
}
