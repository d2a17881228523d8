import EvidenceModel
import Foundation
import Reporting

/// Where one report goes: standard output, or a file that appears only when it is complete.
struct ReportOutput {
  /// A stream of text into a file descriptor, written in pieces.
  final class Sink: TextOutputStream {
    private let descriptor: Int32
    private var buffer = ""
    /// Whether the reader is still there.
    private(set) var isOpen = true
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
      if isOpen && !buffer.isEmpty { isOpen = Terminal.write(buffer, to: descriptor) }
      buffer.removeAll(keepingCapacity: true)
    }
  }

  private var reporter: any Reporter
  private let sink: Sink
  /// The file and the temporary name it has until it is complete; nil for standard output.
  private let file: (path: String, temporary: String, descriptor: Int32)?

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
    let temporary = path + ".assay-\(ProcessInfo.processInfo.processIdentifier)"
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw Failure("cannot write \(path): \(unsafe String(cString: strerror(errno)))")
    }
    sink = Sink(descriptor: descriptor, isImmediate: false)
    file = (path, temporary, descriptor)
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
    guard let file else { return }
    let isComplete = sink.isOpen && fsync(file.descriptor) == 0
    close(file.descriptor)
    guard isComplete, unsafe rename(file.temporary, file.path) == 0 else {
      unsafe unlink(file.temporary)
      throw Failure("cannot write \(file.path)", .notInspected)
    }
  }
}
