#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import CMetadataShims

/// Puts new bytes in the place of a file so that it is whole at every moment: they are written beside
/// it, synchronised and renamed over it.
public struct FileReplacement: Sendable {
  /// The name the old file is kept under, as a suffix (`.orig`, then `.orig.2`); nil to keep none.
  public var backupSuffix: String?

  /// Creates a replacement.
  public init(backupSuffix: String? = nil) { self.backupSuffix = backupSuffix }

  /// What was done.
  public struct Outcome: Sendable, Equatable {
    /// Where the old file is kept; nil when it is not.
    public var backup: String?
    /// How many other names (hard links) the old file has, under which it stays as it was.
    public var otherNames: Int
    /// How many extended attributes (tags of a file manager, access lists) the new file lacks.
    public var lostAttributes = 0
  }

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

  /// Writes `bytes` to `path`. An existing file keeps its permissions, its owner and its extended
  /// attributes as far as the process may set them; a symbolic link is followed, so that the file it
  /// points to is the one that is replaced. A file that nobody may write stays as it is.
  ///
  /// - Throws: ``Failure``.
  @discardableResult
  public func write(_ bytes: [UInt8], to path: String) throws(Failure) -> Outcome {
    var target = path
    if let resolved = unsafe realpath(path, nil) {
      target = unsafe String(cString: resolved)
      unsafe free(resolved)
    }
    var status = stat()
    let exists = unsafe stat(target, &status) == 0
    // Renaming would get around it: whoever took the right to write away had a reason.
    if exists, status.st_mode & 0o222 == 0 {
      throw Failure(operation: "Replacing a write-protected file", code: EACCES)
    }
    let temporary = "\(target).assay-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    let mode: mode_t = exists ? status.st_mode & 0o7777 : 0o644
    var lostAttributes = 0
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure(operation: "Creating a file", code: errno) }
    do throws(Failure) {
      try fill(descriptor, bytes)
      if exists {
        // What cannot be kept, such as the owner for who is not root, is no reason to fail.
        _ = fchown(descriptor, status.st_uid, status.st_gid)
        lostAttributes = Int(unsafe assay_copy_extended_attributes(target, descriptor))
      }
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
    var outcome = Outcome(
      backup: nil, otherNames: exists ? max(0, Int(status.st_nlink) - 1) : 0,
      lostAttributes: lostAttributes)
    if exists, let backupSuffix {
      guard let backup = keep(target, suffix: backupSuffix) else {
        let code = errno
        _ = unsafe unlink(temporary)
        throw Failure(operation: "Keeping a backup", code: code)
      }
      outcome.backup = backup
    }
    guard unsafe rename(temporary, target) == 0 else {
      let code = errno
      _ = unsafe unlink(temporary)
      throw Failure(operation: "Replacing the file", code: code)
    }
    synchronizeFolder(of: target)
    return outcome
  }

  /// Makes the new name durable. Some file systems cannot; the file is whole with either name.
  private func synchronizeFolder(of path: String) {
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "./"
    let descriptor = unsafe open(String(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    close(descriptor)
  }

  /// Gives the old content a second name, which is free: an older backup is never overwritten, and
  /// the next one gets a number. Returns the name, or nil with `errno` set.
  private func keep(_ target: String, suffix: String) -> String? {
    for number in 1...999 {
      let backup = target + suffix + (number == 1 ? "" : ".\(number)")
      if unsafe link(target, backup) == 0 { return backup }
      guard errno == EEXIST else { return nil }
    }
    return nil
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
