import Posts
import Testing

struct ImageResolverTests {
  private func resolve(
    _ target: String, existing: Set<String>, from post: String = "site/posts/a.md"
  )
    -> ImageResolver.Resolution
  {
    ImageResolver(roots: ["site"]) { existing.contains($0) }.resolve(target, from: post)
  }

  @Test(arguments: [
    ("a.png", "site/posts/a.png"),
    ("./a.png", "site/posts/a.png"),
    ("../img/a.png", "site/img/a.png"),
    ("/img/a.png", "site/img/a.png"),
    ("/img/a.png", "site/static/img/a.png"),
    ("/img/a.png", "site/public/img/a.png"),
    ("@/assets/a.png", "site/src/assets/a.png"),
    ("img/a%20b.png?w=300#x", "site/posts/img/a b.png"),
    ("a.png", "site/posts/a/a.png"),
    ("{{ site.baseurl }}/img/a.png", "site/img/a.png"),
    ("{{ '/img/a.png' | relative_url }}", "site/img/a.png"),
    ("{% link img/a.png %}", "site/img/a.png"),
    ("{{ \"img/a.png\" | url }}", "site/img/a.png"),
    ("{{ site.baseurl }}{% link img/a-b.png %}", "site/img/a-b.png"),
    ("{{ site.url }}{{ site.baseurl }}/img/a.png", "site/img/a.png"),
    ("{{ '/img' | relative_url }}/a.png", "site/img/a.png"),
    ("{{< relref \"img/a.png\" >}}", "site/img/a.png"),
  ])
  func `an address is found where generators of sites serve it from`(target: String, file: String) {
    #expect(resolve(target, existing: [file]) == .file(file))
  }

  @Test(arguments: ["https://example.com/a.png", "HTTP://example.com/a", "//cdn.example.com/a.png"])
  func `an address on the network is remote`(target: String) {
    #expect(resolve(target, existing: []) == .remote(target))
  }

  @Test func `data in the post is inline`() {
    #expect(resolve("data:image/png;base64,AA", existing: []) == .inline)
  }

  @Test func `a missing file names what was tried`() {
    guard case .missing(let tried) = resolve("nope.png", existing: []) else {
      Issue.record("it was found")
      return
    }
    #expect(tried.first == "site/posts/nope.png")
    #expect(Set(tried).count == tried.count)
  }

  @Test func `a path cannot climb above an absolute root`() {
    #expect(ImageResolver.normalized("/../../etc/x") == "/etc/x")
    #expect(ImageResolver.normalized("a/../..//b/./c") == "../b/c")
  }
}
