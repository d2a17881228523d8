import EvidenceModel
import Foundation
import Testing
import _TestSupport

@testable import Reporting

@Suite struct JSONReportTests {
  private func lines(_ options: ReportOptions = SampleReports.options) throws -> [String] {
    try render(
      SampleReports.all, summary: SampleReports.summary,
      with: NDJSONReporter(options: options)
    ).split(separator: "\n").map(String.init)
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func `each line is one image with every promised field`() throws {
    let lines = try lines()
    #expect(lines.count == SampleReports.all.count)
    let promised = [
      "schemaVersion", "path", "sha256", "byteCount", "format", "mediaType", "width", "height",
      "origin", "decision", "disclosure", "findings", "evidence", "credentials", "metadata",
      "watermarks", "forensics", "faces", "diagnostics", "timing",
    ]
    for line in lines {
      let image = try object(line)
      #expect(Set(promised).isSubset(of: image.keys))
      let origin = try #require(image["origin"] as? [String: Any])
      #expect(Set(origin.keys) == ["class", "basis", "generator", "summary"])
      for finding in try #require(image["findings"] as? [[String: Any]]) {
        #expect(
          Set(finding.keys).isSuperset(of: [
            "rule", "kind", "severity", "confidence", "message", "evidence", "fix", "references",
            "fingerprint", "suppressed",
          ]))
      }
    }
  }

  @Test func `a report holds just the keys that the schema names`() throws {
    let url = SharedMaterial.packageRoot.appending(path: "docs/report.schema.json")
    let schema = SchemaKeys(try object(String(contentsOf: url, encoding: .utf8)))
    for line in try lines() { #expect(schema.check(try object(line), as: "image") == []) }
    let report = try render(
      SampleReports.all, summary: SampleReports.summary,
      with: JSONReporter(options: SampleReports.options))
    #expect(schema.check(try object(report), as: "report") == [])
    // The check itself sees what is missing and what is too much.
    var image = try object(try lines()[0])
    image["decision"] = nil
    image["verdict"] = "real"
    #expect(schema.check(image, as: "image").count == 2)
  }

  @Test func `crJSON is in the credentials where it was asked for`() throws {
    let url = SharedMaterial.packageRoot.appending(path: "docs/report.schema.json")
    let schema = SchemaKeys(try object(String(contentsOf: url, encoding: .utf8)))
    var image = SampleReports.signedAndDisclosed
    image.inspection.credentials.crJSON = #"{"@context":{},"jsonGenerator":{},"manifests":[]}"#
    let line = try render(
      [image], summary: SampleReports.summary, with: NDJSONReporter(options: SampleReports.options))
    #expect(schema.check(try object(line), as: "image") == [])
    #expect(unsortedKeys(in: line) == [])
    let credentials = try #require(try object(line)["credentials"] as? [String: Any])
    let document = try #require(credentials["crJSON"] as? [String: Any])
    #expect(Set(document.keys) == ["@context", "jsonGenerator", "manifests"])
  }

  @Test func `keys are sorted and slashes are plain`() throws {
    for line in try lines() {
      #expect(unsortedKeys(in: line) == [])
      #expect(!line.contains("\\/"))
    }
    #expect(unsortedKeys(in: #"{"a":{"c":1,"b":2},"b":0}"#) == ["b"])
  }

  /// The keys that come after a greater one of the same object.
  private func unsortedKeys(in text: String) -> [String] {
    var unsorted: [String] = []
    var previous: [String] = [""]
    var string = ""
    var isInString = false
    var isEscaped = false
    for character in text.unicodeScalars {
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if character == "\\" {
          isEscaped = true
        } else if character == "\"" {
          isInString = false
          continue
        }
        string.unicodeScalars.append(character)
        continue
      }
      switch character {
      case "\"":
        isInString = true
        string = ""
      case ":":
        if let last = previous.last, last.utf8.lexicographicallyPrecedes(string.utf8) == false {
          unsorted.append(string)
        }
        previous[previous.count - 1] = string
      case "{": previous.append("")
      case "}": previous.removeLast()
      default: break
      }
    }
    return unsorted
  }

  @Test func `a document holds the images and the summary`() throws {
    let report = try object(
      render(
        SampleReports.all, summary: SampleReports.summary,
        with: JSONReporter(options: SampleReports.options)))
    #expect((report["images"] as? [Any])?.count == SampleReports.all.count)
    #expect(report["schemaVersion"] as? Int == 1)
    let summary = try #require(report["summary"] as? [String: Any])
    #expect(summary["images"] as? Int == 9)
    #expect((summary["decisions"] as? [String: Int])?["block"] == 3)
    #expect(summary["ignoredFiles"] as? Int == 4)
  }

  @Test func `prompts and places are redacted unless asked for`() throws {
    let text = try lines().joined()
    #expect(!text.contains("a secret influencer"))
    #expect(!text.contains("52.5163"))
    #expect(text.contains("\"prompt\":\"[redacted]\""))
    var options = SampleReports.options
    options.showsPrompts = true
    let open = try lines(options).joined()
    #expect(open.contains("\"prompt\":\"a secret influencer\""))
    #expect(open.contains("52.5163"))
  }

  @Test func `an image whose pixels were not examined has the fields of one that was abstained on`()
    throws
  {
    let image = try object(try lines()[2])
    let forensics = try #require(image["forensics"] as? [String: Any])
    #expect(forensics["outcome"] as? String == "abstained")
    #expect(forensics["score"] is NSNull)
    #expect((image["faces"] as? [Any])?.isEmpty == true)
  }

  @Test func `an unreadable file has no hash and no format`() throws {
    let image = try object(try lines()[5])
    #expect(image["sha256"] is NSNull)
    #expect(image["format"] is NSNull)
    #expect(image["inspected"] as? Bool == false)
  }

  // MARK: The writer

  @Test func `any text survives the writer`() throws {
    var random = SplitMix64(seed: 7)
    for _ in 0..<300 {
      var text = ""
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        let range: ClosedRange<UInt32> =
          Bool.random(using: &random) ? 0...0xFF : 0x2000...0x1_F9FF
        if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) {
          text.unicodeScalars.append(scalar)
        }
      }
      var json = JSONWriter()
      json.beginObject()
      json.field(text, text)
      json.endObject()
      let object = try object(json.takeText())
      // Foundation compares keys by canonical equivalence, as Swift does.
      #expect(object.first?.key == text)
      #expect(object.first?.value as? String == text)
    }
  }

  @Test func `what hides or reorders text is escaped`() {
    var json = JSONWriter()
    json.value("a\u{202E}b\u{E0041}\u{9B}\u{7F}\n")
    #expect(json.takeText() == #""a\u202eb\udb40\udc41\u009b\u007f\n""#)
  }

  @Test func `numbers without a form in JSON become null`() {
    var json = JSONWriter()
    json.beginArray()
    for number in [Double.nan, .infinity, -.infinity, 0.1, 1e300, -0.0] { json.value(number) }
    json.value(Int.min)
    json.endArray()
    #expect(json.takeText() == "[null,null,null,0.1,1e+300,-0.0,-9223372036854775808]")
  }

  @Test func `values nested too deep are cut off`() throws {
    var value: EvidenceValue = "bottom"
    for _ in 0..<100 { value = .list([value]) }
    var image = SampleReports.altered
    image.inspection.evidence.add(
      Evidence(
        .declared, "declared.software", value: value, source: EvidenceSource(container: "XMP")))
    let text = try render(
      [image], summary: RunSummary(), with: NDJSONReporter(options: SampleReports.options))
    #expect(text.contains("[nested too deep]"))
    #expect(!text.contains("bottom"))
  }
}

/// Compares the keys of a value with those that a JSON Schema requires and names.
struct SchemaKeys {
  private let definitions: [String: Any]

  init(_ schema: [String: Any]) { definitions = schema["$defs"] as? [String: Any] ?? [:] }

  func check(_ value: Any, as name: String) -> [String] {
    faults(of: value, against: definitions[name] as? [String: Any] ?? [:], at: name)
  }

  private func faults(of value: Any, against schema: [String: Any], at place: String) -> [String] {
    if let reference = schema["$ref"] as? String, let name = reference.split(separator: "/").last {
      return faults(
        of: value, against: definitions[String(name)] as? [String: Any] ?? [:], at: place)
    }
    if let choices = schema["anyOf"] as? [[String: Any]] {
      if value is NSNull { return [] }
      return choices.first.map { faults(of: value, against: $0, at: place) } ?? []
    }
    if let values = schema["enum"] as? [Any] {
      let isKnown = values.contains { ($0 as? NSObject) == (value as? NSObject) }
      return isKnown ? [] : ["\(place) is \(value)"]
    }
    var found: [String] = []
    if let items = schema["items"] as? [String: Any] {
      guard let list = value as? [Any] else { return ["\(place) is no array"] }
      for (index, item) in list.enumerated() {
        found += faults(of: item, against: items, at: "\(place)[\(index)]")
      }
    }
    guard let properties = schema["properties"] as? [String: [String: Any]] else { return found }
    guard let object = value as? [String: Any] else { return found + ["\(place) is no object"] }
    for name in schema["required"] as? [String] ?? [] where object[name] == nil {
      found.append("\(place).\(name) is missing")
    }
    for (name, value) in object {
      if let property = properties[name] {
        found += faults(of: value, against: property, at: "\(place).\(name)")
      } else {
        found.append("\(place).\(name) is not in the schema")
      }
    }
    return found
  }
}
