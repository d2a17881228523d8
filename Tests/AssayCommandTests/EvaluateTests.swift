import Codecs
import Faces
import Foundation
import Pixels
import Testing
import _TestSupport

struct EvaluateTests {
  private let head = "path\tlabel\tsource\ttone\tscore\tcalled\tabstained\n"

  private func index(_ folder: TemporaryFolder, _ rows: String) throws -> String {
    try folder.write("index.tsv", Data((head + rows).utf8))
    return folder.path + "/index.tsv"
  }

  @Test func `scores made elsewhere are evaluated, false alarms first`() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<60).map { number in
      let isReal = number % 2 == 0
      return "p\(number)\t\(isReal ? "real" : "ai")\ts\(number % 3)\t\(number < 30 ? "a" : "b")"
        + "\t\(isReal ? 0.2 : 0.8)\t\(number == 0 || !isReal ? 1 : 0)\t"
    }
    let file = try index(folder, rows.joined(separator: "\n") + "\n")
    let json = folder.path + "/report.json"
    let html = folder.path + "/report.html"
    let run = try ToolRun([
      "evaluate", file, "--score", "score", "--audit", "tone", "--json", json, "--html", html,
    ])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("photographs called synthetic   3.3 % (1 of 30;"))
    #expect(run.output.contains("Nothing can be said of fairness"))
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: json)))
    let report = try #require(object as? [String: Any])
    let curve = try #require(report["roc"] as? [String: Any])
    #expect(curve["area"] as? Double == 1)
    #expect(try String(contentsOfFile: html, encoding: .utf8).contains("<svg"))
  }

  @Test func `a threshold calls where no column does`() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "index.tsv",
      Data("path\tlabel\tscore\na\treal\t0.4\nb\tai\t0.6\nc\tai\t\n".utf8))
    let run = try ToolRun([
      "evaluate", folder.path + "/index.tsv", "--score", "score", "--threshold", "0.5",
    ])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("synthetic pictures called      100.0 % (1 of 1;"))
    #expect(run.output.contains("noScore"))
  }

  @Test func `pictures of labelled folders are measured, and what cannot be read is told`() throws {
    let folder = try TemporaryFolder()
    let picture = try Data(
      contentsOf: SharedMaterial.packageRoot.appending(path: "TestImages/plain.png"))
    try folder.write("set/real/one.png", picture)
    try folder.write("set/ai/two.png", picture)
    try folder.write("set/ai/broken.jpg", Data("no picture".utf8))
    let features = folder.path + "/features.tsv"
    let run = try ToolRun(["evaluate", folder.path + "/set", "--features", features])
    #expect(run.status == 2)
    #expect(run.output.contains("2 pictures: 1 photographs, 1 synthetic"))
    #expect(run.output.contains("ai/broken.jpg"))
    let table = try String(contentsOfFile: features, encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
    #expect(table.count == 3)
    #expect(table.allSatisfy { $0.count == table[0].count })
    #expect(table[0].contains("residual.full.strength"))
    #expect(table[1].suffix(200).allSatisfy { Double($0)?.isFinite == true })
  }

  @Test func `without the face detector the report says that skin tone was not examined`() throws {
    let folder = try TemporaryFolder()
    let picture = try Data(
      contentsOf: SharedMaterial.packageRoot.appending(path: "TestImages/plain.png"))
    try folder.write("set/real/one.png", picture)
    let none = ["ASSAY_FACES_PLUGIN": "none"]
    let run = try ToolRun(["evaluate", folder.path + "/set"], environment: none)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("Skin tone was not examined: faces were not examined: "))
    let without = try ToolRun(
      ["evaluate", folder.path + "/set", "--no-skin-tone"], environment: none)
    #expect(without.status == 0 && !without.output.lowercased().contains("skin tone"))
  }

  private static let detector = Result { () throws(FacesNotExamined) in
    #if os(macOS)
      let name = "libAssayFaces.dylib"
    #else
      let name = "libAssayFaces.so"
    #endif
    let beside = ToolRun.binary.deletingLastPathComponent().appending(path: name)
    return try FaceDetector(pluginPath: beside.path)
  }

  @Test(
    .enabled(
      if: (try? detector.get()) != nil,
      "skipped: the face detector plug-in was not built with dlib"))
  func `groups by skin tone are audited from the faces in the pictures`() throws {
    let folder = try TemporaryFolder()
    // Two of each tone, one picture without a face, and one that is not there.
    var rows = "path\tlabel\tscore\tcalled\n"
    for (number, tone) in [SIMD3<Double>(246, 224, 210), SIMD3(96, 62, 44)].enumerated() {
      let drawn = DrawnFace.picture(
        .init(size: (160, 140), left: SIMD2(60, 50), right: SIMD2(104, 50), skin: tone))
      let file = Data(try ImageEncoder.encodePNG(drawn))
      for copy in 0..<2 {
        try folder.write("\(number)\(copy).png", file)
        rows += "\(number)\(copy).png\treal\t0.5\t\(number * copy)\n"
      }
    }
    try folder.write(
      "plain.png",
      Data(contentsOf: SharedMaterial.packageRoot.appending(path: "TestImages/plain.png")))
    rows += "plain.png\treal\t0.5\t0\nmissing.png\treal\t0.5\t0\n"
    try folder.write("index.tsv", Data(rows.utf8))
    let json = folder.path + "/report.json"
    let run = try ToolRun([
      "evaluate", folder.path + "/index.tsv", "--score", "score", "--skin-tone", "--json", json,
    ])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("Audit of groups by skin tone (estimated)"))
    #expect(run.output.contains("Nothing can be said of fairness"))
    #expect(run.output.contains("Skin tone was estimated on 4 of 6 pictures (4 with a face)"))
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: json)))
    let audits = try #require((object as? [String: Any])?["audits"] as? [[String: Any]])
    let groups = try #require(audits.first?["groups"] as? [[String: Any]])
    let alarms = groups.map { ($0["falseAlarms"] as? [String: Any])?["count"] as? Int }
    #expect(groups.map { $0["name"] as? String } == ["I very light", "VI dark"])
    #expect(alarms == [0, 1])
    let pairs = try #require(audits.last?["groups"] as? [[String: Any]])
    #expect(pairs.map { $0["name"] as? String } == ["I-II light", "V-VI dark"])
  }

  @Test(arguments: [
    ["evaluate", "/no/such/folder"], ["evaluate", ".", "--threshold", "1"],
    ["evaluate", ".", "--score", "s", "--features", "f"],
  ])
  func `what cannot be evaluated is refused`(_ arguments: [String]) throws {
    #expect(try ToolRun(arguments).status != 0)
  }

  @Test func `an index without labels or columns is refused with a reason`() throws {
    let folder = try TemporaryFolder()
    try folder.write("bare.tsv", Data("file\tkind\na\tb\n".utf8))
    let bare = try ToolRun(["evaluate", folder.path + "/bare.tsv"])
    #expect(bare.status == 64 && bare.errors.contains("'path' and 'label'"))
    let file = try index(folder, "a\treal\ts\tt\t0.1\t0\t\n")
    let missing = try ToolRun(["evaluate", file, "--score", "no-such"])
    #expect(missing.status == 64 && missing.errors.contains("no-such"))
    let text = try index(folder, "a\treal\ts\tt\tmuch\t0\t\n")
    #expect(try ToolRun(["evaluate", text, "--score", "score"]).status == 64)
  }
}
