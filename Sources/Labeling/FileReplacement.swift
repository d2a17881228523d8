#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Puts new bytes in the place of a file so that it is whole at every moment: they are written beside
/// it, synchronised and renamed over it.
public struct FileReplacement: Sendable {
  /// The name the old file is kept under, as a suffix (`.orig`); nil to keep none.
  public var backupSuffix: String?

  /// Creates a replacement.
  public init(backupSuffix: String? = nil) { self.backupSuffix = backupSuffix }

  /// Why a file was not replaced. It is as it was.
  public struct Failure: Error, Sendable, Equatable {
    /// What was tried.
    public var operation: String
    /// `errno`.
    public var code: Int32

    /// One sentence for people.
    public var explanation: String {
      unsafe "\(operation) failed: \(String(cString: strerror(code)))"
    }
  }

  /// Writes `bytes` to `path`. An existing file keeps its permissions; a symbolic link is followed,
  /// so that the file it points to is the one that is replaced.
  ///
  /// - Throws: ``Failure``.
  public func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    var target = path
    if let resolved = unsafe realpath(path, nil) {
      target = unsafe String(cString: resolved)
      unsafe free(resolved)
    }
    var status = stat()
    let exists = unsafe stat(target, &status) == 0
    let temporary = "\(target).assay-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    let mode: mode_t = exists ? status.st_mode & 0o7777 : 0o644
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure(operation: "Creating a file", code: errno) }
    do throws(Failure) {
      try fill(descriptor, bytes)
      guard fchmod(descriptor, mode) == 0 else {
        throw Failure(operation: "Setting permissions", code: errno)
      }
      guard fsync(descriptor) == 0 else { throw Failure(operation: "Writing", code: errno) }
    } catch {
      close(descriptor)
      _ = unsafe unlink(temporary)
      throw error
    }
    close(descriptor)
    if exists, let backupSuffix {
      let backup = target + backupSuffix
      // A link keeps the old content under the new name; an older backup is never overwritten.
      if unsafe link(target, backup) != 0, errno != EEXIST {
        let code = errno
        _ = unsafe unlink(temporary)
        throw Failure(operation: "Keeping a backup", code: code)
      }
    }
    guard unsafe rename(temporary, target) == 0 else {
      let code = errno
      _ = unsafe unlink(temporary)
      throw Failure(operation: "Replacing the file", code: code)
    }
  }

  private func fill(_ descriptor: Int32, _ bytes: [UInt8]) throws(Failure) {
    var position = 0
    while position < bytes.count {
      let written = unsafe bytes.withUnsafeBytes { buffer in
        unsafe writeOnce(descriptor, UnsafeRawBufferPointer(rebasing: buffer[position...]))
      }
      if written < 0 {
        if errno == EINTR { continue }
        throw Failure(operation: "Writing", code: errno)
      }
      position += written
    }
  }

  private func writeOnce(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
      unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
    #elseif canImport(Musl)
      unsafe Musl.write(descriptor, buffer.baseAddress, buffer.count)
    #else
      unsafe Darwin.write(descriptor, buffer.baseAddress, buffer.count)
    #endif
  }
}
