import EvidenceModel
import Foundation
import Testing

@testable import Reporting

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What an attacker writes into a file must stay text in every format.
@Suite struct HostileTextTests {
  private func report(_ format: ReportFormat, verbose: Bool = true) throws -> String {
    var options = SampleReports.options
    options.isVerbose = verbose
    return try render(
      SampleReports.all, summary: SampleReports.summary,
      with: format.reporter(options: options, pictures: GoldenReportTests.pictures))
  }

  @Test(arguments: ReportFormat.allCases)
  func `no format lets control or bidi characters through`(format: ReportFormat) throws {
    var text = try report(format)
    // Line ends of our own, and no others.
    if format == .csv { text = text.replacing("\r\n", with: "\n") }
    let deceptive = text.unicodeScalars.filter { VisibleText.isDeceptive($0) && $0 != "\n" }
    #expect(Set(deceptive) == [])
  }

  @Test(arguments: ReportFormat.allCases)
  func `no format tells a prompt or a home folder`(format: ReportFormat) throws {
    let text = try report(format)
    #expect(!text.contains("a secret influencer"))
    if [.sarif, .junit, .github, .gitlab, .markdown, .html].contains(format) {
      #expect(!text.contains("/home/someone"))
    }
  }

  @Test func `a page holds no markup but its own`() throws {
    let page = try report(.html)
    #expect(page.components(separatedBy: "<script").count == 3)
    #expect(page.components(separatedBy: "</script").count == 3)
    #expect(!page.contains("<img src=x"))
    #expect(!page.contains("<svg/onload"))
    #expect(!page.contains("<b>\\u"))
    let tags = page.matches(of: try Regex("<[a-z][^>]*>")).map { String(page[$0.range]) }
    #expect(tags.count > 300)
    let handlers = try Regex("\\s(on[a-z]+|style|srcdoc|formaction)\\s*=")
    #expect(tags.filter { $0.contains(handlers) && !$0.contains("=\"") } == [])
    // Quotes are escaped in texts, so an attribute ends where it should.
    #expect(tags.allSatisfy { $0.count { $0 == "\"" } % 2 == 0 })
  }

  @Test func `a page links only to plain https addresses`() throws {
    let page = try report(.html)
    let targets = page.matches(of: try Regex("(?:href|src)=\"([^\"]*)\""))
      .map { String($0.output[1].substring ?? "") }
    #expect(
      targets.allSatisfy {
        $0.hasPrefix("https://") || $0.hasPrefix("data:image/png;base64,") || $0 == "#images"
      })
    #expect(targets.contains("https://eur-lex.europa.eu/eli/reg/2024/1689/oj"))
    for url in [
      "javascript:alert(1)", "http://example.org", "https://a\"b", "https://a b",
      "https://a\u{202E}b", "data:text/html,x", " https://a",
    ] {
      #expect(!HTMLText.isLinkable(url))
    }
  }

  @Test func `a page names the hashes of its style and its scripts`() throws {
    #expect(ContentHash.base64("abc") == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")
    let page = try report(.html)
    for body in [HTMLStyle.text, HTMLScript.early, HTMLScript.text] {
      #expect(page.contains(">\(body)</"))
      #expect(HTMLReporter.contentSecurityPolicy.contains("'sha256-\(ContentHash.base64(body))'"))
    }
    #expect(HTMLReporter.contentSecurityPolicy.hasPrefix("default-src 'none'"))
    #expect(!HTMLReporter.contentSecurityPolicy.contains("unsafe"))
    #expect(!HTMLScript.text.contains("innerHTML"))
  }

  @Test func `JUnit is well-formed XML with true counts`() throws {
    let text = try report(.junit)
    final class Counter: NSObject, XMLParserDelegate {
      var elements: [String: Int] = [:]
      var attributes: [String: Int] = [:]
      func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes attributeDict: [String: String]
      ) {
        elements[name, default: 0] += 1
        guard name == "testsuite" else { return }
        for key in ["tests", "failures", "errors", "skipped"] {
          attributes[key, default: 0] += attributeDict[key].flatMap { Int($0) } ?? 0
        }
      }
    }
    let counter = Counter()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = counter
    #expect(parser.parse())
    #expect(counter.elements["testcase"] == 9)
    #expect(counter.attributes == ["tests": 9, "failures": 3, "errors": 1, "skipped": 1])
    #expect(counter.elements["failure"] == 3)
    #expect(counter.elements["error"] == 1)
    #expect(counter.elements["skipped"] == 1)
  }

  @Test func `an annotation stays on its line`() throws {
    let lines = try report(.github).split(separator: "\n")
    #expect(lines.count == 8)
    #expect(
      lines.dropLast().allSatisfy {
        $0.hasPrefix("::error file=") || $0.hasPrefix("::warning file=")
      })
    #expect(GitHubReporter.property("a:b,c%\nd") == "a%3Ab%2Cc%25 d")
    #expect(GitHubReporter.data("100%\nb:c") == "100%25%0Ab:c")
  }

  @Test(arguments: [
    ("=1+1", "\"'=1+1\""), ("-2", "\"'-2\""), ("@x", "\"'@x\""), ("  +x", "\"'  +x\""),
    ("＝1", "\"'＝1\""), ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""),
    ("a\nb", "a b"), ("", ""),
  ])
  func `a cell is no formula`(text: String, cell: String) {
    #expect(CSVReporter.cell(text) == cell)
  }

  @Test func `rows have as many cells as there are columns`() throws {
    let rows = try report(.csv).split(separator: "\r\n", omittingEmptySubsequences: true)
    #expect(rows.count == 10)
    let counts = rows.map { row in
      var isQuoted = false
      return row.reduce(1) { count, character in
        if character == "\"" { isQuoted.toggle() }
        return character == "," && !isQuoted ? count + 1 : count
      }
    }
    #expect(Set(counts).count == 1)
  }

  @Test func `Markdown shows hostile text as text`() {
    #expect(
      MarkdownText.plain("[a](b) <i> @you #1") == #"\[a\]\(b\) &lt;i&gt; @<!-- -->you #<!-- -->1"#)
    #expect(MarkdownText.plain("https://x www.x") == "https&#58;//x www&#46;x")
    #expect(MarkdownText.code("a``b") == "```a``b```")
    #expect(MarkdownText.code("`a", inTable: true) == "`` `a ``")
    #expect(MarkdownText.code("a|b", inTable: true) == #"`a\|b`"#)
    #expect(MarkdownText.prose("Run `a b`.") == "Run `a b`.")
  }

  @Test func `the text of the page has contrast enough in both schemes`() throws {
    // WCAG 2.2 § 1.4.3: relative luminance of sRGB, 4.5 : 1 for text.
    func luminance(_ hex: Substring) -> Double {
      let digits = hex.count == 3 ? hex.map { "\($0)\($0)" }.joined() : String(hex)
      let value = Int(digits, radix: 16) ?? 0
      let channels = [value >> 16, value >> 8, value].map { channel in
        let part = Double(channel & 255) / 255
        return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    }
    let variable = try Regex("--([A-Za-z-]+):#([0-9a-f]{3,6})")
    let blocks = HTMLStyle.text.components(separatedBy: ":root{")
    #expect(blocks.count == 4)  // before, light, dark, print
    for block in blocks.dropFirst() {
      var colors: [String: Double] = [:]
      for match in block.prefix(900).matches(of: variable) {
        if let name = match.output[1].substring, let hex = match.output[2].substring {
          colors[String(name), default: luminance(hex)] = luminance(hex)
        }
      }
      var pairs = [("text", "ground"), ("text", "surface"), ("text", "sunk")]
      pairs += ["ground", "surface", "sunk"].map { ("dim", $0) }
      pairs += ["surface", "sunk"].map { ("accent", $0) }
      for decision in Decision.allCases.map(\.rawValue) {
        pairs += [(decision, decision + "-g"), ("text", decision + "-g"), (decision, "surface")]
      }
      for (text, ground) in pairs {
        let a = try #require(colors[text], "\(text)")
        let b = try #require(colors[ground], "\(ground)")
        let contrast = (max(a, b) + 0.05) / (min(a, b) + 0.05)
        #expect(contrast >= 4.5, "\(text) on \(ground) has \(contrast)")
      }
    }
  }
}
