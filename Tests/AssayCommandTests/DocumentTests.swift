import ByteReading
import DeclaredOrigin
import Foundation
import Testing
import _TestSupport

struct DocumentTests {
  private static let documents = [
    "README.md", "CONTRIBUTING.md", "SECURITY.md", "integrations/README.md", "docs/verdicts.md",
    "docs/evidence.md",
  ]

  @Test(arguments: documents)
  func `every file that a document links to is there`(document: String) throws {
    let url = SharedMaterial.packageRoot.appending(path: document)
    let text = try String(contentsOf: url, encoding: .utf8)
    let links = text.matches(of: /\]\(([^)#]+)\)/).map { String($0.output.1) }
    for link in links where !link.hasPrefix("http") {
      let target = url.deletingLastPathComponent().appending(path: link)
      #expect(FileManager.default.fileExists(atPath: target.path), "\(document): \(link)")
    }
  }

  @Test func `the policy of the README loads and does what it says`() throws {
    let readme = try String(
      contentsOf: SharedMaterial.packageRoot.appending(path: "README.md"), encoding: .utf8)
    let start = try #require(readme.range(of: "```yaml\n- policy: our-house"))
    let end = try #require(readme.range(of: "\n```", range: start.upperBound..<readme.endIndex))
    let policy = readme[readme.index(start.lowerBound, offsetBy: 8)..<end.lowerBound]
    let folder = try TemporaryFolder()
    try folder.write("house.yml", Data((policy + "\n").utf8))
    let file = folder.path + "/house.yml"
    let blocked = try ToolRun(["check", "--policy", file, "TestImages/ai-disclosed.png"])
    #expect(blocked.status == 1, "\(blocked.errors)")
    #expect(blocked.output.contains("house-caption-missing"))
    #expect(try ToolRun(["check", "--policy", file, "TestImages/plain.png"]).status == 0)
  }

  @Test func `the newest heading of the changelog is the version`() throws {
    let changelog = try String(
      contentsOf: SharedMaterial.packageRoot.appending(path: "CHANGELOG.md"), encoding: .utf8)
    let version = try ToolRun(["--version"]).output.trimmingCharacters(in: .whitespacesAndNewlines)
    let heading = try #require(changelog.split(separator: "\n").first { $0.hasPrefix("## ") })
    #expect(heading.hasPrefix("## \(version)"))
  }

  @Test func `every limit that reports can name is explained in SECURITY.md`() throws {
    let security = try String(
      contentsOf: SharedMaterial.packageRoot.appending(path: "SECURITY.md"), encoding: .utf8)
    for limit in ParsingError.Limit.allCases {
      #expect(security.contains("`limit.\(limit.rawValue)`"))
    }
  }

  @Test func `the README counts the families of generators and the policies as they are`() throws {
    let readme = try String(
      contentsOf: SharedMaterial.packageRoot.appending(path: "README.md"), encoding: .utf8)
    let families = try GeneratorCatalogue.builtIn().familyIdentifiers.count
    #expect(readme.contains("\(families) families"))
  }

  @Test func `a starter configuration has no fault and is never overwritten`() throws {
    let folder = try TemporaryFolder()
    #expect(try ToolRun(["init", "--site", "hugo", "--policy", "iab-v2", folder.path]).status == 0)
    #expect(try ToolRun(["config", "check", folder.path]).output.contains("no fault"))
    #expect(try ToolRun(["init", folder.path]).status == 64)
  }
}
