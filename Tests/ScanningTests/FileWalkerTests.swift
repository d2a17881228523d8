import Foundation
import Scanning
import Testing
import _TestSupport

struct FileWalkerTests {
  private func walk(_ folder: TemporaryFolder, includesHidden: Bool = false) -> [String] {
    var walker = FileWalker(roots: [folder.path], includesHidden: includesHidden)
    var paths: [String] = []
    while let item = walker.next() {
      paths.append(String(item.path.dropFirst(folder.path.count + 1)))
    }
    return paths
  }

  @Test func `files come in the order of their names, folder by folder`() throws {
    let folder = try TemporaryFolder()
    for name in ["b/2", "b/1", "a", "c", "b/10"] { try folder.write(name) }
    #expect(walk(folder) == ["a", "b/1", "b/10", "b/2", "c"])
  }

  @Test func `hidden entries and version control are passed over`() throws {
    let folder = try TemporaryFolder()
    for name in [".git/x", ".hidden", "CVS/x", "node_modules/y", "seen"] { try folder.write(name) }
    #expect(walk(folder) == ["seen"])
    #expect(walk(folder, includesHidden: true) == [".hidden", "seen"])
  }

  @Test func `ignore files count for their folder and below`() throws {
    let folder = try TemporaryFolder()
    try folder.write(".gitignore", "*.tmp\n/build/\n!keep.tmp\ndocs/**/old\n[ab].png\n")
    for name in [
      "a.tmp", "keep.tmp", "build/x", "sub/build/x", "docs/1/2/old", "docs/old", "a.png", "c.png",
      "sub/.assayignore", "sub/z.png", "sub/y.png",
    ] { try folder.write(name, name.hasSuffix("ignore") ? "z.png\n" : "x") }
    #expect(walk(folder) == ["c.png", "keep.tmp", "sub/build/x", "sub/y.png"])
  }

  @Test func `links are followed to files inside the tree only`() throws {
    let outside = try TemporaryFolder()
    try outside.write("secret.png")
    let folder = try TemporaryFolder()
    try folder.write("real/a.png")
    try folder.link("inside", to: folder.path + "/real/a.png")
    try folder.link("outside", to: outside.path + "/secret.png")
    try folder.link("loop", to: folder.path)
    try folder.link("broken", to: "nowhere")
    #expect(walk(folder) == ["inside", "real/a.png"])
  }

  @Test func `a root that is not there is an item with a reason`() {
    var walker = FileWalker(roots: ["/nonexistent/assay"])
    let item = walker.next()
    #expect(item?.failure == ENOENT)
    #expect(item?.isRoot == true)
    #expect(walker.next() == nil)
  }

  @Test func `a name that is no text is told, not lost`() throws {
    let folder = try TemporaryFolder()
    let bytes = Array(folder.path.utf8) + Array("/a".utf8) + [0xff, 0xfe] + Array(".png".utf8)
    let path = bytes.map { CChar(bitPattern: $0) } + [0]
    let descriptor = unsafe open(path, O_CREAT | O_WRONLY, 0o600)
    // Some file systems accept no such name, and then there is nothing to lose.
    guard descriptor >= 0 else { return }
    close(descriptor)
    var walker = FileWalker(roots: [folder.path])
    let items = [walker.next(), walker.next()]
    #expect(items[0]?.failure == EILSEQ && items[0]?.isRoot == false && items[1] == nil)
  }
}
