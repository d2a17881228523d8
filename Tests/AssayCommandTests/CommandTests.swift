import Foundation
import Testing
import _TestSupport

struct CommandTests {
  private static func image(_ name: String) -> String { "TestImages/" + name }

  private func origin(_ image: [String: Any]) -> String {
    (image["origin"] as? [String: Any])?["class"] as? String ?? "?"
  }

  private func disclosure(_ image: [String: Any]) -> String {
    (image["disclosure"] as? [String: Any])?["status"] as? String ?? "?"
  }

  @Test func `every test image is judged as the table beside it says`() throws {
    let table = try String(
      contentsOf: SharedMaterial.packageRoot.appending(path: "TestImages/README.md"),
      encoding: .utf8)
    var expected: [String: (origin: String, disclosure: String)] = [:]
    for row in table.split(separator: "\n") where row.hasPrefix("| `") {
      let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 4 else { continue }
      let words = cells.map { $0.split(separator: "`").first.map(String.init) ?? "" }
      expected[words[0]] = (words[2], words[3])
    }
    #expect(expected.count >= 20)
    let run = try ToolRun(
      ["check", "--format", "ndjson", "--no-faces"] + expected.keys.sorted().map(Self.image))
    let images = try run.images()
    #expect(images.count == expected.count)
    for image in images {
      let name = (image["path"] as? String ?? "").split(separator: "/").last.map(String.init) ?? ""
      #expect(origin(image) == expected[name]?.origin, "\(name)")
      #expect(disclosure(image) == expected[name]?.disclosure, "\(name)")
    }
  }

  @Test(
    arguments: [
      (["check", image("plain.png")], Int32(0)),
      (["check", image("a1111.png")], 1),
      (["check", image("a1111.png"), "--exit-zero"], 0),
      (["check", "no-such-file.png"], 2),
      (["check", image("a1111.png"), "no-such-file.png"], 2),
      (["check", image("camera.jpg")], 0),
      (["check", "--fail-on", "warning", image("camera.jpg")], 1),
      (["check", "--policy", "no-such-policy", image("plain.png")], 64),
      (["check", "--nonsense"], 64),
      (["check", "--config", "no-such-config.yml", image("plain.png")], 64),
      (["check", "--at", "yesterday", image("plain.png")], 64),
      (["explain", "ai-not-disclosed"], 0),
      (["explain", "no-such-rule"], 64),
      (["rules", "--policies"], 0),
      (["trust", "list"], 0),
    ] as [([String], Int32)])
  func `the exit status says what happened`(arguments: [String], status: Int32) throws {
    let run = try ToolRun(arguments)
    #expect(run.status == status, "\(run.errors)")
    if status == 64 { #expect(!run.errors.isEmpty && run.output.isEmpty) }
  }

  @Test func `an image comes on standard input`() throws {
    let data = try Data(
      contentsOf: SharedMaterial.packageRoot.appending(path: "TestImages/tc260-label.png"))
    let run = try ToolRun(["check", "--format", "ndjson", "-"], input: data)
    let image = try #require(try run.images().first)
    #expect(image["path"] as? String == "-")
    #expect(origin(image) == "aiGenerated")
  }

  @Test func `the report does not depend on the number of jobs`() throws {
    func reports(_ jobs: String) throws -> [String] {
      try ToolRun(["scan", "--jobs", jobs, "--format", "ndjson", "--no-faces", "TestImages"])
        .images()
        .map { "\($0["path"] ?? "") \($0["decision"] ?? "") \(origin($0))" }
    }
    let one = try reports("1")
    #expect(one.count > 20)
    #expect(try reports("4") == one)
  }

  @Test func `prompts are shown only when asked`() throws {
    let hidden = try ToolRun(["check", "--format", "json", Self.image("a1111.png")]).output
    let shown = try ToolRun(
      ["check", "--show-prompts", "--format", "json", Self.image("a1111.png")]).output
    #expect(hidden.contains("[redacted]"))
    #expect(shown.count > hidden.count)
    #expect(!shown.contains("[redacted]"))
  }

  @Test func `a report in a file appears complete or not at all`() throws {
    let folder = try TemporaryFolder()
    let run = try ToolRun([
      "scan", "TestImages", "--exit-zero", "--output", "json=\(folder.path)/r.json",
      "--output", "sarif=\(folder.path)/r.sarif", "--output", "html=\(folder.path)/r.html",
    ])
    #expect(run.status == 0, "\(run.errors)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names == ["r.html", "r.json", "r.sarif"])
    let json =
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(filePath: folder.path + "/r.json"))) as? [String: Any]
    #expect(json?["schemaVersion"] as? Int == 1)
    let bad = try ToolRun(["check", Self.image("plain.png"), "--output", "json=/nonexistent/x"])
    #expect(bad.status == 64)
  }

  @Test func `an earlier report is a baseline`() throws {
    let folder = try TemporaryFolder()
    let base = folder.path + "/base.json"
    _ = try ToolRun(["check", Self.image("a1111.png"), "--output", "json=\(base)"])
    let run = try ToolRun(["check", Self.image("a1111.png"), "--baseline", base])
    #expect(run.status == 0, "\(run.output)")
  }

  @Test func `a sidecar discloses what the file does not`() throws {
    let folder = try TemporaryFolder()
    try folder.copyTestImages()
    let image = folder.path + "/TestImages/comfyui.png"
    let arguments = ["check", "--policy", "eu-ai-act-50", image]
    #expect(try ToolRun(arguments).status == 1)
    try Data("visibleLabel: {text: AI, placement: top-right}\n".utf8)
      .write(to: URL(filePath: image + ".assay.yml"))
    #expect(try ToolRun(arguments).status == 0)
  }

  @Test func `a broken configuration is told with its lines, and nothing is inspected`() throws {
    let folder = try TemporaryFolder()
    try folder.copyTestImages()
    try folder.write(".assay.yml", Data("polcy: default\n".utf8))
    let run = try ToolRun(["scan", folder.path])
    #expect(run.status == 64)
    #expect(run.errors.contains(".assay.yml:1: there is no setting 'polcy'"))
    #expect(run.output.isEmpty)
  }

  @Test(arguments: [
    "a1111.png", "a1111-comment.jpg", "comfyui.png", "stealth.png",
  ])
  func `after label, check passes, and a second run changes nothing`(name: String) throws {
    let folder = try TemporaryFolder()
    try folder.copyTestImages()
    let image = folder.path + "/TestImages/" + name
    #expect(try ToolRun(["check", image]).status == 1)
    #expect(try ToolRun(["label", image]).status == 0)
    let labelled = try Data(contentsOf: URL(filePath: image))
    let check = try ToolRun(["check", image])
    #expect(check.status == 0, "\(check.output)")
    #expect(try ToolRun(["label", image]).output.contains("nothing to change"))
    #expect(try Data(contentsOf: URL(filePath: image)) == labelled)
  }

  @Test func `a dry run writes nothing`() throws {
    let folder = try TemporaryFolder()
    try folder.copyTestImages()
    let image = folder.path + "/TestImages/a1111.png"
    let before = try Data(contentsOf: URL(filePath: image))
    #expect(try ToolRun(["label", "--dry-run", image]).output.hasPrefix("would write"))
    #expect(try Data(contentsOf: URL(filePath: image)) == before)
  }

  @Test func `private data goes and the disclosure stays`() throws {
    let folder = try TemporaryFolder()
    try folder.copyTestImages()
    let image = folder.path + "/TestImages/ai-edited.jpg"
    #expect(try ToolRun(["label", "--strip-private", image]).status == 0)
    let report = try #require(
      try ToolRun(["check", "--format", "ndjson", image]).images().first)
    #expect(disclosure(report) == "present")
    #expect((report["metadata"] as? [String: Any])?["privacy"] as? [String] == [])
  }

  @Test(arguments: ["a1111.png", "a1111-comment.jpg", "midjourney.png", "comfyui.png"])
  func `a prompt goes, and what it told is disclosed instead`(name: String) throws {
    let folder = try TemporaryFolder()
    try folder.copyTestImages()
    let image = folder.path + "/TestImages/" + name
    let before = try #require(try ToolRun(["check", "--format", "ndjson", image]).images().first)
    #expect(origin(before) == "aiGenerated")
    #expect(try ToolRun(["label", "--strip-private", image]).status == 0)
    let report = try #require(
      try ToolRun(["check", "--format", "ndjson", image]).images().first)
    #expect((report["metadata"] as? [String: Any])?["privacy"] as? [String] == [])
    #expect(origin(report) == "aiGenerated" && disclosure(report) == "present")
  }

  @Test(arguments: [
    (["check", "--help"], 0, "USAGE: assay check "), (["help", "label"], 0, "USAGE: assay label "),
    (["check", "--version"], 0, "0."), (["check"], 64, "Usage: assay check "),
    (["inspect", "--bogus", "x"], 64, "Unknown option '--bogus'"),
    (["label", "--as", "foo", "x"], 64, "Usage: assay label "),
    (["check", "--format", "bogus", "x"], 64, "Usage: assay check "),
    (["label", "--generate-completion-script", "bash"], 0, "_assay"), (["chek", "x"], 64, "assay"),
  ])
  func `a command that is parsed alone answers as all commands do`(
    arguments: [String], status: Int32, text: String
  ) throws {
    let run = try ToolRun(arguments)
    #expect(run.status == status)
    #expect((status == 0 ? run.output : run.errors).contains(text), "\(run.output)\(run.errors)")
  }

  @Test func `the README shows the help as it is`() throws {
    let readme = try String(
      contentsOf: SharedMaterial.packageRoot.appending(path: "README.md"), encoding: .utf8)
    let help = try ToolRun(["--help"]).output.trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(readme.contains(help))
  }

  @Test func `the manual page has every command and every option`() throws {
    let page = try String(
      contentsOf: SharedMaterial.packageRoot.appending(path: "docs/assay.1"), encoding: .utf8)
    let dump = try ToolRun(["--experimental-dump-help"]).output
    let tree = try JSONSerialization.jsonObject(with: Data(dump.utf8)) as? [String: Any]
    var wanted: Set<String> = []
    func collect(_ command: [String: Any], _ path: [String]) {
      guard command["commandName"] as? String != "help" else { return }
      if path.count > 1 { wanted.insert(".SS " + path.joined(separator: " ")) }
      for line in (command["discussion"] as? String ?? "").split(separator: "\n") {
        wanted.insert(line.prefix(60).trimmingCharacters(in: .whitespaces))
      }
      // The root's own flags are those of every command-line tool.
      for argument in path.count > 1 ? command["arguments"] as? [[String: Any]] ?? [] : [] {
        guard argument["shouldDisplay"] as? Bool != false else { continue }
        for name in argument["names"] as? [[String: String]] ?? [] where name["kind"] == "long" {
          wanted.insert("--" + (name["name"] ?? ""))
        }
        // The first words of the help show that its text is the present one.
        wanted.insert(String((argument["abstract"] as? String ?? "").prefix(60)))
      }
      for inner in command["subcommands"] as? [[String: Any]] ?? [] {
        collect(inner, path + [inner["commandName"] as? String ?? ""])
      }
    }
    collect(try #require(tree?["command"] as? [String: Any]), ["assay"])
    #expect(wanted.count > 60)
    for text in wanted {
      let found = page.contains(text.replacingOccurrences(of: "-", with: "\\-"))
      #expect(found, "'\(text)' is missing: run 'make manual'")
    }
  }

  @Test func `inspect writes pictures of what was measured`() throws {
    let folder = try TemporaryFolder()
    let run = try ToolRun([
      "inspect", "--no-structure", "--no-fields", "--pictures", folder.path + "/out",
      "--exit-zero", Self.image("ai-disclosed.png"),
    ])
    #expect(run.status == 0, "\(run.errors)")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/out").sorted()
    #expect(files.contains("residual.png"))
    for file in files {
      let bytes = try Data(contentsOf: URL(filePath: folder.path + "/out/" + file))
      #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
      #expect(run.output.contains(file))
    }
  }

  @Test func `a watermark of one's own is looked for, and one that chance makes is refused`() throws
  {
    let run = try ToolRun([
      "check", "--format", "ndjson", "--exit-zero", "--watermark-message", "ours=0xB3EC907BB19E",
      Self.image("sdxl-watermark.png"),
    ])
    let marks = try run.images().first?["watermarks"] as? [[String: Any]] ?? []
    #expect(marks.contains { $0["name"] as? String == "ours" }, "\(marks)")
    for message in ["ours=AI", "=long enough text", "ours=0xB3E", "ours=0x000000000000"] {
      #expect(try ToolRun(["check", "--watermark-message", message, "x"]).status == 64)
    }
    #expect(try ToolRun(["check", "--trustmark-model", "Z=file", "x"]).status == 64)
  }
}
