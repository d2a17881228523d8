public import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A web server for tests, on this machine only. It answers `GET` with the files it was given, one
/// request at a time, until it is released.
public final class LoopbackServer: Sendable {
  /// What the server says to a request.
  public struct Answer: Sendable {
    /// The content.
    public var body: Data
    /// The address that is asked instead; nil for an answer with content.
    public var redirect: String?

    /// An answer with content.
    public init(_ body: Data) { self.body = body }

    /// A redirection.
    public init(redirect: String) {
      body = Data()
      self.redirect = redirect
    }
  }

  /// `http://127.0.0.1:PORT`
  public let address: String
  private let descriptor: Int32
  private let answers: Mutex<[String: Answer]>
  private let log = Mutex<[String]>([])

  /// Starts a server.
  ///
  /// - Parameter answers: What to answer by path, for example `/list.pem`. Others are not found.
  /// - Throws: When no port can be had.
  public init(_ answers: [String: Answer] = [:]) throws {
    self.answers = Mutex(answers)
    #if canImport(Glibc)
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let socket = descriptor
    let isReady = unsafe withUnsafeMutablePointer(to: &name) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        unsafe bind(socket, pointer, length) == 0 && listen(socket, 8) == 0
          && getsockname(socket, pointer, &length) == 0
      }
    }
    guard isReady else { throw POSIXError(.EADDRNOTAVAIL) }
    address = "http://127.0.0.1:\(UInt16(bigEndian: name.sin_port))"
    Thread.detachNewThread { [weak self] in
      while true {
        let connection = accept(socket, nil, nil)
        guard connection >= 0, let server = self else { return }
        server.serve(connection)
      }
    }
  }

  deinit {
    _ = shutdown(descriptor, 2)
    _ = close(descriptor)
  }

  /// Says what to answer from now on.
  public subscript(path: String) -> Answer? {
    get { answers.withLock { $0[path] } }
    set { answers.withLock { $0[path] = newValue } }
  }

  /// The paths that were asked for, in order.
  public var requests: [String] { log.withLock { $0 } }

  private func serve(_ connection: Int32) {
    defer { _ = close(connection) }
    var buffer = [UInt8](repeating: 0, count: 8192)
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe recv(connection, $0.baseAddress, $0.count, 0)
    }
    guard count > 0 else { return }
    let line = String(decoding: buffer[..<count].prefix { $0 != 13 }, as: UTF8.self)
    let path = line.split(separator: " ").dropFirst().first.map(String.init) ?? "/"
    log.withLock { $0.append(path) }
    let answer = self[path]
    var head = answer == nil ? "HTTP/1.1 404 Not Found\r\n" : "HTTP/1.1 200 OK\r\n"
    if let target = answer?.redirect { head = "HTTP/1.1 302 Found\r\nLocation: \(target)\r\n" }
    let body = answer?.body ?? Data()
    let reply = [UInt8]((head + "Content-Length: \(body.count)\r\nConnection: close\r\n\r\n").utf8)
    for part in [reply, [UInt8](body)] {
      var sent = 0
      while sent < part.count {
        #if canImport(Darwin)
          let flags: Int32 = 0
        #else
          let flags = Int32(truncatingIfNeeded: Int(MSG_NOSIGNAL))
        #endif
        let step = unsafe part.withUnsafeBytes { bytes in
          unsafe send(
            connection, bytes.baseAddress.map { unsafe $0 + sent }, part.count - sent, flags)
        }
        guard step > 0 else { return }
        sent += step
      }
    }
  }
}
