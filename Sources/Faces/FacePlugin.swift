import CFacePlugin
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// An open plug-in, and the detectors that it made.
///
/// A detector serves one thread at a time; as many are made as are in use at once, and kept.
final class FacePlugin: Sendable {
  /// A face as the plug-in gives it, in pixels of the picture it was given.
  struct Found: Sendable {
    var box: FaceBox
    var score: Double
    var view: Int
  }

  /// A detector of the plug-in. The pointer is only used by the thread that took it from the pool.
  @safe private struct Handle: @unchecked Sendable {
    var pointer: UnsafeMutableRawPointer
  }

  private struct Functions: @unchecked Sendable {
    var table: CFacePlugin_Functions
  }

  /// The version of the interface that is needed.
  static let version = Int(CFACEPLUGIN_ABI_VERSION)

  let path: String
  private let functions: Functions
  private let idle = Mutex<[Handle]>([])

  /// Opens the plug-in at `path` and makes a first detector.
  init(path: String) throws(FacesNotExamined) {
    var table = CFacePlugin_Functions()
    var version: Int32 = 0
    var message = [CChar](repeating: 0, count: 400)
    let opening = unsafe message.withUnsafeMutableBufferPointer { text in
      guard let start = text.baseAddress else { return CFacePlugin_Opening.notLoaded }
      return unsafe CFacePlugin_open(path, &table, &version, start, text.count)
    }
    switch opening {
    case .OK: break
    case .version:
      throw FacesNotExamined(
        .pluginVersion(path: path, version: Int(version), expected: Self.version))
    case .incomplete:
      throw FacesNotExamined(
        .pluginUnusable(path: path, message: "it is no face detector of Assay"))
    default:
      let bytes = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw FacesNotExamined(
        .pluginUnusable(path: path, message: String(decoding: bytes, as: UTF8.self)))
    }
    self.path = path
    functions = Functions(table: table)
    let first = try makeHandle()
    idle.withLock { $0.append(first) }
  }

  deinit {
    idle.withLock { handles in
      for handle in handles {
        var table = functions.table
        unsafe CFacePlugin_callDestroy(&table, handle.pointer)
      }
    }
  }

  private func makeHandle() throws(FacesNotExamined) -> Handle {
    var table = functions.table
    var pointer: UnsafeMutableRawPointer?
    let status = unsafe CFacePlugin_callCreate(&table, &pointer)
    guard status == CFacePlugin_Status.OK.rawValue, let pointer = unsafe pointer else {
      throw failure(status == 0 ? CFacePlugin_Status.failed.rawValue : status)
    }
    return unsafe Handle(pointer: pointer)
  }

  private func failure(_ status: Int32) -> FacesNotExamined {
    switch CFacePlugin_Status(rawValue: status) {
    case .notBuilt: FacesNotExamined(.notBuilt(path: path))
    case .outOfMemory: FacesNotExamined(.outOfMemory)
    default: FacesNotExamined(.detectorFailed(status: Int(status)))
    }
  }

  /// The faces of a gray picture, in its pixels, best first, and how many there are in all.
  ///
  /// - Parameters:
  ///   - samples: `width * height` samples.
  ///   - capacity: How many faces are given, at most.
  func detect(
    _ samples: [UInt8], width: Int, height: Int, capacity: Int
  ) throws(FacesNotExamined) -> (faces: [Found], count: Int) {
    precondition(width > 0 && height > 0 && samples.count == width * height && capacity > 0)
    guard let columns = Int32(exactly: width), let rows = Int32(exactly: height),
      let limit = Int32(exactly: capacity)
    else { throw FacesNotExamined(.detectorFailed(status: Int(CFacePlugin_Status.limit.rawValue))) }
    let handle: Handle
    if let taken = idle.withLock({ $0.popLast() }) {
      handle = taken
    } else {
      handle = try makeHandle()
    }
    var table = functions.table
    var boxes = [CFacePlugin_Box](repeating: CFacePlugin_Box(), count: capacity)
    var count: Int32 = 0
    let status = unsafe samples.withUnsafeBufferPointer { source in
      unsafe boxes.withUnsafeMutableBufferPointer { target in
        guard let from = source.baseAddress, let to = target.baseAddress else {
          return CFacePlugin_Status.argument.rawValue
        }
        return unsafe CFacePlugin_callDetect(
          &table, handle.pointer, from, columns, rows, 1, Int64(width), max(columns, rows), to,
          limit, &count)
      }
    }
    idle.withLock { $0.append(handle) }
    guard status == CFacePlugin_Status.OK.rawValue else { throw failure(status) }
    // Another program's word: numbers that no picture can give are left out.
    let total = max(0, Int(count))
    let faces = boxes.prefix(total).compactMap { box -> Found? in
      let values = [box.left, box.top, box.width, box.height, box.score]
      guard values.allSatisfy({ $0.isFinite && abs($0) < 1e6 }), box.width >= 1, box.height >= 1
      else { return nil }
      return Found(
        box: FaceBox(
          x: Double(box.left), y: Double(box.top), width: Double(box.width),
          height: Double(box.height)),
        score: Double(box.score), view: Int(box.view))
    }
    return (faces, total)
  }
}

/// Where the plug-in can be.
enum FacePluginPlace {
  /// The name of the file.
  static var fileName: String {
    #if canImport(Darwin)
      "libAssayFaces.dylib"
    #else
      "libAssayFaces.so"
    #endif
  }

  /// The places for an executable, in the order in which they are tried: beside it, which is also
  /// where a build leaves it, and where `make install` puts it.
  static func candidates(executable: String) -> [String] {
    guard let slash = executable.lastIndex(of: "/") else { return [] }
    let folder = executable[..<slash]
    return ["\(folder)/\(fileName)", "\(folder)/../lib/assay/\(fileName)"]
  }

  /// The path of the running program, links resolved; nil when the system does not tell.
  static func runningExecutable() -> String? {
    var buffer = [CChar](repeating: 0, count: 4_096)
    #if canImport(Darwin)
      var size = UInt32(buffer.count)
      guard unsafe _NSGetExecutablePath(&buffer, &size) == 0 else { return nil }
      guard let resolved = unsafe realpath(buffer, nil) else { return nil }
      defer { unsafe free(resolved) }
      return unsafe String(cString: resolved)
    #else
      let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count - 1)
      guard count > 0 else { return nil }
      return String(
        decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    #endif
  }

  /// The value of a variable of the environment.
  static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }

  /// Whether there is a file that can be read.
  static func exists(_ path: String) -> Bool { unsafe access(path, R_OK) == 0 }
}
