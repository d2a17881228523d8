import Foundation
import Testing
import _TestSupport

#if os(Linux)
  /// What the README says of the libraries that are opened when a picture needs them.
  struct MissingLibraryTests {
    @Test(
      arguments: [
        // libtiff's number depends on its version.
        (["libtiff.so.6", "libtiff.so.5"], "scan.tiff"), (["libwebp.so.7"], "ai-disclosed.webp"),
        (["libgif.so.7"], "animation.gif"), (["libheif.so.1"], "ai-disclosed.heic"),
      ])
    func `a report says where a library is missing`(names: [String], image: String) throws {
      // The loader takes the first file of the name, and an empty one is no library.
      let folder = try TemporaryFolder()
      for name in names { try folder.write(name, "") }
      let run = try ToolRun(
        ["check", "--format", "ndjson", "TestImages/" + image],
        environment: ["LD_LIBRARY_PATH": folder.path])
      #expect(run.status == 0)
      let report = try #require(try run.images().first)
      let diagnostics = report["diagnostics"] as? [[String: Any]] ?? []
      let message = diagnostics.first { $0["code"] as? String == "decode.libraryMissing" }
      #expect((message?["message"] as? String)?.contains(folder.path + "/lib") == true)
      let findings = report["findings"] as? [[String: Any]] ?? []
      #expect(findings.contains { $0["rule"] as? String == "decoder-missing" })
      #expect(!findings.contains { $0["rule"] as? String == "pixels-not-decoded" })
    }
  }
#endif
