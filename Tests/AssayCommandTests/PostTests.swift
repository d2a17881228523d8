import Foundation
import Testing
import _TestSupport

/// Posts, sidecars and settings, as a user meets them.
struct PostTests {
  private func site(_ files: [String: String]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(
      at: SharedMaterial.packageRoot.appending(path: "TestImages/plain.png"),
      to: URL(filePath: folder.path + "/plain.png"))
    try FileManager.default.copyItem(
      at: SharedMaterial.packageRoot.appending(path: "TestImages/a1111.png"),
      to: URL(filePath: folder.path + "/ai.png"))
    for (name, text) in files { try folder.write(name, text) }
    return folder
  }

  @Test func `an image on the network is not inspected, and is no failure`() throws {
    let folder = try site(["p.md": "![x](https://example.com/a.png)"])
    let run = try ToolRun(["scan", "--format", "ndjson", "p.md"], in: folder.path)
    #expect(run.status == 0)
    #expect(try run.images().map { $0["decision"] as? String } == ["notInspected"])
    let text = try ToolRun(["scan", "p.md"], in: folder.path).output
    #expect(text.contains("NOT INSPECTED https://example.com/a.png"))
    #expect(!text.contains("pass  "))
    let junit = try ToolRun(["scan", "--format", "junit", "p.md"], in: folder.path).output
    #expect(junit.contains("errors=\"0\" skipped=\"1\""))
    #expect(junit.contains("<skipped message=\"It is on the network"))
    let sarif = try ToolRun(["scan", "--format", "sarif", "p.md"], in: folder.path).output
    #expect(sarif.contains("\"executionSuccessful\":true"))
    let github = try ToolRun(["scan", "--format", "github", "p.md"], in: folder.path).output
    #expect(github.hasPrefix("::notice file=p.md,line=1,"))
  }

  @Test(
    arguments: [
      (["plain.png.assay.yml": "caption: ["], "plain.png.assay.yml", Int32(2)),
      (["plain.png.assay.yml": "captoin: x"], "did you mean 'caption'", 0),
      (["p.md": "---\nx: {{\n---\n![x](plain.png)"], "p.md", 2),
      (["p.md": "---\nx: {{\n---\nNo image.\n"], "p.md: the front matter", 0),
      ([".assay.yml": "posts: {exports: [q.json]}"], "q.json", 2),
      ([".assay.yml": "posts: {exports: [q.json]}", "q.json": "[{"], "q.json", 2),
    ] as [([String: String], String, Int32)])
  func `what cannot be parsed is told`(files: [String: String], words: String, status: Int32) throws
  {
    let folder = try site(files)
    try FileManager.default.removeItem(atPath: folder.path + "/ai.png")
    for format in ["text", "json", "markdown"] {
      let run = try ToolRun(["scan", "--no-pixels", "--format", format, "."], in: folder.path)
      #expect(run.status == status, "\(run.output)")
      let output = run.output.split { $0.isWhitespace }.joined(separator: " ")
      // Text that is only a note beside a passing image is left to the full reports.
      if format != "markdown" || status == 2 { #expect(output.contains(words), "\(format)") }
    }
  }

  @Test func `an image that is blocked stays so when its sidecar is broken`() throws {
    let folder = try site(["ai.png.assay.yml": "caption: ["])
    #expect(try ToolRun(["check", "--no-pixels", "ai.png"], in: folder.path).status == 1)
  }

  @Test func `the environment wins over the file, and an option over the environment`() throws {
    let folder = try site([".assay.yml": "policy: kr-ai-basic-act\n"])
    func policies(_ arguments: [String], _ environment: [String: String]) throws -> [String] {
      let run = try ToolRun(
        ["check", "--no-pixels", "--format", "json"] + arguments + ["plain.png"], in: folder.path,
        environment: environment)
      let report = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
      return (report?["tool"] as? [String: Any])?["policies"] as? [String] ?? [run.errors]
    }
    #expect(try policies([], [:]) == ["kr-ai-basic-act"])
    #expect(try policies([], ["ASSAY_POLICY": ""]) == ["kr-ai-basic-act"])
    let two = ["ASSAY_POLICY": "vn-decree-142, default"]
    #expect(try policies([], two) == ["vn-decree-142", "default"])
    #expect(try policies(["--policy", "iab-v2"], two) == ["iab-v2"])
    #expect(try policies(["--policy", "iab-v2"], ["ASSAY_POLICY": "nope"]) == ["iab-v2"])
    try folder.write("other.yml", "policy: iab-v2\n")
    #expect(try policies([], ["ASSAY_CONFIG": "other.yml"]) == ["iab-v2"])
    let strict = try ToolRun(
      ["check", "--no-pixels", "camera.jpg"],
      in: SharedMaterial.packageRoot.appending(path: "TestImages").path,
      environment: ["ASSAY_FAIL_ON": "warning"])
    #expect(strict.status == 1)
  }

  @Test(arguments: [
    ("ASSAY_POLICY", "nope"), ("ASSAY_POLICY", "nope.yml"), ("ASSAY_POLICY", ","),
    ("ASSAY_FAIL_ON", "sometimes"), ("ASSAY_JOBS", "abc"), ("ASSAY_JOBS", "0"),
    ("ASSAY_CONFIG", "nope.yml"), ("ASSAY_WAIVERS", "nope.yml"), ("ASSAY_BASELINE", "nope.json"),
    ("ASSAY_TRUST_LIST", "mine"),
  ])
  func `a variable that holds no setting is a usage error that names it`(
    name: String, value: String
  )
    throws
  {
    let folder = try site([:])
    let run = try ToolRun(
      ["check", "--no-pixels", "plain.png"], in: folder.path, environment: [name: value])
    #expect(run.status == 64 && run.output.isEmpty)
    #expect(run.errors.contains(name), "\(run.errors)")
  }

  private static let ownPolicy = """
    - policy: our-house
      title: What we promised
      accepts: [caption]
      references: [{title: House style}]
      rules:
        - id: house-rule
          title: A rule of the house
          rationale: We promised.
          kind: disclosure
          severity: error
          confidence: high
          match: {all: [{ai: "true"}]}
          message: Say it.
          fix: Say it.
          examples: [{ai: "true", fires: true}, {ai: "false", fires: false}]

    """

  @Test func `config check reads every file that the configuration names`() throws {
    let folder = try site([
      ".assay.yml": """
      policy: [own.yml]
      waivers: w.yml
      baseline: b.json
      trust: {anchors: [a.pem]}
      patternBanks: [p.bank]
      posts: {exports: [q.json, '*.csv']}
      """,
      "own.yml": Self.ownPolicy.replacing("severity: error", with: "severity: bogus"),
      "w.yml": "- sha256: x\n", "b.json": "{", "p.bank": "x", "x/y.csv": "a,b\n1,2\n",
    ])
    let run = try ToolRun(["config", "check"], in: folder.path)
    #expect(run.status == 64)
    for name in ["own.yml", "w.yml", "b.json", "a.pem", "p.bank", "q.json", "y.csv"] {
      #expect(run.errors.contains(name), "\(name): \(run.errors)")
    }
  }

  @Test func `a policy of one's own is listed, explained, and named by init`() throws {
    let folder = try site(["own.yml": Self.ownPolicy])
    let rules = try ToolRun(["rules", "--policy", "own.yml"], in: folder.path)
    #expect(rules.output.contains("house-rule"))
    let explain = try ToolRun(["explain", "--policy", "own.yml", "our-house"], in: folder.path)
    #expect(explain.output.contains("What we promised") && explain.output.contains("house-rule"))
    #expect(try ToolRun(["init", "--policy", "own.yml", "."], in: folder.path).status == 0)
    #expect(try ToolRun(["config", "check"], in: folder.path).output.contains("no fault"))
    #expect(try ToolRun(["check", "--no-pixels", "ai.png"], in: folder.path).status == 1)
  }
}
