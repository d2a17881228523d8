import EvidenceModel
import Foundation
import Reporting

/// Where one report goes: standard output, or a file that appears only when it is complete.
struct ReportOutput {
  /// A stream of text into a file descriptor, written in pieces.
  final class Sink: TextOutputStream {
    private let descriptor: Int32
    private var buffer = ""
    /// Whether everything could be written so far.
    private(set) var isOpen = true
    /// Why not; nil when the reader went away, which is no fault.
    private(set) var failure: Int32?
    /// Whether every piece goes out at once (standard output, so that results appear as they come).
    private let isImmediate: Bool

    init(descriptor: Int32, isImmediate: Bool) {
      self.descriptor = descriptor
      self.isImmediate = isImmediate
    }

    func write(_ string: String) {
      buffer += string
      if buffer.utf8.count >= 1 << 16 { flush() }
    }

    /// Ends one image: what was written so far may go out.
    func endPiece() { if isImmediate { flush() } }

    func flush() {
      if isOpen && !buffer.isEmpty {
        isOpen = Terminal.write(buffer, to: descriptor)
        if !isOpen && errno != EPIPE { failure = errno }
      }
      buffer.removeAll(keepingCapacity: true)
    }
  }

  private var reporter: any Reporter
  private let sink: Sink
  /// The file, and the temporary name it has until it is complete, if it has one; nil for standard
  /// output.
  private let file: (path: String, temporary: String?, descriptor: Int32)?

  /// Creates the report on standard output.
  init(standardOutput reporter: any Reporter) {
    self.reporter = reporter
    sink = Sink(descriptor: STDOUT_FILENO, isImmediate: true)
    file = nil
  }

  /// Creates a report in a file.
  ///
  /// - Throws: ``Failure`` when the file cannot be made.
  init(path: String, reporter: any Reporter) throws {
    self.reporter = reporter
    var status = stat()
    let exists = unsafe stat(path, &status) == 0
    if path.hasPrefix("/dev/") || exists && status.st_mode & S_IFMT != S_IFREG {
      // A device, a pipe or a socket is written to, never replaced.
      let descriptor = Self.openInPlace(path)
      guard descriptor >= 0 else {
        throw Failure("cannot write \(path): \(unsafe String(cString: strerror(errno)))")
      }
      sink = Sink(descriptor: descriptor, isImmediate: false)
      file = (path, nil, descriptor)
      return
    }
    // A link stays, and what it points to is replaced.
    let path = Self.target(of: path)
    let temporary = path + ".assay-\(ProcessInfo.processInfo.processIdentifier)"
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw Failure("cannot write \(path): \(unsafe String(cString: strerror(errno)))")
    }
    sink = Sink(descriptor: descriptor, isImmediate: false)
    file = (path, temporary, descriptor)
  }

  /// The path that links lead to, whether there is something or not.
  private static func target(of path: String) -> String {
    var path = path
    for _ in 0..<40 {
      guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else {
        return path
      }
      path =
        next.hasPrefix("/")
        ? next : URL(filePath: path).deletingLastPathComponent().path + "/" + next
    }
    return path
  }

  /// Opens what is no file for writing; -1 when that is not possible.
  private static func openInPlace(_ path: String) -> Int32 {
    // These name a stream that is open already, wherever it leads.
    switch path {
    case "/dev/stdout": return dup(STDOUT_FILENO)
    case "/dev/stderr": return dup(STDERR_FILENO)
    default:
      if path.hasPrefix("/dev/fd/"), let number = Int32(path.dropFirst(8)) { return dup(number) }
      return unsafe open(path, O_WRONLY | O_CLOEXEC)
    }
  }

  /// Whether the reader is still there; a closed pipe ends a run quietly.
  var isOpen: Bool { sink.isOpen }

  mutating func begin() throws {
    var sink = sink
    try reporter.begin(to: &sink)
  }

  mutating func write(_ image: ImageReport) throws {
    var sink = sink
    try reporter.write(image, to: &sink)
    sink.endPiece()
  }

  /// Ends the report; a file gets its name now.
  ///
  /// - Throws: ``Failure`` when the file could not be written in full.
  mutating func end(_ summary: RunSummary) throws {
    var sink = sink
    try reporter.end(summary, to: &sink)
    sink.flush()
    guard let file else {
      if let failure = sink.failure {
        let reason = unsafe String(cString: strerror(failure))
        throw Failure("cannot write to standard output: \(reason)", .notInspected)
      }
      return
    }
    guard let temporary = file.temporary else {
      close(file.descriptor)
      if sink.failure != nil { throw Failure("cannot write \(file.path)", .notInspected) }
      return
    }
    let isComplete = sink.isOpen && fsync(file.descriptor) == 0
    close(file.descriptor)
    guard isComplete, unsafe rename(temporary, file.path) == 0 else {
      unsafe unlink(temporary)
      throw Failure("cannot write \(file.path)", .notInspected)
    }
  }
}
