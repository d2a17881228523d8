import EvidenceModel
import Foundation
import Reporting
import Testing
import _TestSupport

@Suite struct GoldenReportTests {
  /// The smallest pictures there are; what they show does not matter to the page.
  static let pictures: @Sendable (ImageReport) -> HTMLPictures? = { image in
    guard image.inspection.isInspected else { return nil }
    let pixel = HTMLPicture(
      data: [UInt8](Data(base64Encoded: onePixel) ?? Data()), encoding: .png, width: 1,
      height: 1, title: "Spectrum", caption: "Nothing to <see>.")
    return HTMLPictures(
      thumbnail: pixel, measurements: image.inspection.forensics == nil ? [] : [pixel],
      faces: image.inspection.faces?.map { _ in pixel } ?? [])
  }

  private static let onePixel =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="

  @Test(arguments: ReportFormat.allCases)
  func `a report of the samples is as it was`(format: ReportFormat) throws {
    let reporter = format.reporter(options: SampleReports.options, pictures: Self.pictures)
    let text = try render(SampleReports.all, summary: SampleReports.summary, with: reporter)
    try expectGolden(text, "report.\(format.rawValue)")
  }

  @Test func `verbose text in colour is as it was`() throws {
    var options = SampleReports.options
    options.isVerbose = true
    options.usesColor = true
    let reporter = ReportFormat.text.reporter(options: options)
    let images = Array(SampleReports.all.prefix(8))
    try expectGolden(
      try render(images, summary: SampleReports.summary, with: reporter), "verbose.text")
  }

  @Test(arguments: ReportFormat.allCases)
  func `a report of no images is complete`(format: ReportFormat) throws {
    let reporter = format.reporter(options: SampleReports.options)
    let text = try render([], summary: RunSummary(), with: reporter)
    switch format {
    case .json:
      let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
      #expect((object?["images"] as? [Any])?.isEmpty == true)
    case .sarif:
      #expect(try JSONSerialization.jsonObject(with: Data(text.utf8)) is [String: Any])
      #expect(text.contains("\"executionSuccessful\":true"))
    case .gitlab: #expect(text == "[]\n")
    case .ndjson: #expect(text.isEmpty)
    case .csv: #expect(text.hasPrefix("path,decision,"))
    case .junit: #expect(text.hasSuffix("</testsuites>\n"))
    case .html: #expect(text.contains("No images were found.") && text.hasSuffix("</html>\n"))
    case .text, .markdown, .github: #expect(text.contains("0 images: 0 passed"))
    }
  }

  @Test func `quiet text holds only what needs attention`() throws {
    var options = SampleReports.options
    options.isQuiet = true
    let text = try render(
      SampleReports.all, summary: SampleReports.summary,
      with: ReportFormat.text.reporter(options: options))
    #expect(!text.contains("posts/launch/cover.jpg"))
    #expect(text.contains("posts/summer/hero.png"))
    #expect(text.contains("9 images: 3 blocked, 2 to review, 1 not inspected, 3 passed"))
  }
}
