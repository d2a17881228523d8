import Foundation
import Testing
import _TestSupport

/// What reports tell people to do does what it says where it is pasted.
@Suite struct FixTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Copies an image of the project; its new path.
  private func copy(_ image: String, name: String) throws -> String {
    let path = folder.path + "/" + name
    try FileManager.default.copyItem(
      at: SharedMaterial.packageRoot.appending(path: "TestImages/" + image),
      to: URL(filePath: path))
    return path
  }

  private func report(_ path: String, _ policies: [String]) throws -> [String: Any] {
    let run = try ToolRun(
      ["check", "--format", "ndjson"] + policies.flatMap { ["--policy", $0] } + [path])
    let report = try #require(try run.images().first, "\(run.errors)")
    let problems = (report["diagnostics"] as? [[String: Any]] ?? []).compactMap {
      $0["code"] as? String
    }
    #expect(!problems.contains { $0.hasPrefix("sidecar") }, "\(problems)")
    return report
  }

  private func findings(_ path: String, _ policies: String...) throws -> [[String: Any]] {
    try #require(try report(path, policies)["findings"] as? [[String: Any]])
  }

  /// The commands of a fix.
  private func commands(_ finding: [String: Any]) -> [String] {
    let parts = (finding["fix"] as? String ?? "").split(
      separator: "`", omittingEmptySubsequences: false)
    return parts.indices.filter { $0 % 2 == 1 }.map { String(parts[$0]) }
  }

  private func shell(_ command: String) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    let folder = ToolRun.binary.deletingLastPathComponent().path
    process.environment = ["PATH": folder + ":/usr/bin:/bin", "HOME": NSTemporaryDirectory()]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  @Test(arguments: [
    ("default", "a1111.png", "ai-not-disclosed"),
    ("default", "contradictory.png", "clash-declared"),
    ("default", "contradictory.png", "ai-not-disclosed"),
    ("default", "a1111.png", "privacy-prompt"), ("default", "camera.jpg", "privacy-gps"),
    ("default", "contradictory.png", "privacy-prompt"),
    ("us-ca-sb942", "contradictory.png", "ca-latent-missing"),
    ("pinterest", "a1111.png", "pinterest-metadata-missing"),
    ("meta", "a1111.png", "meta-flag-missing"), ("tiktok", "a1111.png", "tiktok-flag-missing"),
    ("youtube", "a1111.png", "youtube-flag-missing"),
    ("eu-ai-act-50", "a1111.png", "eu-visible-label-missing"),
    ("cn-gb45438", "a1111.png", "cn-visible-missing"),
  ])
  func `a command that is pasted takes the finding away`(
    policy: String, image: String, rule: String
  ) throws {
    let path = try copy(image, name: "it's  my\(image)")
    let before = try findings(path, policy)
    let finding = try #require(before.first { $0["rule"] as? String == rule })
    let commands = commands(finding).filter { $0.contains("my") && $0.contains(" ") }
    #expect(!commands.isEmpty, "\(finding)")
    let original = try Data(contentsOf: URL(filePath: path))
    for command in commands {
      // Each by itself.
      try original.write(to: URL(filePath: path))
      try? FileManager.default.removeItem(atPath: path + ".assay.yml")
      #expect(try shell(command) == 0, "\(command)")
      let rest = try findings(path, policy)
      #expect(!rest.contains { $0["rule"] as? String == rule }, "\(command)")
      #expect(!rest.contains { $0["kind"] as? String == "conflict" }, "\(command)")
    }
  }

  @Test func `what a post says already is changed, and not said twice`() throws {
    let path = try copy("a1111.png", name: "a.png")
    let appends = try findings(path, "eu-ai-act-50", "cn-gb45438", "meta").flatMap(commands)
      .filter { $0.hasPrefix("printf") }
    // Two policies want a visible label, and one line states it.
    #expect(appends.count == 2)
    for command in appends { #expect(try shell(command) == 0) }
    _ = try findings(path, "eu-ai-act-50", "cn-gb45438", "meta")
    try Data("visibleLabel: 合成".utf8).write(to: URL(filePath: path + ".assay.yml"))
    let rest = try findings(path, "cn-gb45438")
    let fix = try #require(
      rest.first { $0["rule"] as? String == "cn-visible-missing" }?["fix"] as? String)
    #expect(!fix.contains("printf") && fix.contains("`visibleLabel: 人工智能生成` in `"))
  }

  @Test func `what came through a pipe is named FILE`() throws {
    let image = SharedMaterial.packageRoot.appending(path: "TestImages/a1111.png")
    let run = try ToolRun(["check", "-"], input: try Data(contentsOf: image))
    #expect(run.output.contains("`assay label FILE`"))
  }

  @Test func `to strip a picture of what tells of AI is no way around the label`() throws {
    let path = try copy("contradictory.png", name: "a.png")
    let before = try Data(contentsOf: URL(filePath: path))
    let run = try ToolRun(["label", "--strip-private", path])
    #expect(run.status == 2 && run.errors.contains("--as"))
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
  }

  @Test func `the fix of a signed file says what it costs`() throws {
    let path = try copy("signed-clash.png", name: "a.png")
    let finding = try #require(
      try findings(path, "default").first { $0["rule"] as? String == "ai-not-disclosed" })
    #expect((finding["fix"] as? String)?.contains("--force") == true)
    let run = try ToolRun(["label", path])
    #expect(run.status == 2 && run.errors.contains("--force"))
    #expect(try ToolRun(["label", "--force", path]).status == 0)
  }

  @Test func `a picture whose credentials stand beside it is left alone as well`() throws {
    let path = try copy("a1111.png", name: "a.png")
    try folder.write("a.c2pa", "store")
    let before = try Data(contentsOf: URL(filePath: path))
    let run = try ToolRun(["label", path])
    #expect(run.status == 2 && run.errors.contains("a.c2pa") && run.errors.contains("--force"))
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
    #expect(try ToolRun(["label", "--force", path]).status == 0)
    // Nothing to change, nothing to refuse.
    #expect(try ToolRun(["label", path]).output.contains("nothing to change"))
    // The file that is written is the one that counts.
    let other = try copy("a1111.png", name: "b.png")
    try folder.write("c.c2pa", "store")
    let aside = try ToolRun(["label", other, "-o", folder.path + "/c.png"])
    #expect(aside.status == 2 && aside.errors.contains("c.c2pa"))
  }

  @Test func `a visible label for China needs both elements`() throws {
    let path = try copy("a1111.png", name: "a.png")
    for (label, rules) in [
      ("AI", ["cn-visible-wording"]), ("合成", ["cn-visible-missing"]), ("AI生成", []),
      ("人工智能合成", []),
    ] {
      try Data("visibleLabel: \(label)\n".utf8).write(to: URL(filePath: path + ".assay.yml"))
      let found = try findings(path, "cn-gb45438").compactMap { $0["rule"] as? String }
      #expect(found.filter { $0.hasPrefix("cn-visible") } == rules, "\(label)")
    }
  }

  @Test func `a waiver for a rule of another policy is told, and the rest counts`() throws {
    let path = try copy("a1111.png", name: "a.png")
    let digest = try #require(
      try ToolRun(["check", "--format", "ndjson", path]).images().first?["sha256"] as? String)
    func waiver(_ rule: String) -> String {
      "- {sha256: \(digest), rule: \(rule), reason: r, approver: a, expires: \"2999-01-31\"}\n"
    }
    try folder.write("w.yml", waiver("house-rule") + waiver("ai-not-disclosed"))
    let run = try ToolRun(["check", "--waivers", folder.path + "/w.yml", path])
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(run.errors.contains("there is no rule 'house-rule'"))
    #expect(!run.errors.contains("ai-not-disclosed"))
  }
}
