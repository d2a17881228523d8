import Posts
import Testing

struct SidecarTests {
  @Test func `paths of images and sidecars belong together`() {
    #expect(Sidecar.path(of: "a/b.png") == "a/b.png.assay.yml")
    #expect(Sidecar.image(of: "a/b.png.assay.yml") == "a/b.png")
    #expect(Sidecar.image(of: ".assay.yml") == nil)
    #expect(Sidecar.image(of: "a/.assay.yml") == nil)
    #expect(Sidecar.image(of: "a.yml") == nil)
  }

  @Test(arguments: ["caption: [", "- a\n- b", "just words"])
  func `what is no mapping is refused in one line`(text: String) {
    let error = #expect(throws: (any Error).self) { try Sidecar(text: text, path: "x") }
    #expect(error.map { "\($0)".contains("\n") } == false)
  }

  @Test func `a name that means nothing is told with the one that may have been meant`() throws {
    let sidecar = try Sidecar(
      text: "captoin: x\nalt_text: y\nIs-AIGC: true\nx-note: z\nwholly: 1\n", path: "x")
    #expect(
      sidecar.unknownNames == [
        "'captoin' is no field of a sidecar; did you mean 'caption'?",
        "'wholly' is no field of a sidecar",
      ])
  }
}
