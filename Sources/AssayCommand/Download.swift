import Foundation

/// A download over HTTPS by the system's curl, so that the tool itself links no network code.
///
/// Only `assay trust update` and the option `--fetch-remote-manifests` use it. The user's own
/// configuration of curl is not read, and neither cookies nor credentials are sent.
struct Download {
  /// The largest content that is taken, in bytes.
  var limit: Int
  /// How long the download may take, in seconds.
  var seconds: Int
  /// Whether plain HTTP to this machine itself is allowed.
  var allowsLoopback: Bool

  /// Downloads of trust lists: few, and the user says where from.
  static let trustLists = Download(limit: 8 << 20, seconds: 60, allowsLoopback: true)

  /// Downloads of manifests: the file says where from, so nothing of this machine is asked unless
  /// `ASSAY_ALLOW_LOOPBACK` is `1`, which tests use.
  static let manifests = Download(
    limit: 32 << 20, seconds: 20,
    allowsLoopback: ProcessInfo.processInfo.environment["ASSAY_ALLOW_LOOPBACK"] == "1")

  /// Whether a host is this machine itself, as far as its name tells.
  static func isLoopback(_ host: String) -> Bool {
    let name = host.lowercased().trimmingCharacters(in: CharacterSet(charactersIn: "[]."))
    return name == "localhost" || name.hasSuffix(".localhost") || name == "::1"
      || name.hasPrefix("127.") || name == "0.0.0.0" || name == "::"
      || name.hasPrefix("::ffff:127.")
  }

  /// Downloads a file.
  ///
  /// - Parameter address: An `https` address, or where allowed `http` to this machine itself.
  /// - Throws: ``Failure`` with curl's words, or with what is wrong with the address.
  func fetch(_ address: String) throws -> Data {
    guard address.utf8.count <= 4096, let url = URL(string: address), let scheme = url.scheme,
      let host = url.host()
    else { throw Failure("\(address.prefix(200)) is no address") }
    let isLoopback = Self.isLoopback(host)
    guard scheme == "https" || (scheme == "http" && isLoopback) else {
      throw Failure("\(address): only https is allowed")
    }
    guard allowsLoopback || !isLoopback else {
      throw Failure("\(address): this machine itself is not asked")
    }
    let (data, status, message) = try run(
      address, protocols: isLoopback ? "=http,https" : "=https")
    guard data.count <= limit, status != 63 else {
      throw Failure("\(address) is larger than \(limit) bytes")
    }
    switch status {
    case 0: break
    case 127: throw Failure("curl is not installed")
    default:
      throw Failure(
        "\(address) could not be downloaded: "
          + message.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    guard !data.isEmpty else { throw Failure("\(address): there is no content") }
    return data
  }

  private func run(
    _ address: String, protocols: String
  ) throws -> (data: Data, status: Int32, message: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      // The first option makes curl ignore the user's configuration.
      "curl", "--disable", "--silent", "--show-error", "--fail", "--location", "--max-redirs", "3",
      "--proto", protocols, "--proto-redir", protocols, "--connect-timeout", "10", "--max-time",
      "\(seconds)", "--max-filesize", "\(limit)", "--globoff", "--", address,
    ]
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    do { try process.run() } catch { throw Failure("curl cannot be started") }
    var data = Data()
    // The length that a server announces need not be true.
    while data.count <= limit,
      let part = try? output.fileHandleForReading.read(upToCount: 1 << 16), !part.isEmpty
    { data.append(part) }
    if data.count > limit { process.terminate() }
    let message = (try? errors.fileHandleForReading.read(upToCount: 4096)) ?? nil
    process.waitUntilExit()
    return (data, process.terminationStatus, String(decoding: message ?? Data(), as: UTF8.self))
  }
}
