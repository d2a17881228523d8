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

  private func findings(_ path: String, _ policy: String) throws -> [[String: Any]] {
    let run = try ToolRun([
      "check", "--format", "ndjson", "--policy", policy, path,
    ])
    return try #require(try run.images().first?["findings"] as? [[String: Any]], "\(run.errors)")
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
    let finding = try #require(
      try findings(path, policy).first { $0["rule"] as? String == rule })
    // Beside a sidecar whose last line has no end.
    try Data("caption: a duck".utf8).write(to: URL(filePath: path + ".assay.yml"))
    for command in commands(finding) where command.contains(" ") && command.contains("my") {
      #expect(try shell(command) == 0, "\(command)")
    }
    let rest = try findings(path, policy)
    #expect(!rest.contains { $0["rule"] as? String == rule }, "\(commands(finding))")
    #expect(!rest.contains { ($0["rule"] as? String)?.hasPrefix("post-") == true })
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
    #expect(run.errors.contains("no policy in force has a rule 'house-rule'"))
    #expect(!run.errors.contains("ai-not-disclosed"))
  }
}
