import Metadata
import Testing

@testable import DeclaredOrigin

struct AIGCLabelTests {
  static let code = "001191110102MACQD9K64010000"
  static let valid =
    #"{"Label":"1","ContentProducer":"001191110102MACQD9K64010000","ProduceID":"e357","ReservedCode1":"","ContentPropagator":"","PropagateID":"","ReservedCode2":""}"#

  @Test func `A label of the standard is valid`() throws {
    let label = try #require(AIGCLabel(CatalogueTests.field("xmp.TC260:AIGC", Self.valid)))
    #expect(label.isValid && label.label == .generated && label.producer == Self.code)
    #expect(label.produceID == "e357" && label.form == .xmp && label.classification == .aiGenerated)
  }

  @Test(arguments: [
    (#"{"ContentProducer":"C","ProduceID":"1"}"#, AIGCLabel.Problem.labelMissing),
    (#"{"Label":"4","ContentProducer":"C","ProduceID":"1"}"#, .labelInvalid),
    (#"{"Label":1,"ContentProducer":"C","ProduceID":"1"}"#, .labelInvalid),
    (#"{"Label":"1","ProduceID":"1"}"#, .producerMissing),
    (#"{"Label":"1","ContentProducer":"someone","ProduceID":"1"}"#, .producerCodeInvalid),
    (#"{"Label":"1","ContentProducer":"C"}"#, .produceIDMissing),
    (
      #"{"Label":"1","ContentProducer":"C","ProduceID":"1","PropagateID":"2"}"#,
      .propagatorIncomplete
    ),
    (#"{"Label":"1","ContentProducer":"C","ProduceID":"a b"}"#, .charactersInvalid),
    (#"{"Label":"1","ContentProducer":"C","ProduceID":"é"}"#, .charactersInvalid),
    (#"{"Label":"1","ServiceProvider":"C","ServiceUser":"u"}"#, .namesNotStandard),
    ("not json", .malformed),
  ])
  func `Every rule that a label breaks is told`(text: String, problem: AIGCLabel.Problem) throws {
    let written = text.replacing("\"C\"", with: "\"\(Self.code)\"")
    let label = try #require(AIGCLabel(written, form: .xmp))
    #expect(label.problems.contains(problem))
  }

  @Test(arguments: [
    ("exif.UserComment", "{\"AIGC\":%}"), ("exif.UserComment", "{\"AIGC\": %}\u{0}"),
    ("exif.ImageDescription", "%"), ("png.text.AIGC", "%"), ("jpeg.app7", "AIGC%"),
    ("gif.comment", "AIGC%"), ("trailer", "AIGC: %"),
  ])
  func `A label is read from every carrier`(path: String, frame: String) throws {
    let text = frame.replacing("%", with: Self.valid)
    let label = try #require(AIGCLabel(CatalogueTests.field(path, text)))
    #expect(label.isValid)
  }

  @Test(arguments: [
    ("exif.UserComment", "{\"Label\":\"1\"}"), ("exif.UserComment", "AIGC is a word"),
    ("jpeg.app7", "AIGC is a word"), ("jpeg.app7", "{\"Label\":\"1\",\"ProduceID\":\"1\"}"),
    ("xmp.dc:title", valid), ("trailer", "x"),
    ("exif.ImageDescription", "{\"AIGC\":\"x\"}"),
  ])
  func `What is no label is none`(path: String, text: String) {
    #expect(AIGCLabel(CatalogueTests.field(path, text)) == nil)
  }

  @Test func `Labels that differ are a problem and copies are not`() {
    let one = CatalogueTests.field("xmp.TC260:AIGC", Self.valid)
    let copy = CatalogueTests.field("png.text.AIGC", Self.valid)
    #expect(AIGCLabel.labels(in: [one, copy]).map(\.isValid) == [true, true])
    let other = CatalogueTests.field("png.text.AIGC", Self.valid.replacing("e357", with: "f"))
    #expect(AIGCLabel.labels(in: [one, other]).allSatisfy { $0.problems == [.severalLabels] })
  }
}
