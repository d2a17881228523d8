import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Ctrl-C: the first one ends the run cleanly with the report so far, the second one at once.
enum Interruption {
  private static let count = Atomic<Int>(0)

  /// Whether the user wants to stop.
  static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }

  /// Starts to listen for the signals that end a program.
  static func listen() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { caught in
        // Only what is safe in a signal handler: an atomic, and `_exit`.
        if Interruption.count.add(1, ordering: .relaxed).newValue > 1 { _exit(128 + caught) }
      }
    }
    // A reader that goes away (`assay scan | head`) is no error worth a message.
    signal(SIGPIPE, SIG_DFL)
  }
}
