public import Foundation

/// A run of the built `assay` binary, as a user starts it.
public struct ToolRun: Sendable {
  /// What it wrote to standard output.
  public var output: String
  /// What it wrote to standard error.
  public var errors: String
  /// The exit status.
  public var status: Int32

  /// The binary beside the tests.
  public static let binary: URL = {
    #if os(macOS)
      let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
      return (bundle?.bundleURL ?? Bundle.main.bundleURL).deletingLastPathComponent()
        .appending(path: "assay")
    #else
      return URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "assay")
    #endif
  }()

  /// Runs the tool.
  ///
  /// - Parameters:
  ///   - arguments: The arguments.
  ///   - folder: The working directory; the root of the package by default.
  ///   - input: What standard input holds.
  ///   - environment: Added to an environment of `PATH`, `HOME` and an empty data folder.
  public init(
    _ arguments: [String], in folder: String? = nil, input: Data? = nil,
    environment: [String: String] = [:]
  ) throws {
    let process = Process()
    process.executableURL = Self.binary
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder ?? SharedMaterial.packageRoot.path)
    let inherited = ProcessInfo.processInfo.environment
    process.environment = [
      "PATH": inherited["PATH"] ?? "/usr/bin:/bin", "HOME": NSTemporaryDirectory(),
      "ASSAY_DATA": NSTemporaryDirectory() + "assay-no-lists",
    ].merging(environment) { $1 }
    let (standardOutput, standardError, standardInput) = (Pipe(), Pipe(), Pipe())
    process.standardOutput = standardOutput
    process.standardError = standardError
    process.standardInput = standardInput
    try process.run()
    if let input { try standardInput.fileHandleForWriting.write(contentsOf: input) }
    try standardInput.fileHandleForWriting.close()
    output = String(
      decoding: standardOutput.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    errors = String(
      decoding: standardError.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    status = process.terminationStatus
  }

  /// The reports of an NDJSON output.
  public func images() throws -> [[String: Any]] {
    try output.split(separator: "\n").map { line in
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
    }
  }
}
