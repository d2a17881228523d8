import Foundation
import Testing
import _TestSupport

/// The gate, with real git.
struct HookTests {
  private func git(_ folder: TemporaryFolder, _ arguments: String..., path: String? = nil) throws
    -> (status: Int32, output: String)
  {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["git", "-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
      + arguments
    process.currentDirectoryURL = URL(filePath: folder.path)
    var environment = ProcessInfo.processInfo.environment
    let tool = ToolRun.binary.deletingLastPathComponent().path
    environment["PATH"] = tool + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
    environment["ASSAY_DATA"] = folder.path + "/.no-lists"
    process.environment = environment
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, output)
  }

  private func repository(hook arguments: [String] = []) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.copyTestImages()
    #expect(try git(folder, "init", "-q").status == 0)
    let install = try ToolRun(["hook", "install"] + arguments, in: folder.path)
    #expect(install.status == 0, "\(install.errors)")
    return folder
  }

  @Test func `a commit of an undisclosed AI image is stopped, and passes after label`() throws {
    let folder = try repository()
    _ = try git(folder, "add", "TestImages/site/jekyll", "TestImages/a1111.png")
    let stopped = try git(folder, "commit", "-qm", "coat")
    #expect(stopped.status == 1)
    #expect(stopped.output.contains("TestImages/a1111.png"))
    #expect(stopped.output.contains("assay label"))
    #expect(try ToolRun(["label", "TestImages/a1111.png"], in: folder.path).status == 0)
    // The index counts, not the work tree: unstaged, the label is not there yet.
    #expect(try git(folder, "commit", "-qm", "coat").status == 1)
    _ = try git(folder, "add", "TestImages/a1111.png")
    let passed = try git(folder, "commit", "-qm", "coat")
    #expect(passed.status == 0, "\(passed.output)")
  }

  @Test func `a caption discloses where the policy takes captions`() throws {
    let folder = try repository(hook: ["--policy", "vn-decree-142"])
    _ = try git(folder, "add", "TestImages/site/jekyll", "TestImages/a1111.png")
    #expect(try git(folder, "commit", "-qm", "coat").status == 1)
    let post = "TestImages/site/jekyll/_posts/2026-11-02-autumn-coat.md"
    let text = try String(contentsOfFile: folder.path + "/" + post, encoding: .utf8)
    try folder.write(post, Data((text + "\nThe pictures are AI-generated.\n").utf8))
    _ = try git(folder, "add", post)
    let passed = try git(folder, "commit", "-qm", "coat")
    #expect(passed.status == 0, "\(passed.output)")
  }

  @Test func `the finding names the post, the line and the image`() throws {
    let folder = try repository()
    _ = try git(folder, "add", "TestImages/site/jekyll", "TestImages/a1111.png")
    let run = try ToolRun(["hook", "run", "--format", "ndjson"], in: folder.path)
    let image = try #require(try run.images().first)
    let posts = image["posts"] as? [[String: Any]] ?? []
    #expect(posts.contains { ($0["path"] as? String)?.hasSuffix("autumn-coat.md") == true })
    #expect(posts.contains { $0["line"] as? Int == 9 })
  }

  @Test func `a push is judged by its commits, not by what is staged meanwhile`() throws {
    let folder = try repository(hook: ["--pre-push", "--policy", "vn-decree-142"])
    let remote = try TemporaryFolder()
    _ = try git(remote, "init", "-q", "--bare")
    let post = "TestImages/site/jekyll/_posts/2026-11-02-autumn-coat.md"
    let bare = try String(contentsOfFile: folder.path + "/" + post, encoding: .utf8)
    let disclosed = Data((bare + "\nThe pictures are AI-generated.\n").utf8)
    _ = try git(folder, "add", "TestImages/site/jekyll", "TestImages/a1111.png")
    #expect(try git(folder, "commit", "-qm", "coat").status == 0)
    // The caption that would disclose it is staged, but not committed.
    try folder.write(post, disclosed)
    _ = try git(folder, "add", post)
    let stopped = try git(folder, "push", "-q", remote.path, "HEAD:refs/heads/main")
    #expect(stopped.status != 0 && stopped.output.contains("a1111.png"), "\(stopped.output)")
    #expect(try git(folder, "commit", "-qm", "caption").status == 0)
    try folder.write(post, Data(bare.utf8))
    _ = try git(folder, "add", post)
    let passed = try git(folder, "push", "-q", remote.path, "HEAD:refs/heads/main")
    #expect(passed.status == 0, "\(passed.output)")
  }

  @Test func `an image that a later commit of the push removes is judged, too`() throws {
    let folder = try repository(hook: ["--pre-push"])
    let remote = try TemporaryFolder()
    _ = try git(remote, "init", "-q", "--bare")
    try folder.write("notes.txt", "x")
    _ = try git(folder, "add", "notes.txt")
    _ = try git(folder, "commit", "-qm", "base")
    #expect(try git(folder, "push", "-q", remote.path, "HEAD:refs/heads/main").status == 0)
    _ = try git(folder, "add", "TestImages/a1111.png")
    _ = try git(folder, "commit", "-qm", "picture")
    _ = try git(folder, "rm", "-q", "--cached", "TestImages/a1111.png")
    _ = try git(folder, "commit", "-qm", "no picture")
    let stopped = try git(folder, "push", "-q", remote.path, "HEAD:refs/heads/main")
    #expect(stopped.status != 0, "\(stopped.output)")
    #expect(stopped.output.contains("TestImages/a1111.png was judged as of commit"))
    // Without these commits the push passes.
    _ = try git(folder, "reset", "-q", "--soft", "HEAD~2")
    try folder.write("notes.txt", "y")
    _ = try git(folder, "commit", "-qam", "later")
    let passed = try git(folder, "push", "-q", remote.path, "HEAD:refs/heads/main")
    #expect(passed.status == 0, "\(passed.output)")
  }

  @Test func `a sidecar that goes or changes brings its image to the gate`() throws {
    let folder = try repository(hook: ["--policy", "vn-decree-142"])
    let sidecar = "TestImages/a1111.png.assay.yml"
    try folder.write(sidecar, "caption: Made with AI\n")
    _ = try git(folder, "add", "TestImages/a1111.png", sidecar)
    let first = try git(folder, "commit", "-qm", "disclosed")
    #expect(first.status == 0, "\(first.output)")
    try folder.write(sidecar, "caption: Autumn\n")
    _ = try git(folder, "add", sidecar)
    #expect(try git(folder, "commit", "-qm", "changed").status == 1)
    _ = try git(folder, "rm", "-q", "-f", "--cached", sidecar)
    let removed = try git(folder, "commit", "-qm", "removed")
    #expect(removed.status == 1 && removed.output.contains("a1111.png"), "\(removed.output)")
    try folder.write(sidecar, "caption: [\n")
    _ = try git(folder, "add", sidecar)
    #expect(try git(folder, "commit", "-qm", "broken").output.contains("sidecar.unreadable"))
  }

  @Test func `a post that goes or changes brings the images that it disclosed to the gate`() throws
  {
    let folder = try repository(hook: ["--policy", "vn-decree-142"])
    try folder.write("TestImages/p.md", "Made with AI\n\n![x](a1111.png)\n")
    _ = try git(folder, "add", "TestImages/a1111.png", "TestImages/p.md")
    let first = try git(folder, "commit", "-qm", "disclosed")
    #expect(first.status == 0, "\(first.output)")
    try folder.write("TestImages/p.md", "Nothing here\n")
    _ = try git(folder, "add", "TestImages/p.md")
    #expect(try git(folder, "commit", "-qm", "changed").status == 1)
    _ = try git(folder, "rm", "-q", "-f", "TestImages/p.md")
    let removed = try git(folder, "commit", "-qm", "removed")
    #expect(removed.status == 1 && removed.output.contains("a1111.png"), "\(removed.output)")
  }

  @Test func `ignore rules count for files that a hook runner names, too`() throws {
    let folder = try repository()
    try folder.write("TestImages/.assayignore", "a1111.png\n")
    for path in ["TestImages/a1111.png", folder.path + "/TestImages/a1111.png"] {
      let run = try ToolRun(["hook", "run", path], in: folder.path)
      #expect(run.status == 0, "\(run.output)")
    }
    try folder.write("TestImages/.assayignore", "")
    #expect(try ToolRun(["hook", "run", "TestImages/a1111.png"], in: folder.path).status == 1)
    try folder.write(".assay.yml", "ignore: [a1111.png]\n")
    #expect(try ToolRun(["hook", "run", "TestImages/a1111.png"], in: folder.path).status == 0)
  }

  @Test func `a change of the settings is remarked on, and ignore rules count`() throws {
    let folder = try repository()
    try folder.write(".assayignore", "/TestImages/a1111.png\n")
    try folder.write(".assay.yml", "ignore: ['comfy*']\nposts: {enabled: true}\n")
    let comfy = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/TestImages")
      .filter { $0.hasPrefix("comfy") }.map { "TestImages/" + $0 }
    #expect(!comfy.isEmpty)
    for name in [".assayignore", ".assay.yml", "TestImages/a1111.png"] + comfy {
      _ = try git(folder, "add", name)
    }
    let run = try ToolRun(["hook", "run"], in: folder.path)
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.contains(".assay.yml, .assayignore changed:"))
    #expect(run.output.contains("left out by the ignore rules"))
    #expect(run.output.contains("0 images"))
  }

  @Test func `what is only announced is not inspected, and submodules are named`() throws {
    let folder = try repository()
    _ = try git(folder, "add", "-N", "TestImages/a1111.png")
    #expect(try ToolRun(["hook", "run"], in: folder.path).status == 0)
    let inner = try TemporaryFolder()
    _ = try git(inner, "init", "-q")
    try inner.write("x")
    _ = try git(inner, "add", ".")
    _ = try git(inner, "commit", "-qm", "x")
    _ = try git(
      folder, "-c", "protocol.file.allow=always", "submodule", "add", "-q", inner.path,
      "vendor/theme")
    let run = try ToolRun(["hook", "run", "--format", "json"], in: folder.path)
    let report = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    let summary = report?["summary"] as? [String: Any]
    #expect(summary?["remarks"] as? [String] == ["1 submodule was not looked into: vendor/theme."])
    // .gitmodules is the one file that is no image.
    #expect(summary?["ignoredFiles"] as? Int == 1)
  }

  @Test(arguments: ["jekyll", "hugo", "astro", "gatsby", "eleventy", "folder"])
  func `init, scan and hook agree on the posts of every kind of site`(site: String) throws {
    let folder = try TemporaryFolder()
    try folder.copyTestImages()
    let images = ["hugo": "static/img", "astro": "public/img", "gatsby": "public/img"]
    let image = "site/" + (images[site] ?? "img") + "/a.png"
    try FileManager.default.createDirectory(
      atPath: (folder.path + "/" + image as NSString).deletingLastPathComponent,
      withIntermediateDirectories: true)
    try FileManager.default.moveItem(
      atPath: folder.path + "/TestImages/a1111.png", toPath: folder.path + "/" + image)
    try folder.write("site/_posts/p.md", "---\ntitle: t\n---\nMade with AI\n\n![x](/img/a.png)\n")
    let start = try ToolRun(
      ["init", "--site", site, "--policy", "vn-decree-142", "site"], in: folder.path)
    #expect(start.status == 0, "\(start.errors)")
    for (path, working) in [
      ("site", ""), ("./site/", ""), (folder.path + "/site", ""), (".", "/site"),
      ("..", "/site/img0"),
    ] {
      try FileManager.default.createDirectory(
        atPath: folder.path + working, withIntermediateDirectories: true)
      let run = try ToolRun(
        ["scan", "--no-pixels", "--format", "ndjson", path], in: folder.path + working)
      #expect(run.status == 0, "\(path): \(run.output)")
      let found = try run.images().first?["posts"] as? [[String: Any]]
      #expect(found?.count == 1, "\(path)")
    }
    #expect(try git(folder, "init", "-q").status == 0)
    _ = try git(folder, "add", "site")
    for working in ["", "/site"] {
      let run = try ToolRun(
        ["hook", "run", "--config", folder.path + "/site/.assay.yml"], in: folder.path + working)
      #expect(run.status == 0, "\(run.output)")
      #expect(run.output.contains("1 image: 1 passed"))
    }
  }

  @Test func `a policy that is not there installs no hook, one of one's own does`() throws {
    let folder = try TemporaryFolder()
    #expect(try git(folder, "init", "-q").status == 0)
    #expect(try ToolRun(["hook", "install", "--policy", "nope"], in: folder.path).status == 64)
    #expect(
      try ToolRun(["hook", "install", "--policy", "nope.yml"], in: folder.path).status == 64)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/.git/hooks/pre-commit"))
  }

  @Test func `a hook that is a link stays one, and a hook that is off stays off`() throws {
    let folder = try TemporaryFolder()
    #expect(try git(folder, "init", "-q").status == 0)
    let own = "#!/bin/sh\nexit 0\n"
    try folder.write("scripts/check", own)
    let hook = folder.path + "/.git/hooks/pre-commit"
    try? FileManager.default.createDirectory(
      atPath: folder.path + "/.git/hooks", withIntermediateDirectories: true)
    try folder.link(".git/hooks/pre-commit", to: "../../scripts/check")
    let refused = try ToolRun(["hook", "install"], in: folder.path)
    #expect(refused.status == 64 && refused.errors.contains("not executable"))
    let script = folder.path + "/scripts/check"
    try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: script)
    #expect(try ToolRun(["hook", "install"], in: folder.path).output == "added to scripts/check\n")
    let target = try FileManager.default.destinationOfSymbolicLink(atPath: hook)
    #expect(target == "../../scripts/check")
    let mode = try FileManager.default.attributesOfItem(atPath: script)[.posixPermissions]
    #expect(mode as? Int == 0o750)
    #expect(try ToolRun(["hook", "uninstall"], in: folder.path).status == 0)
    #expect(try String(contentsOfFile: script, encoding: .utf8) == own)
  }

  @Test func `a commit without images passes`() throws {
    let folder = try repository()
    try folder.write("notes.txt", Data("x".utf8))
    _ = try git(folder, "add", "notes.txt")
    #expect(try git(folder, "commit", "-qm", "notes").status == 0)
  }

  @Test func `a Git LFS pointer is not inspected, with the command that fetches it`() throws {
    let folder = try repository()
    try folder.write(
      "a.png",
      Data(
        "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n".utf8))
    _ = try git(folder, "add", "a.png")
    let result = try git(folder, "commit", "-qm", "x")
    #expect(result.status != 0)
    #expect(result.output.contains("git lfs pull"))
  }

  @Test func `a missing image of a staged post is told`() throws {
    let folder = try repository()
    try folder.write("post.md", Data("![x](nowhere.png)\n".utf8))
    _ = try git(folder, "add", "post.md")
    let run = try ToolRun(["hook", "run"], in: folder.path)
    #expect(run.status == 2)
    #expect(run.output.contains("nowhere.png"))
  }

  @Test func `an existing hook is kept, and uninstall restores it`() throws {
    let folder = try TemporaryFolder()
    #expect(try git(folder, "init", "-q").status == 0)
    let hook = folder.path + "/.git/hooks/pre-commit"
    let own = "#!/bin/sh\necho own hook ran\nexit 0\n"
    try folder.write(".git/hooks/pre-commit", Data(own.utf8))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
    #expect(try ToolRun(["hook", "install"], in: folder.path).output.hasPrefix("added to"))
    #expect(try ToolRun(["hook", "install"], in: folder.path).output.hasPrefix("already in"))
    try folder.write("x.txt", Data("x".utf8))
    _ = try git(folder, "add", "x.txt")
    #expect(try git(folder, "commit", "-qm", "x").output.contains("own hook ran"))
    #expect(try ToolRun(["hook", "uninstall"], in: folder.path).status == 0)
    #expect(try String(contentsOfFile: hook, encoding: .utf8) == own)
  }

  @Test func `core.hooksPath, husky and lefthook are respected`() throws {
    let folder = try TemporaryFolder()
    #expect(try git(folder, "init", "-q").status == 0)
    _ = try git(folder, "config", "core.hooksPath", "my-hooks")
    _ = try ToolRun(["hook", "install"], in: folder.path)
    #expect(FileManager.default.fileExists(atPath: folder.path + "/my-hooks/pre-commit"))
    try FileManager.default.createDirectory(
      atPath: folder.path + "/.husky", withIntermediateDirectories: true)
    _ = try ToolRun(["hook", "install"], in: folder.path)
    #expect(FileManager.default.fileExists(atPath: folder.path + "/.husky/pre-commit"))
    try folder.write("lefthook.yml", Data())
    #expect(try ToolRun(["hook", "install"], in: folder.path).output.contains("lefthook.yml"))
  }
}
