import ByteReading
import Containers
import DeclaredOrigin
public import EvidenceModel
public import Foundation

/// Inspects images: bytes → container → metadata, credentials and pixels → evidence.
///
/// An inspector is a value: it holds no state between images and can be used from many tasks at
/// once. It never throws because of what a file holds; what could not be read is a diagnostic.
///
/// ```swift
/// let report = try await Inspector().inspect(contentsOf: url)
/// for evidence in report.evidence.items { print(evidence.name, evidence.value.text) }
/// ```
public struct Inspector: Sendable {
  /// What to look at.
  public var options: InspectionOptions

  /// Creates an inspector.
  public init(options: InspectionOptions = InspectionOptions()) { self.options = options }

  /// Reads what is built in and every image needs, so that the first one need not wait for it.
  ///
  /// Useful beside other work, on another thread; it is read once, whoever asks first.
  public static func prepare() { _ = try? GeneratorCatalogue.builtIn() }

  /// Inspects a file.
  ///
  /// - Parameter url: A file URL.
  /// - Returns: Everything found. Content that is broken or no image at all makes no error but a
  ///   report that says so.
  /// - Throws: ``FileContents/Failure`` when the file cannot be read.
  public func inspect(contentsOf url: URL) async throws -> InspectionReport {
    let path = url.path(percentEncoded: false)
    let bytes = try FileContents.read(path: path, limit: options.limits.fileSize)
    return inspect(path: path, contents: bytes)
  }

  /// Inspects the file at `path`; a file that cannot be read gives a report that says so.
  public func inspect(path: String) -> InspectionReport {
    do {
      let bytes = try FileContents.read(path: path, limit: options.limits.fileSize)
      return inspect(path: path, contents: bytes)
    } catch { return Self.unreadable(path: path, failure: error) }
  }

  /// Inspects the file at `path`, which was read already, with what lies beside it.
  ///
  /// - Parameter contents: All bytes of the file; given back before the pixels are examined, where
  ///   the caller keeps no copy.
  public func inspect(path: String, contents: consuming [UInt8]) -> InspectionReport {
    inspect(
      contents, path: path, sidecarStore: Self.sidecarStore(of: path),
      sidecarXMP: XMPSidecar.contents(of: path))
  }

  /// Inspects the bytes of a file.
  ///
  /// - Parameters:
  ///   - bytes: All bytes of the file; given back before the pixels are examined, where the caller
  ///     keeps no copy.
  ///   - path: What to call it in the report.
  ///   - sidecarStore: The bytes of a C2PA manifest store beside the file; counts only when the
  ///     file holds none.
  ///   - sidecarXMP: The XMP of a file beside it, read after the file's own.
  public func inspect(
    _ bytes: consuming [UInt8], path: String, sidecarStore: [UInt8]? = nil,
    sidecarXMP: [UInt8]? = nil
  ) -> InspectionReport {
    var inspection = Inspection(
      file: ByteView(bytes), path: path, options: options,
      sidecarStore: sidecarStore.map { ByteView($0) }, sidecarXMP: sidecarXMP.map { ByteView($0) })
    return inspection.run()
  }

  /// The manifest store beside the file at `path`: the same name with the extension `.c2pa`.
  private static func sidecarStore(of path: String) -> [UInt8]? {
    try? FileContents.read(path: sidecarStoreName(of: path), limit: 64 << 20)
  }

  private static func sidecarStoreName(of path: String) -> String {
    let name = path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
    let stem = name.lastIndex(of: ".").map { path[..<$0] } ?? path[...]
    return String(stem) + ".c2pa"
  }

  /// Where a C2PA manifest store stands beside the file at `path`; nil when there is none.
  public static func sidecarStorePath(of path: String) -> String? {
    sidecarStore(of: path) == nil ? nil : sidecarStoreName(of: path)
  }

  /// The report of a file that could not be read.
  public static func unreadable(path: String, failure: FileContents.Failure) -> InspectionReport {
    var report = InspectionReport(path: path)
    report.isInspected = false
    report.diagnostics.append(
      Diagnostic(.error, code: failure.identifier, message: failure.explanation, stage: "read"))
    return report
  }

  /// The extensions of names that promise an image.
  private static let imageExtensions: Set<String> = [
    "jpg", "jpeg", "jpe", "jfif", "png", "apng", "webp", "heic", "heif", "hif", "avif", "tif",
    "tiff", "dng", "gif", "jxl", "svg", "bmp",
  ]

  /// Whether a file's name promises an image. Only used to tell a broken image from another file:
  /// the format itself is always read from the bytes.
  public static func hasImageName(_ path: String) -> Bool {
    guard let dot = path.lastIndex(of: ".") else { return false }
    return imageExtensions.contains(path[path.index(after: dot)...].lowercased())
  }
}
