/// What stands beside an image and belongs to it.
public struct Sidecars: Sendable {
  /// The bytes of a C2PA manifest store; counts only when the image holds none.
  public var store: [UInt8]?
  /// The bytes of an XMP packet. What it declares is evidence as if the image held it.
  public var xmp: [UInt8]?

  /// Creates a set of sidecars.
  public init(store: [UInt8]? = nil, xmp: [UInt8]? = nil) {
    self.store = store
    self.xmp = xmp
  }

  /// Reads what stands beside the image at a path: the same name with the extension `.c2pa`, and the
  /// whole name followed by `.xmp`. Another image cannot have that one too, as it can `photo.xmp`.
  public init(of path: String) {
    let name = path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
    let stem = name.lastIndex(of: ".").map { path[..<$0] } ?? path[...]
    store = try? FileContents.read(path: stem + ".c2pa", limit: 64 << 20)
    xmp = try? FileContents.read(path: path + ".xmp", limit: 16 << 20)
  }
}
