import Foundation
import Testing
import _TestSupport

/// What `label` writes, and what it leaves alone.
struct LabelTests {
  private func image(_ name: String) throws -> Data {
    try Data(contentsOf: SharedMaterial.packageRoot.appending(path: "TestImages/\(name)"))
  }

  @Test func `a photograph without a sign of AI is left alone, unless one says what it is`() throws
  {
    let folder = try TemporaryFolder()
    let original = try image("camera.jpg")
    try folder.write("a.jpg", original)
    let path = folder.path + "/a.jpg"
    let refused = try ToolRun(["label", path])
    #expect(refused.status == 2 && refused.errors.contains("--as"))
    #expect(try Data(contentsOf: URL(filePath: path)) == original)
    #expect(try ToolRun(["label", "--as", "ai-edited", path]).status == 0)
    let check = try ToolRun(["check", "--no-pixels", "--format", "ndjson", path])
    #expect(check.output.contains(#""class":"aiEdited""#))
    // What is declared already is kept.
    let labelled = try Data(contentsOf: URL(filePath: path))
    let again = try ToolRun(["label", path])
    #expect(again.status == 0 && again.output.contains("nothing to change"))
    #expect(try Data(contentsOf: URL(filePath: path)) == labelled)
  }

  @Test(arguments: ["digitalCapture", "humanEdits"])
  func `a claim that says otherwise is not overwritten`(_ type: String) throws {
    let folder = try TemporaryFolder()
    let xmp = """
      <rdf:Description xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" \
      xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="Made with Google AI" \
      Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/\(type)"/>
      """
    let packet = Array("http://ns.adobe.com/xap/1.0/\0".utf8) + SampleFiles.xmp(xmp)
    let bytes = SampleFiles.jpeg([SampleFiles.segment(0xe1, packet)])
    try folder.write("a.jpg", Data(bytes))
    let run = try ToolRun(["label", folder.path + "/a.jpg"])
    #expect(run.status == 2 && run.errors.contains(type) && run.errors.contains("--as"))
    #expect(try Data(contentsOf: URL(filePath: folder.path + "/a.jpg")) == Data(bytes))
  }

  @Test func `a file that cannot hold a label passes with the sidecar that label writes`() throws {
    let folder = try TemporaryFolder()
    let text = """
      <svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><metadata>\
      <x:xmpmeta xmlns:x="adobe:ns:meta/">\
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\
      <rdf:Description xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" \
      photoshop:Credit="Edited with Google AI"/></rdf:RDF></x:xmpmeta></metadata></svg>
      """
    try folder.write("a.svg", text)
    let path = folder.path + "/a.svg"
    #expect(try ToolRun(["check", path]).status == 1)
    let label = try ToolRun(["label", path])
    #expect(label.status == 0 && label.output.contains("a.xmp"), "\(label.errors)")
    let xmp = try String(contentsOfFile: folder.path + "/a.xmp", encoding: .utf8)
    #expect(xmp.contains("compositeWithTrainedAlgorithmicMedia"))
    let check = try ToolRun(["check", "--format", "ndjson", path])
    #expect(check.status == 0 && check.output.contains("XMP sidecar"), "\(check.output)")
    #expect(try ToolRun(["label", path]).output.contains("nothing to change"))
  }

  @Test func `private data that cannot be removed are told`() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.jxl", image("ai-disclosed.jxl"))
    let path = folder.path + "/a.jxl"
    let run = try ToolRun(["label", "--strip-private", path])
    if run.status != 0 {
      #expect(run.status == 2 && run.errors.contains("could not be cleaned"))
    } else {
      #expect(run.output.contains("nothing to change"))
    }
    #expect(!FileManager.default.fileExists(atPath: path + ".xmp"))
  }

  @Test func `there is one AIGC label, and it is well-formed`() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.png", image("a1111.png"))
    let path = folder.path + "/a.png"
    for producer in ["", "bad producer", "短", "1234"] {
      let run = try ToolRun([
        "label", "--aigc", "--aigc-producer", producer, "--aigc-id", "1", path,
      ])
      #expect(run.status == 64, "\(producer)")
    }
    let good = ["label", "--aigc", "--aigc-producer", "001191110102MACQD9K64010000", "--aigc-id"]
    #expect(try ToolRun(good + ["1", path]).status == 0)
    // Who labels it again spreads it: the producer's part stays.
    #expect(try ToolRun(good + ["2", path]).status == 0)
    let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    #expect(text.contains(#""ProduceID":"1""#) && text.contains(#""PropagateID":"2""#))
    #expect(text.components(separatedBy: "<TC260:AIGC>").count == 2)
  }

  @Test func `an older backup is kept, and the new one has a number`() throws {
    let folder = try TemporaryFolder()
    let original = try image("a1111.png")
    try folder.write("a.png", original)
    try folder.write("a.png.bak", "older")
    #expect(try ToolRun(["label", "--backup", folder.path + "/a.png"]).status == 0)
    #expect(try Data(contentsOf: URL(filePath: folder.path + "/a.png.bak")) == Data("older".utf8))
    #expect(try Data(contentsOf: URL(filePath: folder.path + "/a.png.bak.2")) == original)
  }

  @Test func `names do not drive the terminal`() throws {
    let folder = try TemporaryFolder()
    try folder.write("\u{1b}[31mred.png", image("a1111.png"))
    let run = try ToolRun(["label", folder.path + "/\u{1b}[31mred.png"])
    #expect(run.status == 0 && !run.output.contains("\u{1b}"))
    #expect(run.output.contains(#"\u{1B}[31mred.png"#))
  }
}
