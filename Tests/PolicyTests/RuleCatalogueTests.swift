import EvidenceModel
import Foundation
import Policy
import Testing

struct RuleCatalogueTests {
  /// `docs/rules` beside this checkout's sources, also when the tests are reached through a link.
  private static let folder = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "docs/rules")

  /// With `ASSAY_WRITE_DOCS=1` the pages are written first.
  @Test func `the pages in docs say what the rules say`() throws {
    let pages = try RuleCatalogue().pages()
    if ProcessInfo.processInfo.environment["ASSAY_WRITE_DOCS"] == "1" {
      try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
      for page in pages {
        try Data(page.text.utf8).write(to: Self.folder.appending(path: page.name))
      }
    }
    for page in pages {
      let text = try String(contentsOf: Self.folder.appending(path: page.name), encoding: .utf8)
      #expect(text == page.text, "\(page.name): run the tests with ASSAY_WRITE_DOCS=1")
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(Set(names) == Set(pages.map(\.name)))
  }

  @Test func `every rule stands on a page, with what to do and what it rests on`() throws {
    let catalogue = try RuleCatalogue()
    let all = catalogue.pages().map(\.text).joined()
    for rule in catalogue.rules {
      #expect(all.contains("\n## \(rule.id)\n"))
      #expect(catalogue.policies(using: rule).isEmpty == false)
      let text = catalogue.explanation(of: rule)
      #expect(text.contains(rule.title))
      #expect(!text.contains("{file}"))
      for reference in rule.references { #expect(text.contains(reference.title)) }
    }
    #expect(catalogue.rule("ai-not-disclosed")?.policies == ["default"])
    #expect(catalogue.rule("no-such-rule") == nil)
  }

  @Test func `the rule set that is kept is the one of the default policy`() throws {
    let (kept, read) = (try RuleSet.standard(), try RuleSet())
    #expect(kept.rules.map(\.id) == read.rules.map(\.id) && !kept.rules.isEmpty)
    #expect(kept.definitions == read.definitions)
    #expect(kept.platformDefinitions == read.platformDefinitions)
  }
}
