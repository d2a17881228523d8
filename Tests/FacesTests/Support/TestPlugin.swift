import Faces
import Foundation
import Testing
import _TestSupport

/// The plug-in that was built beside the tests.
enum TestPlugin {
  static let path = ToolRun.binary.deletingLastPathComponent()
    .appending(path: ToolRun.libraryName).path

  static let detector: Result<FaceDetector, FacesNotExamined> = {
    do throws(FacesNotExamined) {
      return .success(try FaceDetector(pluginPath: path))
    } catch {
      return .failure(error)
    }
  }()

  static var isPresent: Bool { (try? detector.get()) != nil }

  static let absence: Comment = "skipped: the face detector plug-in was not built with dlib"
}

extension ToolRun {
  static var libraryName: String {
    #if os(macOS)
      "libAssayFaces.dylib"
    #else
      "libAssayFaces.so"
    #endif
  }
}

/// Plug-ins that are not what they should be, compiled from a few lines of C.
enum FalsePlugin {
  static let compiler: String? = ["/usr/bin/cc", "/usr/bin/clang", "/usr/bin/gcc"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  static let absence: Comment = "skipped: there is no C compiler to make a false plug-in with"

  /// The functions of a plug-in that finds nothing; a test replaces what it is about.
  static let version = "int assay_faces_abi_version(void) { return 1; }"
  static let create = """
    int assay_faces_create(void **detector) { static int one; *detector = &one; return 0; }
    """
  static let destroy = "void assay_faces_destroy(void *detector) {}"

  static func detect(_ body: String) -> String {
    """
    typedef struct { float left, top, width, height, score; int view; } Box;
    int assay_faces_detect(void *d, const unsigned char *s, int w, int h, int c, long long t, int m,
                           Box *boxes, int capacity, int *count) { \(body) }
    """
  }

  /// Compiles a plug-in and gives its path to `body`.
  static func with<Result>(
    _ parts: [String], _ body: (String) throws -> Result
  ) throws -> Result {
    let compiler = try #require(Self.compiler)
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let source = folder.appending(path: "plugin.c")
    let library = folder.appending(path: ToolRun.libraryName)
    try parts.joined(separator: "\n").write(to: source, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(filePath: compiler)
    process.arguments = ["-shared", "-fPIC", "-w", "-o", library.path, source.path]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return try body(library.path)
  }
}
