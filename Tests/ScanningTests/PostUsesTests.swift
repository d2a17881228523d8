import EvidenceModel
import Foundation
import Inspection
import Scanning
import Testing
import _TestSupport

struct PostUsesTests {
  private func uses(
    _ configuration: String = "", folder: TemporaryFolder, files: [String: String],
    roots: [String] = []
  ) throws -> PostUses {
    for (name, text) in files { try folder.write(name, text) }
    var settings = try Configuration(text: configuration, path: "c.yml")
    if !configuration.isEmpty { settings.folder = folder.path }
    var uses = PostUses(
      configuration: settings, base: folder.path, roots: roots.isEmpty ? [folder.path] : roots)
    for name in files.keys.sorted() where uses.isPost(name) {
      uses.add(fileAt: folder.path + "/" + name)
    }
    uses.checkExports()
    return uses
  }

  private func statements(
    _ uses: PostUses, _ path: String, _ sidecar: PostUses.SidecarContent = .absent
  ) -> PostUses.Statements { uses.statements(on: path, sidecar: sidecar) }

  @Test(arguments: [
    ("", "img/a.png"), ("posts: {siteRoot: .}", "img/a.png"),
    ("posts: {siteRoot: static}", "static/img/a.png"),
    ("posts: {siteRoot: public}", "src/img/a.png"),
  ])
  func `an image is the same however its path is spelled`(configuration: String, image: String)
    throws
  {
    let folder = try TemporaryFolder()
    let uses = try uses(
      configuration, folder: folder, files: ["posts/p.md": "![x](/img/a.png)", image: "x"])
    #expect(uses.usedPaths == [image])
    for path in [image, "./" + image, folder.path + "/" + image, "posts/../" + image] {
      #expect(statements(uses, path).contexts.count == 1, "\(path)")
    }
  }

  @Test(arguments: [
    ("virtual", true), ("true", true), ("Mia Nova", true), ("{name: Mia}", true),
    ("{name: Jo, virtual: false}", false), ("false", false), ("no", false), ("Human", false),
    ("real", false), ("none", false), ("''", false),
  ])
  func `a persona is virtual by a flag, a name or a table`(persona: String, isVirtual: Bool)
    throws
  {
    let folder = try TemporaryFolder()
    let uses = try uses(
      folder: folder, files: ["p.md": "---\npersona: \(persona)\n---\n![x](a.png)", "a.png": "x"])
    #expect(statements(uses, "a.png").contexts.map(\.isVirtualPersona) == [isVirtual])
  }

  @Test func `of several roots the one that holds the post counts`() throws {
    let folder = try TemporaryFolder()
    let uses = try uses(
      folder: folder,
      files: ["a/p.md": "![x](/i.png)", "a/i.png": "x", "b/p.md": "![x](/i.png)", "b/i.png": "x"],
      roots: ["a", "b"])
    #expect(uses.usedPaths == ["a/i.png", "b/i.png"])
  }

  @Test func `a post that goes to several platforms is judged for each`() throws {
    let folder = try TemporaryFolder()
    let uses = try uses(
      folder: folder,
      files: [
        "p.md": "---\nplatforms: [TikTok , instagram]\n---\n![x](a.png)", "a.png": "x",
        "q.md": "---\nplatform: \"Twitter, LinkedIn\"\n---\n![x](b.png)", "b.png": "x",
      ])
    #expect(statements(uses, "a.png").contexts.map(\.platform) == ["tiktok", "instagram"])
    #expect(statements(uses, "b.png").contexts.map(\.platform) == ["x", "linkedin"])
    let both = statements(uses, "a.png", .text("platform: [youtube, tiktok]"))
    #expect(Set(both.contexts.map(\.platform)) == ["youtube", "tiktok"])
  }

  @Test func `columns that the configuration maps reach the context`() throws {
    let folder = try TemporaryFolder()
    let uses = try uses(
      "posts: {exports: [out/*.csv], columns: {platform: Kanal, language: Sprache}}",
      folder: folder,
      files: ["out/x.csv": "image,Kanal,Sprache\n../a.png,TikTok ,de\n", "a.png": "x"])
    let context = statements(uses, "a.png").contexts.first
    #expect(context?.platform == "tiktok")
    #expect(context?.language == "de")
  }

  @Test func `front matter that cannot be read is told on its images and by itself`() throws {
    let folder = try TemporaryFolder()
    let uses = try uses(
      folder: folder,
      files: [
        "p.md": "---\nx: {{\n---\n![x](a.png)", "a.png": "x", "template.md": "---\nx: {{\n---\n",
        "hidden.md": "---\nx: {{\nimage: b.png\n---\n",
      ])
    #expect(statements(uses, "a.png").diagnostics.map(\.code) == ["post.unreadable"])
    #expect(
      uses.unresolved.map { $0.path.split(separator: "/").last } == ["hidden.md", "p.md"])
    #expect(uses.unresolved.allSatisfy { !$0.isInspected })
    #expect(uses.remarks.count == 1 && uses.remarks.first?.contains("template.md") == true)
  }

  @Test func `exports that are missing or no JSON are told`() throws {
    let folder = try TemporaryFolder()
    let uses = try uses(
      "posts: {exports: [queue.json, gone/queue.csv, '*.tsv']}", folder: folder,
      files: ["queue.json": "{\"posts\": ["])
    #expect(uses.unresolved.map(\.path) == [folder.path + "/queue.json", "gone/queue.csv"])
    #expect(uses.unresolved.flatMap(\.diagnostics).allSatisfy { $0.code == "post.unreadable" })
  }

  @Test func `text that is no UTF-8 is read as far as it is`() throws {
    let folder = try TemporaryFolder()
    try folder.write("p.md", Data([0xE9]) + Data(" ![x](a.png)".utf8))
    try folder.write("a.png")
    var uses = PostUses(configuration: Configuration(), base: folder.path)
    uses.add(fileAt: folder.path + "/p.md")
    #expect(uses.usedPaths == ["a.png"])
  }

  @Test(arguments: [
    (PostUses.SidecarContent.text("caption: ["), "sidecar.unreadable", true),
    (.unreadable("Permission denied"), "sidecar.unreadable", true),
    (.text("captoin: x"), "sidecar.unknownField", false),
  ])
  func `what a sidecar says amiss is told on its image`(
    content: PostUses.SidecarContent, code: String, isLacking: Bool
  ) {
    let found = PostUses(configuration: Configuration(), base: "/s")
      .statements(on: "a.png", sidecar: content)
    #expect(found.diagnostics.map(\.code) == [code])
    #expect(found.diagnostics.first?.message.hasPrefix("a.png.assay.yml: ") == true)
    #expect(found.lacksSidecar == isLacking)
  }

  @Test func `unresolved images of posts that are not staged are forgotten`() throws {
    let folder = try TemporaryFolder()
    var uses = PostUses(configuration: Configuration(), base: folder.path)
    uses.add("![x](gone.png)", path: "old.md")
    uses.add("![x](gone.png) ![y](https://example.com/a.png)", path: "new.md")
    uses.forgetUnresolved(except: ["new.md"])
    #expect(uses.unresolvedLocations.map(\.path) == ["new.md", "new.md"])
  }
}

struct IgnoredPathsTests {
  @Test func `rules of folders and of the configuration count, and those further down win`() {
    let ignored = IgnoredPaths(
      patterns: ["drafts/"], folder: "site",
      files: [("site/img", "!keep.png\n"), ("", "*.gif\nkeep.png\n")])
    #expect(ignored.contains("site/drafts/a.png"))
    #expect(!ignored.contains("drafts/a.png"))
    #expect(ignored.contains("x/y.gif"))
    #expect(ignored.contains("keep.png"))
    #expect(!ignored.contains("site/img/keep.png"))
    #expect(!IgnoredPaths(patterns: [], folder: "", files: []).contains("a.png"))
  }
}
