import ByteReading
import Crypto
import Dispatch
import Synchronization

/// The SHA-256 of a file, as hexadecimal digits; taken beside the rest where that is worth it.
final class FileDigest: Sendable {
  private enum State {
    /// Nobody has begun.
    case open(ByteView)
    case taken
    case done(String)
  }

  /// Below this size, in bytes, handing the work on takes longer than doing it.
  private static let smallestAside = 1 << 18

  private let state: Mutex<State>
  private let isDone = DispatchSemaphore(value: 0)

  /// - Parameters:
  ///   - file: The bytes; let go of as soon as their digest is known.
  ///   - side: Who may take it now. If that thread does not come to it, ``wait()`` does the work.
  init(_ file: ByteView, on side: SideThread?) {
    state = Mutex(.open(file))
    if let side, file.count >= Self.smallestAside { side.perform { self.work() } }
  }

  /// Whether the digits are known, whoever took them.
  var isKnown: Bool { state.withLock { if case .done = $0 { true } else { false } } }

  /// The digits, when they are known.
  func wait() -> String {
    work()
    isDone.wait()
    // Whoever asks next need not wait.
    isDone.signal()
    return state.withLock { if case .done(let text) = $0 { text } else { "" } }
  }

  /// Takes the digest, unless somebody has begun.
  private func work() {
    let file = state.withLock { state -> ByteView? in
      guard case .open(let file) = state else { return nil }
      state = .taken
      return file
    }
    guard let file else { return }
    let text = Self.digest(of: file)
    state.withLock { $0 = .done(text) }
    isDone.signal()
  }

  private static func digest(of file: ByteView) -> String {
    var hasher = SHA256()
    file.withSpan { span in
      unsafe span.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
    }
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for byte in hasher.finalize() {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
