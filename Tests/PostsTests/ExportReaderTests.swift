import Posts
import Testing

struct ExportReaderTests {
  private func posts(_ text: String, _ path: String) -> [Post] {
    PostReader().posts(in: text, path: path)
  }

  @Test func `records of a document have the lines that they start in`() {
    let list = posts(
      "[\n  {\"image\": \"a.png\", \"tags\": [1,\n 2]},\n\n  {\"image\": \"b.png\"}\n]\n", "x.json")
    #expect(list.map(\.line) == [2, 5])
    #expect(list.flatMap(\.images).map(\.line) == [2, 5])
    let wrapped = posts(
      "{\"next\": {\"a\": [1]},\n \"data\": [\n  {\"image\": \"a \\\" [{.png\"},\n"
        + "  {\"image\": \"b.png\"}\n ]}\n", "x.json")
    #expect(wrapped.map(\.line) == [3, 4])
  }

  @Test func `a mapped column is the platform and the language of its record`() {
    var columns = ExportColumns()
    columns.platform.insert("Kanal", at: 0)
    columns.language.insert("Sprache", at: 0)
    let posts = PostReader(columns: columns)
      .posts(in: "image;Kanal;Sprache\na.png;TikTok;de\n", path: "x.csv")
    #expect(posts.first?.fields["platform"]?.string == "TikTok")
    #expect(posts.first?.fields["language"]?.string == "de")
  }

  @Test func `slides of a carousel carry the texts of their container, and flags where they stand`()
  {
    func slides(_ text: String) -> [Post] { posts(text, "x.json") }
    let both = slides(
      """
      {"caption": "Coats", "is_ai_generated": true,
       "children": [{"image_url": "a.png", "is_ai_generated": true}, {"image_url": "b.png"}]}
      """)
    #expect(both.flatMap(\.images).map(\.target) == ["a.png", "b.png"])
    #expect(both.map { $0.fields["carousel"]?.string } == ["child", "container"])
    #expect(both.map { $0.fields["is_ai_generated"]?.flag } == [true, true])
    #expect(both.allSatisfy { $0.fields["caption"]?.string == "Coats" })
    let unflagged = slides("{\"caption\": \"x\", \"slides\": [{\"file\": \"a.png\"}]}")
    #expect(unflagged.map { $0.fields["carousel"]?.string } == ["child"])
    // A page of posts is no carousel.
    let page = slides("{\"items\": [{\"image\": \"a.png\"}], \"total\": 1}")
    #expect(page.count == 1 && page.first?.fields["carousel"] == nil)
  }

  @Test func `media as tables bring their own alternative texts`() {
    let post = posts("[{\"media\": [{\"url\": \"a.png\", \"alt\": \"An AI cat\"}]}]", "x.json")
      .first
    #expect(post?.images.map(\.altText) == ["An AI cat"])
  }

  @Test(arguments: [
    ("{\"posts\": [", "x.json"), ("not json", "x.json"), ("", "x.json"),
    ("{\"a\": 1}\n{\"b\":", "x.ndjson"), ("name,text\nx,y\n", "x.csv"),
    ("[{\"caption\": \"x\"}]", "x.json"),
  ])
  func `an export that cannot be read is a fault, and hides images`(text: String, path: String) {
    let posts = posts(text, path)
    #expect(posts.contains { !$0.faults.isEmpty && $0.hidesImages })
    #expect(posts.flatMap(\.faults).allSatisfy { !$0.contains("\n") })
  }

  @Test func `broken lines among good ones are told`() {
    let posts = posts("{\"image\": \"a.png\"}\n{\"image\":\n", "x.ndjson")
    #expect(posts.flatMap(\.images).map(\.target) == ["a.png"])
    #expect(posts.last?.faults.first?.contains("line 2") == true)
  }

  @Test(arguments: ["[]", "{\"posts\": []}"])
  func `an empty export has no fault`(text: String) {
    #expect(posts(text, "x.json").flatMap(\.faults).isEmpty)
  }
}
