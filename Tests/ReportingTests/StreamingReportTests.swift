import EvidenceModel
import Foundation
import Testing

@testable import Reporting

/// Collects pieces as they are written, and knows how large the largest was.
struct PieceCounter: TextOutputStream {
  var pieces = 0
  var largest = 0
  var total = 0

  mutating func write(_ text: String) {
    pieces += 1
    largest = max(largest, text.utf8.count)
    total += text.utf8.count
  }
}

@Suite struct StreamingReportTests {
  @Test(arguments: [ReportFormat.text, .json, .ndjson, .csv, .sarif, .github, .gitlab, .html])
  func `an image is written as soon as it is given`(format: ReportFormat) throws {
    var reporter = format.reporter(options: SampleReports.options)
    var output = PieceCounter()
    try reporter.begin(to: &output)
    for _ in 0..<20 {
      let before = output.total
      try reporter.write(SampleReports.undisclosed, to: &output)
      #expect(output.total > before)
    }
    try reporter.end(SampleReports.summary, to: &output)
    #expect(output.largest < 40_000)
  }

  @Test func `JUnit keeps no more than a suite`() throws {
    var reporter = JUnitReporter(options: SampleReports.options)
    reporter.maximumSuiteSize = 3
    var output = PieceCounter()
    var kept = 0
    for _ in 0..<10 {
      let before = output.total
      try reporter.write(SampleReports.signedAndDisclosed, to: &output)
      kept = output.total > before ? 1 : kept + 1
      #expect(kept <= 3)
    }
  }

  @Test func `Markdown keeps no more than its limits`() throws {
    var reporter = MarkdownReporter(options: SampleReports.options)
    reporter.maximumBytes = 3_000
    reporter.maximumPassLines = 2
    let images =
      Array(repeating: SampleReports.cameraOriginal, count: 5)
      + Array(repeating: SampleReports.undisclosed, count: 50)
    let text = try render(images, summary: SampleReports.summary, with: reporter)
    #expect(text.utf8.count < 5_000)
    #expect(text.contains("more images left out"))
    #expect(text.contains("… and 3 more."))
  }

  @Test func `a page stops embedding pictures when it is large enough`() throws {
    let picture = HTMLPicture(
      data: Array(repeating: 1, count: 100), encoding: .jpeg, width: 4, height: 3)
    let reporter = HTMLReporter(
      options: SampleReports.options, pictureBudget: 250,
      pictures: { _ in HTMLPictures(thumbnail: picture) })
    let page = try render(
      Array(repeating: SampleReports.altered, count: 4), summary: SampleReports.summary,
      with: reporter)
    #expect(page.components(separatedBy: "data:image/jpeg").count == 3)
    #expect(page.contains("2 images shown without pictures"))
  }

  @Test func `a face is shown beside what was measured on it`() throws {
    let crop = HTMLPicture(
      data: Array(repeating: 7, count: 90), encoding: .jpeg, width: 40, height: 50)
    var image = SampleReports.altered
    image.inspection.path = "a/<b>\"x.jpg"
    image.inspection.faces = (0..<3).map {
      FaceResult(x: $0, y: 2, width: 30, height: 40, detection: 1.25)
    }
    let small = HTMLReporter(
      options: SampleReports.options, pictures: { _ in HTMLPictures(faces: [crop, nil]) })
    let page = try render([image], summary: SampleReports.summary, with: small)
    // One of three: the second could not be cut out, the third was one too many.
    #expect(page.components(separatedBy: "class=\"crop\"").count == 2)
    #expect(page.contains("alt=\"Face 1 of &lt;b&gt;&quot;x.jpg, cut out\""))
    #expect(page.contains("30 × 40 at 0, 2; detection score 1.25"))
    #expect(page.contains("Face 3<"))
    let full = HTMLReporter(
      options: SampleReports.options, pictureBudget: 100,
      pictures: { _ in HTMLPictures(faces: [crop, crop]) })
    let without = try render([image], summary: SampleReports.summary, with: full)
    #expect(!without.contains("class=\"crop\""))
    #expect(without.contains("1 image shown without pictures"))
  }

  @Test func `an interrupted run says so in every format that has a summary`() throws {
    var summary = SampleReports.summary
    summary.isInterrupted = true
    summary.unreadableFileCount = 2
    for format in [ReportFormat.text, .json, .markdown, .sarif, .junit, .html] {
      let text = try render(
        [SampleReports.altered], summary: summary,
        with: format.reporter(options: SampleReports.options))
      #expect(text.contains("interrupted"), "\(format)")
    }
  }

  @Test func `manifests that name each other end the tree`() throws {
    let page = try render(
      [SampleReports.hostile], summary: SampleReports.summary,
      with: HTMLReporter(options: SampleReports.options))
    #expect(page.contains("Manifests"))
    #expect(page.utf8.count < 120_000)
  }
}
