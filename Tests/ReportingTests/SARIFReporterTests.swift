import EvidenceModel
import Foundation
import SARIF
import Testing

@testable import Reporting

@Suite struct SARIFReporterTests {
  private func log(
    _ images: [ImageReport] = SampleReports.all, _ reporter: SARIFReporter? = nil
  ) throws -> SARIFLog {
    var summary = RunSummary()
    for image in images { summary.add(image) }
    let text = try render(
      images, summary: summary,
      with: reporter ?? SARIFReporter(options: SampleReports.options))
    return try JSONDecoder().decode(SARIFLog.self, from: Data(text.utf8))
  }

  @Test func `every rule in force is listed, sorted, and results point at theirs`() throws {
    let run = try #require(try log().runs.first)
    let ids = run.tool.driver.rules.map(\.id)
    #expect(ids == SampleReports.rules.map(\.id).sorted())
    for result in run.results {
      if let index = result.ruleIndex {
        #expect(ids[index] == result.ruleId)
      } else {
        #expect(result.ruleId == "hostile-rule")
      }
    }
    #expect(
      run.tool.driver.rules.allSatisfy {
        $0.shortDescription.text.count <= 1024 && $0.fullDescription.text.count <= 1024
      })
  }

  @Test func `a long description is cut to what services take`() {
    let rule = RuleDescription(
      id: "long", title: "t", description: String(repeating: "é", count: 2_000), severity: .note)
    #expect(SARIFReporter.descriptor(rule).fullDescription.text.count == 1_024)
  }

  @Test func `a result on an image has a text region and the bytes of its evidence`() throws {
    let results = try #require(try log().runs.first?.results)
    let result = try #require(results.first { $0.ruleId == "credentials-altered" })
    let place = try #require(result.locations.first?.physicalLocation)
    #expect(place.artifactLocation.uri == "press/portrait.jpg")
    #expect(place.region == SARIFRegion(byteOffset: 2, byteLength: 8_998))
    #expect(place.region?.startLine == 1 && place.region?.endColumn == 1)
    #expect(result.level == .error)
  }

  @Test func `a result on a post shows beside its line, the image is related`() throws {
    let result = try #require(try log().runs.first?.results.first)
    #expect(
      result.locations.first?.physicalLocation.artifactLocation.uri == "posts/summer/index.md")
    #expect(result.locations.first?.physicalLocation.region?.startLine == 12)
    #expect(
      result.relatedLocations?.first?.physicalLocation.artifactLocation.uri
        == "posts/summer/hero.png")
  }

  @Test func `fingerprints stay and tell images apart`() throws {
    let results = try #require(try log().runs.first?.results)
    #expect(results == (try log().runs.first?.results))
    #expect(results.allSatisfy { $0.partialFingerprints["assay/v1"]?.hasPrefix("v1:") == true })
    let hashes = results.compactMap { $0.partialFingerprints["primaryLocationLineHash"] }
    #expect(Set(hashes).count == results.count)
    #expect(hashes.allSatisfy { $0.count == 18 && $0.hasSuffix(":1") })
  }

  @Test func `a waived finding is suppressed with its reason`() throws {
    let results = try #require(try log().runs.first?.results)
    let suppressed = results.filter { $0.suppressions?.isEmpty == false }
    #expect(suppressed.count == 1)
    #expect(suppressed.first?.suppressions?.first?.kind == "external")
    #expect(suppressed.first?.suppressions?.first?.justification?.contains("Anna") == true)
  }

  @Test func `an unreadable file makes the run unsuccessful`() throws {
    let invocation = try #require(try log().runs.first?.invocations?.first)
    #expect(!invocation.executionSuccessful)
    let note = try #require(invocation.toolExecutionNotifications.first)
    #expect(note.descriptor?.id == "truncated")
    #expect(
      note.locations?.first?.physicalLocation.artifactLocation.uri == "press/broken%20file.jpg")
    let fine = try log([SampleReports.signedAndDisclosed]).runs.first?.invocations?.first
    #expect(fine?.executionSuccessful == true)
  }

  @Test func `results and notifications beyond the limits are counted, not written`() throws {
    var reporter = SARIFReporter(options: SampleReports.options)
    #expect(reporter.maximumResults == 25_000)
    reporter.maximumResults = 3
    reporter.maximumNotifications = 2
    let images =
      Array(repeating: SampleReports.altered, count: 5)
      + Array(repeating: SampleReports.unreadable, count: 4)
    let run = try #require(try log(images, reporter).runs.first)
    #expect(run.results.count == 3)
    let notes = try #require(run.invocations?.first?.toolExecutionNotifications)
    #expect(notes.count == 4)
    #expect(notes.contains { $0.message.text.contains("2 more results left out") })
    #expect(notes.contains { $0.message.text.contains("2 more files could not be inspected") })
  }

  @Test(arguments: [
    ("a b/ü%.png", "a%20b/%C3%BC%25.png"), ("./x.png", "x.png"), ("/root/x/y.png", "x/y.png"),
    ("/else/secret/y.png", "y.png"), ("a:b", "a%3Ab"), ("-", "-"), ("/rootless/a", "a"),
    ("\u{202E}x", "%E2%80%AEx"),
  ])
  func `a path becomes a relative reference`(path: String, uri: String) {
    #expect(RelativePath.uri(path, root: "/root") == uri)
  }

  @Test func `people see paths below the root without it, and others as given`() {
    #expect(RelativePath.shortened("/root/x/y.png", root: "/root/") == "x/y.png")
    #expect(RelativePath.shortened("/else/y.png", root: "/root") == "/else/y.png")
    #expect(RelativePath.shortened("./y.png", root: "/root") == "./y.png")
    #expect(RelativePath.shortened("/y.png", root: nil) == "/y.png")
  }
}
