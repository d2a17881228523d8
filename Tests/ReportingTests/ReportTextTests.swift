import EvidenceModel
import Foundation
import Testing

@testable import Reporting

@Suite struct ReportTextTests {
  @Test(arguments: [
    ("a  b c", ["a", "b", "c"]), ("", []), (" x ", ["x"]),
    ("do `a  'b c' >> d`. Or", ["do", "`a  'b c' >> d`.", "Or"]),
    ("an open ` b", ["an", "open", "`", "b"]),
    ("`a b``c d` e", ["`a b``c d`", "e"]),
  ])
  func `a command in backticks is one word`(text: String, words: [String]) {
    #expect(TextReporter.words(of: text).map(String.init) == words)
  }

  @Test(arguments: 0...50)
  func `Base64 is that of Foundation`(count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) }
    #expect(Base64.encode(bytes) == Data(bytes).base64EncodedString())
  }

  @Test(arguments: [
    (0.0, 2, "0.00"), (1.005, 1, "1.0"), (-0.004, 2, "0.00"), (-1.5, 2, "-1.50"),
    (12.3456, 3, "12.346"), (.nan, 2, "–"), (.infinity, 0, "–"), (1e300, 2, "–"), (7.6, 0, "8"),
  ])
  func `a number has its decimals`(value: Double, decimals: Int, text: String) {
    #expect(DecimalText.fixed(value, decimals) == text)
  }

  @Test(arguments: [
    (0.04, "0.040"), (1.2e-9, "1e-9"), (0, "0"), (.nan, "–"), (1, "1.000"),
  ])
  func `a probability is short`(value: Double, text: String) {
    #expect(DecimalText.probability(value) == text)
  }

  @Test(arguments: [(0, "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (4_250_000, "4.3 MB")])
  func `a size has a unit`(count: Int, text: String) {
    #expect(DecimalText.bytes(count) == text)
  }

  @Test(arguments: [
    ("plain", "plain"), ("a\u{202E}b", "a\\u{202E}b"), ("a\nb\tc", "a b c"), ("é 漢字 🙂", "é 漢字 🙂"),
    ("\u{1B}[2J", "\\u{1B}[2J"), ("x\u{200B}y", "x\\u{200B}y"), ("👩‍👧", "👩‍👧"),
    ("\u{9B}31m", "\\u{9B}31m"),
  ])
  func `what would deceive is written out`(text: String, visible: String) {
    #expect(VisibleText.line(text) == visible)
  }

  @Test func `text is wrapped between words at the width`() throws {
    var options = SampleReports.options
    options.width = 50
    let text = try render(
      [SampleReports.contradictory], summary: SampleReports.summary,
      with: TextReporter(options: options))
    let block = text.split(separator: "\n").prefix(7)
    #expect(block.allSatisfy { $0.count <= 50 })
    options.width = nil
    let long = try render(
      [SampleReports.contradictory], summary: SampleReports.summary,
      with: TextReporter(options: options))
    #expect(long.split(separator: "\n").contains { $0.count > 100 })
  }

  @Test func `colour is only there when asked for`() throws {
    var options = SampleReports.options
    let plain = try render(
      SampleReports.all, summary: SampleReports.summary, with: TextReporter(options: options))
    #expect(!plain.contains("\u{1B}"))
    options.usesColor = true
    let colored = try render(
      SampleReports.all, summary: SampleReports.summary, with: TextReporter(options: options))
    // Without the sequences it is the same text.
    #expect(colored.replacing(try Regex("\u{1B}\\[[0-9;]*m"), with: "") == plain)
  }

  @Test func `no report calls an image real`() throws {
    for format in ReportFormat.allCases where format != .html {
      let text = try render(
        Array(SampleReports.all.prefix(8)), summary: SampleReports.summary,
        with: format.reporter(options: SampleReports.options))
      #expect(!text.lowercased().contains(try Regex("\\b(real|authentic|genuine)\\b")), "\(format)")
    }
  }

  @Test func `every word is there for every case`() {
    #expect(Set(Decision.allCases.map(Wording.decision)).count == Decision.allCases.count)
    #expect(Set(OriginClass.allCases.map(Wording.origin)).count == OriginClass.allCases.count)
    #expect(Set(Decision.byUrgency) == Set(Decision.allCases))
  }

  @Test func `a message loses the prompt it quotes`() {
    let redaction = Redaction(SampleReports.options)
    let image = SampleReports.undisclosed
    #expect(redaction.text("Says: a secret influencer!", of: image) == "Says: [redacted]!")
    #expect(
      redaction.text("a secret influencer, a secret influencer", of: image)
        == "[redacted], [redacted]")
    #expect(redaction.text("Nothing", of: image) == "Nothing")
  }
}
