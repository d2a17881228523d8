/// The one way by which text gets into a page.
enum HTMLText {
  /// The longest value that a page shows; the JSON report has all of it.
  static let maximumLength = 2_000

  /// Text for content and for quoted attributes. Deceptive characters are written out, so that a
  /// caption cannot pass for another and a path cannot be read backwards.
  static func escape(_ text: String) -> String {
    var result = ""
    let visible = VisibleText.line(text)
    result.reserveCapacity(visible.utf8.count + 8)
    for scalar in visible.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "`": result += "&#96;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Text of unknown authors, set apart from its neighbours' writing direction and cut where it is
  /// longer than anybody reads.
  static func foreign(_ text: String) -> String {
    guard text.count > maximumLength else { return "<bdi>\(escape(text))</bdi>" }
    let rest = text.count - maximumLength
    return "<bdi>\(escape(String(text.prefix(maximumLength))))…</bdi> "
      + "<span class=\"dim\">(\(rest) more characters in the JSON report)</span>"
  }

  /// Text of ours in which `code` between backticks is set as code.
  static func prose(_ text: String) -> String {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false)
    // An odd number of backticks is no markup.
    guard parts.count % 2 == 1 else { return "<bdi>\(escape(text))</bdi>" }
    return parts.enumerated().map { index, part in
      index % 2 == 0 ? escape(String(part)) : "<code>\(escape(String(part)))</code>"
    }.joined()
  }

  /// A link to a text of the rules; only to `https` addresses of plain characters.
  static func link(_ title: String, to url: String?) -> String {
    guard let url, isLinkable(url) else { return escape(title) }
    return "<a href=\"\(escape(url))\" rel=\"noopener noreferrer\">\(escape(title))</a>"
  }

  static func isLinkable(_ url: String) -> Bool {
    url.hasPrefix("https://") && url.utf8.count < 2_000
      && url.utf8.allSatisfy { byte in
        byte > 0x20 && byte < 0x7F && !"\"'<>`\\".utf8.contains(byte)
      }
  }
}
