import ByteReading
import Crypto
import Dispatch
import Synchronization

/// The SHA-256 of a file, as hexadecimal digits; taken on a second thread where that is worth it.
final class FileDigest: Sendable {
  /// Below this size, in bytes, starting the work elsewhere takes longer than doing it.
  private static let smallestAside = 1 << 18

  private let file: Mutex<ByteView?>
  private let text = Mutex("")
  private let isDone = DispatchSemaphore(value: 0)

  /// - Parameters:
  ///   - file: The bytes.
  ///   - aside: Whether another thread may start now; else ``wait()`` does the work.
  init(_ file: ByteView, aside: Bool) {
    guard aside, file.count >= Self.smallestAside else {
      self.file = Mutex(file)
      return
    }
    self.file = Mutex(nil)
    DispatchQueue.global(qos: .userInitiated).async {
      let digest = Self.digest(of: file)
      self.text.withLock { $0 = digest }
      self.isDone.signal()
    }
  }

  /// The digits, when they are known; to be asked for once.
  func wait() -> String {
    if let file = file.withLock({ $0 }) { return Self.digest(of: file) }
    isDone.wait()
    return text.withLock { $0 }
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
