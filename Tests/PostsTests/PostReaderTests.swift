import Posts
import Testing

struct PostReaderTests {
  private func post(_ text: String, _ path: String = "posts/a.md") throws -> Post {
    try #require(PostReader().posts(in: text, path: path).first)
  }

  private func targets(_ post: Post) -> [String] { post.images.map(\.target) }

  @Test(arguments: [
    ("---\ntitle: T\nimage: a.png\n---\nText\n", "image", 3),
    ("---\ncover:\n  image: a.png\n  alt: An AI-generated cat\n---\n", "cover.image", 3),
    ("---\nimages:\n  - a.png\n---\n", "images", 3),
    ("---\nresources:\n  - src: a.png\n    title: x\n---\n", "resources.src", 3),
    ("---\ntags: [x]\nheader:\n  teaser: /img/a.png\n---\n", "header.teaser", 4),
    ("+++\ntitle = \"T\"\n[cover]\nimage = \"a.png\"\n+++\nText\n", "cover.image", 4),
    ("{\n  \"featured_image\": \"a.png\"\n}\nText\n", "featured_image", 2),
    ("---\nheroImage: \"./a.png\"\n---\n", "heroImage", 2),
  ])
  func `front matter names images in the forms of many generators`(
    text: String, field: String, line: Int
  ) throws {
    let post = try post(text)
    #expect(post.faults.isEmpty)
    #expect(post.images.map(\.field) == [field])
    #expect(post.images.map(\.line) == [line])
  }

  @Test func `an alternative text in front matter belongs to its image`() throws {
    let post = try post("---\ncover:\n  image: a.png\n  alt: An AI-generated cat\n---\n")
    #expect(post.images.first?.altText == "An AI-generated cat")
  }

  @Test(arguments: [
    ("![A cat](a.png)", "a.png", "A cat"),
    ("![A cat](<a b.png> \"Title\")", "a b.png", "A cat"),
    ("![A [big] cat][ref]\n\n[ref]: a.png \"T\"", "a.png", "A [big] cat"),
    ("![ref][]\n\n[REF]: a.png", "a.png", "ref"),
    ("![ref]\n\n[ref]: a.png", "a.png", "ref"),
    ("<img alt='A cat' src=\"a.png\">", "a.png", "A cat"),
    ("<img alt=\"5 &gt; 4\" src=a.png />", "a.png", "5 > 4"),
    ("import hero from './a.png'\n\n<Image src={hero} alt=\"A cat\" />", "./a.png", "A cat"),
    ("<Image src={require('./a.png')} alt=\"A cat\"/>", "./a.png", "A cat"),
    ("{{< figure src=\"a.png\" alt=\"A cat\" >}}", "a.png", "A cat"),
    ("{% include figure.html src='a.png' alt='A cat' %}", "a.png", "A cat"),
    ("{% image \"a.png\", \"A big cat\" %}", "a.png", "A big cat"),
    ("![A cat]({{ site.baseurl }}/a.png)", "{{ site.baseurl }}/a.png", "A cat"),
    ("![A cat]({{ '/a.png' | relative_url }} \"T\")", "{{ '/a.png' | relative_url }}", "A cat"),
    ("![A cat]({% link a.png %})", "{% link a.png %}", "A cat"),
    ("![A cat][r]\n\n[r]: {{ \"a.png\" | url }} 'T'", "{{ \"a.png\" | url }}", "A cat"),
    ("<img src=\"{{ \"a.png\" | url }}\" alt='A cat'>", "{{ \"a.png\" | url }}", "A cat"),
  ])
  func `images in a body are found with their alternative text`(
    text: String, target: String, alt: String
  ) throws {
    let post = try post("Before\n\n" + text + "\n")
    #expect(targets(post) == [target])
    #expect(post.images.first?.altText == alt)
  }

  @Test(arguments: [
    ("<img srcset=\"a.png 1x, b.png 2x\" src=c.png>", ["c.png", "a.png", "b.png"]),
    ("<img src=a.png srcset='a.png 320w,\n b.png 640w'>", ["a.png", "b.png"]),
    ("<source srcset=\"a.avif,b.png 2x\">", ["a.avif,b.png"]),
    ("<source srcset=\"a.avif, b.png\">", ["a.avif", "b.png"]),
    ("<source srcset=\"a.avif,b.png\">", ["a.avif", "b.png"]),
    (
      "<img srcset=\"/c/w_300,h_200/a.png 300w, /b.png 600w\">", ["/c/w_300,h_200/a.png", "/b.png"]
    ),
    ("<img srcset=\"{{ '/a.png' | url }} 1x, b.png 2x\">", ["{{ '/a.png' | url }}", "b.png"]),
    ("<img srcset=\" , \">", []),
  ])
  func `every size that srcset offers is an image`(text: String, targets: [String]) throws {
    #expect(try self.targets(post(text + "\n")) == targets)
  }

  @Test func `templates without an end cost linear time`() throws {
    let text = "<img src=\"" + String(repeating: "{{", count: 4000) + "\">\n"
    let many = String(repeating: text, count: 100)
    let clock = ContinuousClock()
    let duration = try clock.measure { _ = try post(many) }
    #expect(duration < .seconds(5))
  }

  @Test(arguments: [
    "---json\n{\"image\": \"a.png\"}\n---\n", "---toml\nimage = 'a.png'\n---\n",
    "---js\n{\n  title: 'T', image: \"a.png\",\n}\n---\n",
  ])
  func `front matter may name its language`(text: String) throws {
    let post = try post(text)
    #expect(post.faults.isEmpty)
    #expect(targets(post) == ["a.png"])
  }

  @Test func `front matter that is a program is a fault that hides the images it names`() throws {
    let program = try post("---js\nconst x = 1;\nmodule.exports = {image: 'a.png'};\n---\nText\n")
    #expect(program.faults.count == 1 && program.hidesImages)
    let template = try post("---\ntitle: {{ x }}: {{\n---\nText\n")
    #expect(template.faults.count == 1 && !template.hidesImages)
    #expect(template.faults.first?.contains("\n") == false)
    #expect(try post("---\nx: {{\nimage: /a.png\n---\n").hidesImages)
  }

  @Test func `lines count from the start of the file, front matter included`() throws {
    let post = try post("---\ntitle: T\n---\n\nOne\n\n![x](a.png)\n<img src=b.png>\n")
    #expect(post.images.map(\.line) == [7, 8])
  }

  @Test(arguments: [
    "`![x](a.png)`", "``` md\n![x](a.png)\n```", "~~~\n<img src=a.png>\n~~~", "\\![x](a.png)",
    "<!-- <img src=a.png> -->", "<script>'<img src=a.png>'</script>", "![x](", "![x]", "![x][y]",
    "<img alt=x>", "a < b",
  ])
  func `code, comments and halves are no images`(text: String) throws {
    #expect(try targets(post(text + "\n")).isEmpty)
  }

  @Test func `the visible text holds title, body and alternative texts, but no markup`() throws {
    let post = try post(
      "---\ntitle: Summer\n---\nThe *coat* <b>in</b> red. ![AI-generated](a.png)\n<script>x</script>"
    )
    #expect(post.text.contains("Summer"))
    #expect(post.text.contains("The *coat*"))
    #expect(post.text.contains("AI-generated"))
    #expect(!post.text.contains("<b>"))
    #expect(!post.text.contains("script"))
  }

  @Test func `a definition is no visible text, a footnote is`() throws {
    let post = try post("![x][r]\n\n[r]: a.png\n[^1]: A note\n[Hint]: made with AI\n")
    #expect(targets(post) == ["a.png"])
    #expect(!post.text.contains("a.png"))
    #expect(post.text.contains("A note") && post.text.contains("made with AI"))
  }

  @Test func `front matter that cannot be read is a fault, and the body is still read`() throws {
    let post = try post("---\ntitle: [\n---\n![x](a.png)\n")
    #expect(post.faults.count == 1)
    #expect(targets(post) == ["a.png"])
  }

  @Test func `front matter that refers to itself many times is refused in bounded time`() throws {
    var yaml = "---\na0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for i in 1..<12 {
      yaml +=
        "a\(i): &a\(i) [" + Array(repeating: "*a\(i - 1)", count: 9).joined(separator: ",") + "]\n"
    }
    let post = try post(yaml + "---\n")
    #expect(post.faults.count == 1)
  }

  @Test(arguments: ["![", "![[", "<a ", "{{", "<!--", "[x]: ", "```", "![x](a \"", "<img src='"])
  func `hostile repetition costs linear time`(piece: String) throws {
    let text = String(repeating: piece, count: 100_000)
    let clock = ContinuousClock()
    let time = try clock.measure { _ = try post(text) }
    #expect(time < .seconds(20))
  }

  @Test func `an export in CSV is one post a record`() throws {
    let text =
      "Image,Caption,Platform\r\n\"a.png\",\"Two\nlines, \"\"quoted\"\"\",instagram\r\n\r\nb.png;c.png,Hi,tiktok\r\n"
    let posts = PostReader().posts(in: text, path: "export.csv")
    #expect(posts.map(targets) == [["a.png"], ["b.png", "c.png"]])
    #expect(posts.map(\.line) == [2, 5])
    #expect(posts.first?.text == "Two\nlines, \"quoted\"")
    #expect(posts.last?.fields["platform"]?.string == "tiktok")
  }

  @Test func `the separator of an export is guessed`() {
    let posts = PostReader().posts(in: "media;text\na.png;Hello, you\n", path: "export.csv")
    #expect(posts.map(\.text) == ["Hello, you"])
  }

  @Test(arguments: [
    "[{\"image\":\"a.png\",\"caption\":\"Hi\"}]",
    "{\"posts\":[{\"media\":[{\"url\":\"a.png\"}],\"text\":\"Hi\"}]}",
    "{\"image\":\"a.png\",\"text\":\"Hi\"}\n{\"image\":\"b.png\",\"text\":\"Ho\"}\n",
  ])
  func `an export in JSON is a list, a table with a list, or one record a line`(text: String) throws
  {
    let posts = PostReader().posts(in: text, path: "export.json")
    #expect(posts.first.map(targets) == ["a.png"])
    #expect(posts.first?.text == "Hi")
  }

  @Test func `columns can be named`() {
    var columns = ExportColumns()
    columns.image = ["bild"]
    columns.caption = ["beschreibung"]
    let posts = PostReader(columns: columns).posts(
      in: "Bild,Beschreibung\na.png,Hallo\n", path: "e.csv")
    #expect(posts.map(\.text) == ["Hallo"])
  }

  @Test func `every prefix of a post is read`() {
    let text =
      "---\ncover: {image: a.png}\n---\n![x](a.png \"t\") <img src='b'> {{< figure src=\"c\" >}} `x`\n[r]: d.png\n"
    for length in 0...text.utf8.count {
      let prefix = String(decoding: Array(text.utf8.prefix(length)), as: UTF8.self)
      #expect(PostReader().posts(in: prefix, path: "a.md").count == 1)
    }
  }
}
