import Foundation
import Testing
import _TestSupport

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What happens to reports where they cannot be written, and to places that are no plain files.
struct OutputTests {
  private let picture = "TestImages/plain.png"

  private func check(_ output: String, in folder: TemporaryFolder) throws -> ToolRun {
    try ToolRun(
      [
        "check", "--no-pixels", "--quiet", "--output", output,
        SharedMaterial.packageRoot.appending(path: picture).path,
      ], in: folder.path)
  }

  @Test func `a link stays, and the file that it leads to is written`() throws {
    let folder = try TemporaryFolder()
    try folder.write("old.json", "old")
    let links = FileManager.default
    try links.createSymbolicLink(
      atPath: folder.path + "/link", withDestinationPath: "old.json")
    try links.createSymbolicLink(
      atPath: folder.path + "/dangling", withDestinationPath: "new.json")
    for (link, target) in [("link", "old.json"), ("dangling", "new.json")] {
      #expect(try check("json=\(link)", in: folder).status == 0)
      #expect(try links.destinationOfSymbolicLink(atPath: folder.path + "/" + link) == target)
      let text = try String(contentsOfFile: folder.path + "/" + target, encoding: .utf8)
      #expect(text.contains("\"schemaVersion\""))
    }
  }

  @Test func `a pipe is written to, not replaced`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/pipe"
    #expect(unsafe mkfifo(path, 0o600) == 0)
    // Open for reading and writing, so that nobody waits.
    let descriptor = unsafe open(path, O_RDWR)
    defer { close(descriptor) }
    #expect(try check("ndjson=pipe", in: folder).status == 0)
    var status = stat()
    #expect(unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe read(descriptor, &buffer, buffer.count)
    #expect(count > 0 && buffer[0] == UInt8(ascii: "{"))
  }

  #if os(Linux)
    @Test(arguments: [
      ["check", "--no-pixels", "TestImages/plain.png"], ["rules"],
      ["inspect", "TestImages/plain.png"],
      ["check", "--no-pixels", "--format", "json", "TestImages/a1111.png"],
    ])
    func `a full device is told, and ends with 2`(_ arguments: [String]) throws {
      let process = Process()
      process.executableURL = ToolRun.binary
      process.arguments = arguments
      process.currentDirectoryURL = SharedMaterial.packageRoot
      let errors = Pipe()
      process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
      process.standardError = errors
      try process.run()
      process.waitUntilExit()
      let text = String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
      #expect(process.terminationStatus == 2)
      #expect(text.contains("cannot write to standard output"))
    }

    @Test func `a full device for a file is told, and stays a device`() throws {
      let folder = try TemporaryFolder()
      #expect(try check("json=/dev/full", in: folder).status == 2)
      var status = stat()
      #expect(unsafe lstat("/dev/full", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
    }
  #endif
}
