import DataTree
import Foundation
import Metadata
import Testing
import _TestSupport

@testable import DeclaredOrigin

struct CatalogueTests {
  /// A mark of the catalogue with what it must give.
  struct Example: Sendable, CustomStringConvertible {
    var family: String
    var fires: Bool
    var product: String?
    var classification: OriginClass?
    var fields: [MetadataField]
    var description: String {
      "\(family) \(fires ? "fires" : "does not fire") on \(fields.map(\.path))"
    }
  }

  static func field(_ path: String, _ value: String, at offset: Int = 0) -> MetadataField {
    MetadataField(
      path: path, value: value,
      source: MetadataSource(carrier: "test", range: offset..<(offset + value.utf8.count)))
  }

  static let files: [(name: String, documents: [DataTree])] =
    (GeneratorCatalogue.embeddedTree?.members ?? []).map { file in
      (file.name, file.value.elements.map { $0.tree() })
    }

  static let examples: [Example] = files.flatMap { file in
    guard file.documents.count == 2 else { return [Example]() }
    return (file.documents[1]["examples"]?.elements ?? []).map { node in
      Example(
        family: file.documents[0]["family"]?.text ?? "", fires: node["fires"]?.text == "true",
        product: node["product"]?.text,
        classification: node["class"]?.text.flatMap(OriginClass.init),
        fields: (node["fields"]?.mapping ?? []).map { field($0.name, $0.value.text ?? "") })
    }
  }

  @Test(arguments: examples)
  func `Every example of the catalogue gives what it says`(example: Example) throws {
    let traces = try GeneratorCatalogue.builtIn().traces(in: example.fields)
    let trace = traces.first { $0.family == example.family }
    #expect((trace != nil) == example.fires)
    if let product = example.product { #expect(trace?.product == product) }
    if let expected = example.classification { #expect(trace?.classification == expected) }
    if let trace {
      #expect(!trace.fields.isEmpty && !trace.entries.isEmpty)
      #expect(trace.signature == .none)
    }
  }

  @Test(arguments: files.map(\.name))
  func `Every family has references, and examples that fire and that do not`(name: String) throws {
    let file = try #require(Self.files.first { $0.name == name })
    try #require(file.documents.count == 2)
    let references = file.documents[1]["references"]?.texts ?? []
    #expect(!references.isEmpty)
    let fires = (file.documents[1]["examples"]?.elements ?? []).map { $0["fires"]?.text }
    #expect(fires.contains("true") && fires.contains("false"))
    #expect(file.documents[0]["family"]?.text == name)
  }

  @Test func `The built-in catalogue is that of the folder`() throws {
    let sources = try SourceFolder.texts(in: "Sources/DeclaredOrigin/Catalogue", suffix: ".yml")
    #expect(sources.count == Self.files.count + 1)
    let bytes = try CompactTree.bytes(ofFiles: sources)
    let embedded = try SourceFolder.bytes(of: "Sources/DeclaredOrigin/Compiled/catalogue.tree")
    #expect(bytes == embedded, "run 'make rules'")
    #expect(CompactTree(bytes)?.members.map(\.name) == Self.files.map(\.name))
  }

  @Test func `The built-in files hold no unknown name, which a start does not look for`() throws {
    let catalogue = try GeneratorCatalogue(
      files: try #require(GeneratorCatalogue.embeddedTree).members)
    let builtIn = try GeneratorCatalogue.builtIn()
    #expect(catalogue.familyIdentifiers == builtIn.familyIdentifiers)
    for (own, family) in zip(builtIn.families, catalogue.families) {
      let (left, right) = (own.details.value, family.details.value)
      #expect(left.agents.count == right.agents.count)
      #expect(left.products.count == right.products.count)
      #expect(left.readings.map(\.count) == right.readings.map(\.count))
      #expect(left.readings.count == family.entries.count)
    }
    #expect(!catalogue.families.allSatisfy { $0.details.value.agents.isEmpty })
  }

  @Test func `A family with an unknown name or term is refused`() throws {
    for text in [
      "family: a\ngenerator: b\nclass: aiGenerated\nextra: c", "family: a\ngenerator: b\nclass: c",
      "family: a\ngenerator: b\nclass: notAI\nentries: [{id: x, certainty: high, when: {shape: y}}]",
      "family: a\ngenerator: b\nclass: notAI\nentries: [{id: x, certainty: sure, when: {field: y}}]",
    ] {
      let file = try #require(CompactTree(try CompactTree.bytes(ofFiles: [("a", text)])))
      #expect(throws: CatalogueError.self) { try GeneratorCatalogue(files: file.members) }
    }
  }

  @Test func `Identifiers of families are unique and what is replaced exists`() throws {
    let catalogue = try GeneratorCatalogue.builtIn()
    #expect(Set(catalogue.familyIdentifiers).count == catalogue.families.count)
    for family in catalogue.families {
      for name in family.replaces { #expect(catalogue.familyIdentifiers.contains(name)) }
    }
  }

  @Test func `A name in a prompt fires nothing`() throws {
    let catalogue = try GeneratorCatalogue.builtIn()
    let words = catalogue.families.map(\.generator).joined(separator: ", ")
    for path in [
      "png.text.Description", "xmp.dc:description", "exif.ImageDescription", "icc.description",
    ] {
      #expect(
        catalogue.traces(in: [Self.field(path, words + " made with ai prompt workflow")]).isEmpty)
    }
    let prompt = "a grok, midjourney, Fooocus and NovelAI\nSteps: 2, Seed: 1, Sampler: Euler"
    let traces = catalogue.traces(in: [Self.field("png.text.parameters", prompt)])
    #expect(traces.map(\.family) == ["automatic1111"])
  }

  @Test func `Tool names in Content Credentials are known`() throws {
    let catalogue = try GeneratorCatalogue.builtIn()
    func name(
      _ claim: String? = nil, agent: String? = nil, signer: String? = nil
    ) -> GeneratorCatalogue.KnownGenerator? {
      catalogue.generatorName(forClaimGenerator: claim, softwareAgent: agent, signer: signer)
    }
    let bing = name(
      "Microsoft_Designer", agent: "Image Creator from Designer", signer: "Microsoft Corporation")
    #expect(bing?.family == "microsoft" && bing?.classification == .aiGenerated)
    #expect(name(agent: "GPT-4o")?.classification == .aiGenerated)
    #expect(name(agent: "GPT-4o")?.generator == "OpenAI")
    #expect(name(agent: "DALL·E")?.product == "DALL·E")
    #expect(name(agent: "gpt-image 1.5")?.family == "openai")
    #expect(name("OpenAI Media Service API")?.family == "openai")
    #expect(name(signer: "Truepic Lens CLI in Sora")?.product == "Sora")
    #expect(name("Google C2PA Core Generator Library 889414904:889414904")?.vendor == "Google LLC")
    #expect(name("Google C2PA Core Generator Library 1")?.classification == nil)
    #expect(name("Adobe_Firefly adobe_c2pa/0.10.1 c2pa-rs/0.31.1")?.family == "adobe-firefly")
    #expect(name("Adobe_Photoshop/26.0")?.classification == nil)
    #expect(name("Black Forest Labs API", agent: "Flux.2")?.family == "black-forest-labs")
    #expect(name("Amazon_Bedrock")?.generator == "Amazon Bedrock")
    #expect(name("Galaxy S25 c2pa-rs/0.62.0", agent: "Photo assist")?.classification == .aiEdited)
    #expect(name("Galaxy S25")?.classification == nil)
    #expect(name(agent: "Titan Image Generator G1")?.product == "Titan Image Generator")
    #expect(name("c2pa-rs", agent: "my tool", signer: "C2PA Test Signing Cert") == nil)
    #expect(name("") == nil)
  }

  @Test func `The system of IPTC is named by its family and classed by the source type`() throws {
    let origin = try DeclaredOrigin([
      Self.field("xmp.Iptc4xmpExt:AISystemUsed", "DALL-E"),
      Self.field("xmp.Iptc4xmpExt:AISystemVersionUsed", "3"),
      Self.field("xmp.Iptc4xmpExt:AIPromptWriterName", "Jo"),
      Self.field(
        "xmp.Iptc4xmpExt:DigitalSourceType",
        "https://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"),
      Self.field(
        "xmp.plus:DataMining", "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING"),
    ])
    #expect(origin.traces.map(\.family) == ["openai"])
    #expect(origin.traces.first?.classification == .aiGenerated)
    #expect(origin.traces.first?.parameters.version == "3")
    #expect(
      origin.aiProperties.map(\.name) == [
        "AISystemUsed", "AISystemVersionUsed", "AIPromptWriterName",
      ])
    #expect(origin.dataMining.first?.term == "DMI-PROHIBITED-AIMLTRAINING")
    #expect(origin.dataMining.first?.isProhibited == true)
    let other = try DeclaredOrigin([Self.field("xmp.Iptc4xmpExt:AISystemUsed", "Some new one")])
    #expect(other.traces.first?.generator == "Some new one")
    #expect(other.traces.first?.classification == .possiblyAI)
  }

  @Test func `Credit lines that name AI are listed and others are not`() throws {
    let origin = try DeclaredOrigin([
      Self.field("xmp.photoshop:Credit", "Edited with Google AI", at: 10),
      Self.field("iptc.2:110", "A photographer", at: 90),
    ])
    #expect(origin.credits.map(\.text) == ["Edited with Google AI"])
    #expect(origin.credits.first?.classification == .aiEdited)
    #expect(origin.credits.first?.field.range.lowerBound == 10)
    #expect(try DeclaredOrigin([]).traces.isEmpty)
  }
}
