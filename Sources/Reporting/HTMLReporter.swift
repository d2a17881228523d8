public import EvidenceModel

/// One self-contained page: a gallery with decision, filters and search; in each image the
/// decision, the reason and the fix first, then the evidence.
///
/// The page loads nothing, runs one script whose hash its content security policy names, and can
/// be read without it. Everything in it that came out of a file is escaped text.
public struct HTMLReporter: Reporter {
  /// The number of images of a group.
  private static let groupSize = 60

  let options: ReportOptions
  let redaction: Redaction
  let rules: [String: RuleDescription]
  private let pictures: @Sendable (ImageReport) -> HTMLPictures?
  private var pictureBudget: Int
  private var omittedPictures = 0
  private var count = 0

  /// Creates a reporter.
  ///
  /// - Parameters:
  ///   - options: What the report depends on besides the images.
  ///   - pictureBudget: The most bytes of pictures to embed; images after that have none.
  ///   - pictures: Gives the pictures of an image, encoded anew; nil when there are none.
  public init(
    options: ReportOptions, pictureBudget: Int = 256_000_000,
    pictures: @escaping @Sendable (ImageReport) -> HTMLPictures? = { _ in nil }
  ) {
    self.options = options
    self.pictureBudget = pictureBudget
    self.pictures = pictures
    redaction = Redaction(options)
    rules = Dictionary(options.rules.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
  }

  /// What the page may do: show its own pictures, its own style, its own script.
  static var contentSecurityPolicy: String {
    "default-src 'none'; img-src data:; "
      + "style-src 'sha256-\(ContentHash.base64(HTMLStyle.text))'; "
      + "script-src 'sha256-\(ContentHash.base64(HTMLScript.early))' "
      + "'sha256-\(ContentHash.base64(HTMLScript.text))'; "
      + "base-uri 'none'; form-action 'none'"
  }

  /// Writes the head of the page and its controls.
  public mutating func begin(to output: inout some TextOutputStream) throws(ReportingError) {
    var about = ["\(options.toolName) \(options.toolVersion)"]
    if !options.policies.isEmpty {
      about.append(
        (options.policies.count == 1 ? "policy " : "policies ")
          + options.policies.joined(separator: ", "))
    }
    let time = options.generatedAt.map {
      "Checked <time datetime=\"\(HTMLText.escape($0))\">\(HTMLText.escape(Self.time($0)))</time> · "
    }
    let origins = OriginClass.allCases.map {
      "<option value=\"\($0.rawValue)\">\(Wording.origin($0))</option>"
    }.joined()
    let chips = Decision.byUrgency.map { decision in
      """
      <label><input type="radio" name="decision" id="f-\(decision.rawValue)" \
      value="\(decision.rawValue)">\(Wording.decision(decision)) \
      <output data-of="\(decision.rawValue)"></output></label>
      """
    }.joined(separator: "\n")
    output.write(
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(Self.contentSecurityPolicy)">
      <meta name="viewport" content="width=device-width,initial-scale=1">
      <meta name="referrer" content="no-referrer">
      <meta name="robots" content="noindex">
      <title>Image origin report</title>
      <style>\(HTMLStyle.text)</style>
      <script>\(HTMLScript.early)</script>
      </head>
      <body>
      <a class="skip" href="#images">Skip to the images</a>
      <div class="page">
      <header>
      <p class="brand">\(HTMLText.escape(options.toolName))</p>
      <h1>Image origin report</h1>
      <p class="meta">\(time ?? "")\(HTMLText.escape(about.joined(separator: " · ")))</p>
      </header>
      <search class="tools" aria-label="Choose images">
      <fieldset class="chips">
      <legend class="vh">Decision</legend>
      <label><input type="radio" name="decision" id="f-all" value="all" checked>All \
      <output data-of="all"></output></label>
      \(chips)
      </fieldset>
      <label class="field" data-scripted hidden><span class="vh">Search</span>\
      <input type="search" id="search" placeholder="Search name, reason, rule" \
      autocomplete="off"></label>
      <label class="field" data-scripted hidden><span class="vh">Origin</span>\
      <select id="origin"><option value="">Every origin</option>\(origins)</select></label>
      <label class="field" data-scripted hidden><span class="vh">Order</span>\
      <select id="order"><option value="urgency">Most urgent first</option>\
      <option value="path">By path</option></select></label>
      <p class="count" role="status" data-scripted hidden></p>
      </search>
      <main id="images" tabindex="-1">
      <h2 class="vh">Images</h2>
      <div class="gallery">

      """)
  }

  /// Writes one image.
  public mutating func write(
    _ image: ImageReport, to output: inout some TextOutputStream
  ) throws(ReportingError) {
    count += 1
    var pictures = self.pictures(image)
    let size = Self.size(of: pictures)
    if size > pictureBudget {
      omittedPictures += 1
      pictures = nil
    } else {
      pictureBudget -= size
    }
    let verdict = image.verdict
    let rules = verdict.findings.map(\.rule).joined(separator: " ")
    // Groups keep the layout of long pages cheap for readers without script.
    let isGroupFull = count > 1 && count % Self.groupSize == 1
    var text = isGroupFull ? "</div>\n<div class=\"gallery\">\n" : ""
    text += """
      <details class="card \(verdict.decision.rawValue)" id="image-\(count)" \
      data-decision="\(verdict.decision.rawValue)" \
      data-origin="\(verdict.origin.classification.rawValue)" \
      data-rules="\(HTMLText.escape(rules))">\(card(image, pictures))
      <div class="detail">

      """
    text += detail(image, pictures)
    text += "</div></details>\n"
    output.write(text)
  }

  /// Writes the overview and the script.
  public mutating func end(
    _ summary: RunSummary, to output: inout some TextOutputStream
  ) throws(ReportingError) {
    output.write(
      """
      </div>
      <p class="empty" hidden>No image matches.</p>
      </main>
      <nav class="pager" aria-label="Pages" hidden>
      <button type="button" id="before">← Previous</button><span id="place"></span>\
      <button type="button" id="after">Next →</button>
      </nav>
      \(overview(summary))
      <footer>
      <p>\(Wording.silence) Read “likely” as a reason to ask, not as proof.</p>
      <p>Decisions follow the policy named above. The JSON report of the same run holds everything \
      that this page says, and byte positions for all of it.</p>
      </footer>
      </div>
      <script>\(HTMLScript.text)</script>
      </body>
      </html>

      """)
  }

  // MARK: Overview

  private func overview(_ summary: RunSummary) -> String {
    let total = max(1, summary.imageCount)
    var bars = ""
    var tiles = ""
    var start = 0.0
    for decision in Decision.byUrgency {
      let number = summary.count(of: decision)
      let width = Double(number) / Double(total) * 1000
      if number > 0 {
        bars += "<rect class=\"\(decision.rawValue)\" x=\"\(DecimalText.fixed(start, 1))\" "
        bars += "width=\"\(DecimalText.fixed(width, 1))\" height=\"10\"/>"
      }
      start += width
      tiles += "<li class=\"\(decision.rawValue)\(number == 0 ? " zero" : "")\">"
      tiles += "<b>\(number)</b> <span>\(Self.tile(decision))</span></li>"
    }
    var remarks = Wording.remarks(summary)
    if omittedPictures > 0 {
      remarks.append(
        "\(Wording.count(omittedPictures, "image")) shown without pictures to keep the page small.")
    }
    return """
      <section class="overview" aria-label="Overview">
      <h2>\(Self.headline(summary))</h2>
      <svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">\
      \(bars)</svg>
      <ul class="tiles">\(tiles)</ul>
      \(remarks.map { "<p class=\"remark\">\(HTMLText.escape($0))</p>" }.joined(separator: "\n"))
      </section>
      """
  }

  private static func tile(_ decision: Decision) -> String {
    switch decision {
    case .block: "must change first"
    case .review: "to look at"
    case .notInspected: "not inspected"
    case .pass: "may go out"
    }
  }

  private static func headline(_ summary: RunSummary) -> String {
    let total = summary.imageCount
    let blocked = summary.count(of: Decision.block)
    let open = summary.count(of: Decision.review) + summary.count(of: Decision.notInspected)
    if total == 0 { return "No images were found." }
    if blocked > 0 {
      let verb = blocked == 1 ? "needs a change" : "need a change"
      return "\(blocked) of \(Wording.count(total, "image")) \(verb) before publishing."
    }
    if open > 0 {
      let verb = open == 1 ? "needs a person’s look" : "need a person’s look"
      return "\(open) of \(Wording.count(total, "image")) \(verb) before publishing."
    }
    return total == 1
      ? "The image may go out under this policy."
      : "All \(total) images may go out under this policy."
  }

  /// `2026-11-23T06:05:04Z` as `2026-11-23, 06:05 UTC`; other forms as they are.
  private static func time(_ text: String) -> String {
    let parts = text.split(separator: "T", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].hasSuffix("Z"), parts[1].count >= 6 else { return text }
    return "\(parts[0]), \(parts[1].prefix(5)) UTC"
  }

  private static func size(of pictures: HTMLPictures?) -> Int {
    guard let pictures else { return 0 }
    return (pictures.thumbnail?.data.count ?? 0)
      + pictures.measurements.reduce(0) { $0 + $1.data.count }
      + pictures.faces.reduce(0) { $0 + ($1?.data.count ?? 0) }
  }
}
