import Crypto
import Foundation
import Metadata
import Testing
import _TestSupport

@testable import DeclaredOrigin

struct ParserTests {
  static func trace(_ path: String, _ value: String) throws -> GeneratorTrace? {
    try GeneratorCatalogue.builtIn().traces(in: [CatalogueTests.field(path, value, at: 5)]).first
  }

  static let graph = #"""
    {"3": {"inputs": {"seed": 280823642470253, "steps": 20, "cfg": 8.0, "sampler_name": "euler",
    "positive": ["6", 0], "negative": ["9", 0], "model": ["4", 0]}, "class_type": "KSampler"},
    "4": {"inputs": {"ckpt_name": "v1-5.ckpt"}, "class_type": "CheckpointLoaderSimple"},
    "5": {"inputs": {"width": 512, "height": 768, "x": NaN}, "class_type": "EmptyLatentImage"},
    "6": {"inputs": {"text": "a victorian woman"}, "class_type": "CLIPTextEncode"},
    "7": {"inputs": {"text": "rain"}, "class_type": "CLIPTextEncode"},
    "9": {"inputs": {"conditioning": ["7", 0]}, "class_type": "ConditioningZeroOut"}}
    """#

  @Test func `A graph of ComfyUI gives sampler, model and both prompts`() throws {
    let trace = try #require(try Self.trace("png.text.prompt", Self.graph))
    #expect(trace.family == "comfyui" && trace.classification == .aiGenerated)
    #expect(trace.parameters.seed == "280823642470253")
    #expect(trace.parameters.steps == "20" && trace.parameters.cfg == "8.0")
    #expect(trace.parameters.model == "v1-5.ckpt" && trace.parameters.size == "512x768")
    #expect(trace.parameters.prompt == "a victorian woman")
    #expect(trace.parameters.negativePrompt == "rain")
    #expect(trace.fields.map(\.range.lowerBound) == [5])
  }

  @Test func `A graph whose links form a ring ends`() throws {
    let ring =
      #"{"1":{"class_type":"KSampler","inputs":{"steps":1,"positive":["2",0],"seed":["2",0]}},"2":{"class_type":"X","inputs":{"positive":["2",0],"seed":["2",0]}}}"#
    let trace = try #require(try Self.trace("png.text.prompt", ring))
    #expect(trace.parameters.prompt == nil && trace.parameters.seed == nil)
  }

  @Test func `A settings text gives all it holds`() throws {
    let text =
      "two\nlines, Steps: 3\nNegative prompt: rain\nsnow\nSteps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 4.5, Seed: 105, Size: 512x640, Model hash: 9ab, Model: M 2.0 [x], ControlNet 0: \"a: b, c: (1, 2)\", Hashes: {\"a\": 1, \"b\": 2}, Version: v1.10.1"
    let settings = try #require(SettingsText(text))
    #expect(settings.prompt == "two\nlines, Steps: 3" && settings.negativePrompt == "rain\nsnow")
    #expect(settings["ControlNet 0"] == "a: b, c: (1, 2)")
    #expect(settings["Hashes"] == #"{"a": 1, "b": 2}"#)
    let trace = try #require(try Self.trace("exif.UserComment", text))
    #expect(trace.parameters.sampler == "DPM++ 2M" && trace.parameters.size == "512x640")
    #expect(trace.parameters.model == "M 2.0 [x]" && trace.parameters.modelHash == "9ab")
    #expect(trace.product == "AUTOMATIC1111")
  }

  @Test func `A command of InvokeAI gives its options`() throws {
    let trace = try #require(
      try Self.trace(
        "png.text.Dream", #""a duck -s 9" -s 50 -S2980 -W 512 -H 768 -C 5 -A k_lms -G"#))
    #expect(trace.parameters.prompt == "a duck -s 9" && trace.parameters.steps == "50")
    #expect(trace.parameters.seed == "2980" && trace.parameters.size == "512x768")
    #expect(trace.parameters.sampler == "k_lms")
  }

  @Test func `A description of Midjourney gives job, version and prompt`() throws {
    let trace = try #require(
      try Self.trace(
        "png.text.Description",
        "a panel --ar 4:3 --v 5.2 Job ID: 2b6e053b-9a65-4ca9-9e13-b6f4465164d4"))
    #expect(trace.parameters.jobID == "2b6e053b-9a65-4ca9-9e13-b6f4465164d4")
    #expect(trace.parameters.version == "5.2" && trace.parameters.prompt == "a panel")
  }

  @Test func `A stealth payload is read by the same parsers`() throws {
    let catalogue = try GeneratorCatalogue.builtIn()
    let settings = catalogue.traces(
      inStealthPayload: "a duck\nSteps: 15, Sampler: UniPC, CFG scale: 5, Seed: 23")
    #expect(settings.map(\.family) == ["automatic1111"])
    #expect(settings.first?.fields.map(\.path) == ["stealth"])
    let novel = catalogue.traces(
      inStealthPayload:
        #"{"Software":"NovelAI","Source":"S","Comment":"{\"seed\": 7, \"uc\": \"n\", \"signed_hash\": \"\"}"}"#
    )
    #expect(novel.map(\.family) == ["novelai"])
    #expect(novel.first?.parameters.seed == "7" && novel.first?.parameters.negativePrompt == "n")
    #expect(novel.first?.parameters.model == "S" && novel.first?.signedText != nil)
    #expect(catalogue.traces(inStealthPayload: "hello").isEmpty)
  }

  @Test func `A signature over pixels and settings verifies and fails when either changes`() throws
  {
    let key = Curve25519.Signing.PrivateKey()
    let publicKey = [UInt8](key.publicKey.rawRepresentation)
    let settings =
      #"{"prompt": "\u30c6 é", "scale": 5.0, "t": 2.50e-05, "n": null, "a": [1, {"b": true}]}"#
    let python =
      #"{"prompt": "\u30c6 \u00e9", "scale": 5.0, "t": 2.5e-05, "n": null, "a": [1, {"b": true}]}"#
    let rgb = (0..<48).map { UInt8($0) }
    let signature = try key.signature(for: Data(rgb) + Data(python.utf8)).base64EncodedString()
    let comment = String(settings.dropLast()) + #", "signed_hash": "\#(signature)"}"#
    #expect(NovelAISignature.verify(comment: comment, rgb: rgb, publicKey: publicKey) == .verified)
    var changed = rgb
    changed[7] ^= 1
    #expect(
      NovelAISignature.verify(comment: comment, rgb: changed, publicKey: publicKey) == .failed)
    let other = comment.replacing("5.0", with: "5.5")
    #expect(NovelAISignature.verify(comment: other, rgb: rgb, publicKey: publicKey) == .failed)
    #expect(NovelAISignature.verify(comment: comment, rgb: rgb) == .failed)
    #expect(NovelAISignature.verify(comment: settings, rgb: rgb) == .none)
    #expect(NovelAISignature.verify(comment: "x", rgb: rgb) == .none)
    #expect(NovelAISignature.verify(comment: #"{"signed_hash": 3}"#, rgb: rgb) == .failed)
    let wrapped = PythonJSON.dumps(.object([.init("Comment", .string(comment))]))
    #expect(
      NovelAISignature.verify(
        comment: String(decoding: wrapped, as: UTF8.self), rgb: rgb, publicKey: publicKey)
        == .verified)
  }

  @Test func `Long texts are cut and megabytes are read in linear time`() throws {
    let long = String(repeating: "Negative prompt: Steps: 1, \n", count: 40_000)
    let start = ContinuousClock.now
    let trace = try #require(
      try Self.trace("png.text.parameters", long + "\nSteps: 2, Seed: 1, Sampler: E"))
    let kept = trace.parameters.negativePrompt ?? ""
    #expect(!kept.isEmpty && kept.count <= GenerationParameters.textLimit)
    for text in [
      String(repeating: "*a", count: 400_000), String(repeating: "{\"a\":", count: 200_000),
      String(repeating: "\"Steps: 1\\", count: 100_000),
      String(repeating: "Job ID: ", count: 100_000),
      String(repeating: "latest-v1.", count: 100_000),
    ] {
      for path in [
        "png.text.prompt", "exif.UserComment", "png.text.Description", "png.text.extras",
      ] {
        _ = try Self.trace(path, text)
      }
    }
    #expect(ContinuousClock.now - start < .seconds(30))
  }

  /// Texts that together reach every parser.
  static let seeds: [(path: String, value: String)] =
    CatalogueTests.examples.filter(\.fires).flatMap { example in
      example.fields.map { ($0.path, $0.value) }
    } + [("png.text.prompt", graph)]

  @Test func `Every prefix of every example is read without a fault`() throws {
    let catalogue = try GeneratorCatalogue.builtIn()
    for (path, value) in Self.seeds {
      let bytes = Array(value.utf8)
      for count in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 24)) {
        let text = String(decoding: bytes.prefix(count), as: UTF8.self)
        let traces = catalogue.traces(in: [CatalogueTests.field(path, text)])
        #expect(traces.allSatisfy { !$0.fields.isEmpty })
        _ = catalogue.traces(inStealthPayload: text)
      }
    }
  }

  @Test func `Changed bytes are read without a fault`() throws {
    let catalogue = try GeneratorCatalogue.builtIn()
    var random = SplitMix64(seed: 20_261_123)
    let alphabet = Array("\"{}[]\\:,-0e.uN\n\u{0}\u{7f} ".utf8)
    for (path, value) in Self.seeds {
      for _ in 0..<12 {
        var bytes = Array(value.utf8)
        guard !bytes.isEmpty else { continue }
        for _ in 0..<3 {
          let place = Int(random.next() % UInt64(bytes.count))
          bytes[place] = alphabet[Int(random.next() % UInt64(alphabet.count))]
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let traces = catalogue.traces(in: [CatalogueTests.field(path, text)])
        #expect(traces.allSatisfy { !$0.entries.isEmpty })
        _ = NovelAISignature.verify(comment: text, rgb: [1, 2, 3])
        if let json = try? JSONValue(parsing: text) {
          let written = PythonJSON.dumps(json)
          // What is written is read back as what Python would hold.
          let again = try JSONValue(parsing: written)
          #expect(PythonJSON.dumps(again) == written)
        }
      }
    }
  }
}
