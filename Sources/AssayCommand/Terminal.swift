import Foundation

/// Writing to the standard streams, and what is known of the terminal behind them.
enum Terminal {
  /// When to use colours or to show progress.
  enum When: String, CaseIterable {
    case auto, always, never
  }

  /// Whether the stream is a terminal.
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Whether to colour text on standard output.
  ///
  /// - Reference: no-color.org: `NO_COLOR`, when set and not empty, turns colours off.
  static func usesColor(_ when: When) -> Bool {
    switch when {
    case .always: return true
    case .never: return false
    case .auto:
      if let value = Environment["NO_COLOR"], !value.isEmpty { return false }
      return isTerminal(STDOUT_FILENO) && Environment["TERM"] != "dumb"
    }
  }

  /// The number of columns of the terminal; 80 where unknown.
  static var width: Int {
    var size = winsize()
    guard unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return 80
    }
    return Int(size.ws_col)
  }

  /// Writes out what `print` holds back.
  ///
  /// - Throws: ``Failure`` when standard output takes no more, and not because its reader went away.
  static func flushStandardOutput() throws {
    guard fflush(nil) != 0, errno != EPIPE else { return }
    let reason = unsafe String(cString: strerror(errno))
    throw Failure("cannot write to standard output: \(reason)", .notInspected)
  }

  /// Text of a stranger, with what a terminal would act on made visible.
  static func visible(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse:
        result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Writes text to standard error.
  static func standardError(_ text: String) { _ = write(text, to: STDERR_FILENO) }

  /// Writes all of `text`; false when the stream is closed or full, with the reason in `errno`.
  static func write(_ text: String, to descriptor: Int32) -> Bool {
    var text = text
    return text.withUTF8 { buffer in
      var offset = 0
      while offset < buffer.count {
        let rest = unsafe UnsafeRawBufferPointer(
          rebasing: UnsafeRawBufferPointer(buffer)[offset...])
        #if canImport(Glibc)
          let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
        #elseif canImport(Musl)
          let count = unsafe Musl.write(descriptor, rest.baseAddress, rest.count)
        #else
          let count = unsafe Darwin.write(descriptor, rest.baseAddress, rest.count)
        #endif
        if count < 0 {
          if errno == EINTR { continue }
          return false
        }
        offset += count
      }
      return true
    }
  }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
