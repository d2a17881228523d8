import CPatternBank

/// The bytes of a bank, kept once however many templates point into them.
enum PatternBankBytes: Sendable {
  /// Those that are part of the program: neither copied nor checked again at every start.
  case program
  /// Those of a file.
  case owned([UInt8])

  /// Calls `body` with all bytes.
  func withSpan<Result, Failure: Error>(
    _ body: (borrowing Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    switch self {
    case .program:
      // They are constants of the program.
      let buffer = unsafe UnsafeBufferPointer(
        start: CPatternBank_bytes(), count: CPatternBank_count())
      return try unsafe body(buffer.span)
    case .owned(let bytes): return try body(bytes.span)
    }
  }
}
