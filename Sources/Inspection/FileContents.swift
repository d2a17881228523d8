#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads whole files, with a limit and without following surprises.
///
/// A file is read, not mapped: a mapped file that another process truncates would end this one.
public enum FileContents {
  /// Why a file could not be read.
  public enum Failure: Error, Sendable, Equatable {
    /// The system said no; `code` is `errno`.
    case system(code: Int32)
    /// It is a directory, a pipe, a socket or a device.
    case notARegularFile
    /// It is larger than the limit.
    case tooLarge(byteCount: Int, limit: Int)

    /// The failure as a diagnostic code.
    public var identifier: String {
      switch self {
      case .system(let code) where code == ENOENT: "file.vanished"
      case .system(let code) where code == EACCES || code == EPERM: "file.permission"
      case .system: "file.unreadable"
      case .notARegularFile: "file.notRegular"
      case .tooLarge: "limit.fileSize"
      }
    }

    /// One sentence for people.
    public var explanation: String {
      switch self {
      case .system(let code): unsafe "The file cannot be read: \(String(cString: strerror(code)))"
      case .notARegularFile: "It is not a regular file"
      case .tooLarge(let count, let limit):
        "The file has \(count) bytes, over the limit of \(limit)"
      }
    }
  }

  /// Returns all bytes of the file at `path`.
  ///
  /// - Parameters:
  ///   - path: A path of the file system.
  ///   - limit: The largest size that is read, in bytes.
  /// - Throws: ``Failure``.
  public static func read(path: String, limit: Int) throws(Failure) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .system(code: errno) }
    defer { close(descriptor) }
    return try read(descriptor: descriptor, limit: limit, mustBeRegular: true)
  }

  /// Returns all bytes that come from an open file, such as standard input.
  ///
  /// - Throws: ``Failure``.
  public static func read(
    descriptor: Int32, limit: Int, mustBeRegular: Bool = false
  ) throws(Failure) -> [UInt8] {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .system(code: errno) }
    let isRegular = status.st_mode & S_IFMT == S_IFREG
    if mustBeRegular && !isRegular { throw .notARegularFile }
    let expected = isRegular ? Int(status.st_size) : 0
    guard expected <= limit else { throw .tooLarge(byteCount: expected, limit: limit) }

    var bytes: [UInt8] = []
    // One byte more than expected, so that a file that grew meanwhile is noticed at once.
    var capacity = isRegular ? expected + 1 : 1 << 16
    var failure: Failure?
    while true {
      var received = 0
      let chunk = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
        while count < buffer.count {
          let rest = unsafe UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(buffer)[count...].prefix(pieceSize))
          if isRegular { unsafe populate(rest) }
          let result = unsafe Self.read(descriptor, into: rest)
          if result < 0 {
            failure = .system(code: errno)
            break
          }
          if result == 0 { break }
          count += result
        }
        received = count
      }
      if let failure { throw failure }
      if bytes.isEmpty { bytes = chunk } else { bytes.append(contentsOf: chunk) }
      guard bytes.count <= limit else { throw .tooLarge(byteCount: bytes.count, limit: limit) }
      if received < capacity { return bytes }
      capacity = min(max(bytes.count, 1 << 16), 1 << 24)
    }
  }

  #if canImport(Glibc)
    /// `MADV_POPULATE_WRITE` of Linux 5.14, which older headers lack.
    private static let populateForWriting: Int32 = 23
  #endif

  /// How much is read at once, in bytes: what is still in the cache when it is copied into, and for
  /// so long no other thread waits for the map of the memory.
  private static let pieceSize = 1 << 18

  /// Gives a large buffer its memory at once: page by page, while the file is copied into it, takes
  /// longer than the copy.
  private static func populate(_ buffer: UnsafeMutableRawBufferPointer) {
    #if canImport(Glibc)
      guard buffer.count >= 1 << 16, let start = buffer.baseAddress else { return }
      let page = Int(sysconf(Int32(_SC_PAGESIZE)))
      let shift = (page - Int(bitPattern: start) % page) % page
      // An older system says no, and nothing is lost.
      _ = unsafe madvise(start + shift, buffer.count - shift, populateForWriting)
    #endif
  }

  /// One `read`, again when a signal interrupts it.
  private static func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
  ) -> Int {
    while true {
      #if canImport(Glibc)
        let result = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      #elseif canImport(Musl)
        let result = unsafe Musl.read(descriptor, buffer.baseAddress, buffer.count)
      #else
        let result = unsafe Darwin.read(descriptor, buffer.baseAddress, buffer.count)
      #endif
      if result >= 0 || errno != EINTR { return result }
    }
  }
}
