import Metadata
import Testing

@testable import DeclaredOrigin

/// JSON within JSON, canvases of ComfyUI, names of tools, and copies of fields.
struct DeepJSONTests {
  private func traces(_ fields: [(String, String)]) throws -> [GeneratorTrace] {
    try GeneratorCatalogue.builtIn().traces(
      in: fields.enumerated().map { CatalogueTests.field($1.0, $1.1, at: $0 * 10_000) })
  }

  @Test func `JSON in texts of JSON is read, as deep as it says and no deeper`() throws {
    let value = try JSONValue(
      parsing: #"{"a": "{\"b\": \"{\\\"c\\\": 1}\"}", "d": "{no json", "e": [{"b": {"c": 2}}]}"#)
    let unfolded = value.unfolded()
    #expect(unfolded.value(at: "a/b/c")?.scalar == "1")
    #expect(unfolded["d"] == .string("{no json"))
    #expect(unfolded.scalars(anywhereAt: "b/c") == ["1", "2"])
    #expect(value.scalars(anywhereAt: "b/c") == ["2"])
    let many = JSONValue.object((0..<200).map { .init("\($0)", .object([.init("x", .null)])) })
    #expect(many.scalars(anywhereAt: "x").isEmpty)
  }

  @Test func `a canvas of ComfyUI tells prompt, model and settings`() throws {
    let canvas = #"""
      {"last_node_id": 9, "nodes": [
      {"id": 7, "type": "CLIPTextEncode", "widgets_values": ["rain"]},
      {"id": 6, "type": "CLIPTextEncode", "widgets_values": ["a duck"]},
      {"id": 4, "type": "CheckpointLoaderSimple", "widgets_values": ["v1-5.safetensors"]},
      {"id": 3, "type": "KSampler", "widgets_values": [5, "randomize", 20, 8.5, "euler", "normal", 1],
       "inputs": [{"name": "positive", "link": 1}, {"name": "negative", "link": 2}]}],
      "links": [[1, 6, 0, 3, 1, "CONDITIONING"], [2, 7, 0, 3, 2, "CONDITIONING"]]}
      """#
    for fields in [
      [("png.text.workflow", canvas)], [("exif.ImageDescription", "Workflow: " + canvas)],
      [("exif.UserComment", #"{"workflow": \#(canvas)}"#)],
    ] {
      let trace = try #require(try traces(fields).first)
      #expect(trace.family == "comfyui")
      #expect(trace.parameters.prompt == "a duck")
      #expect(trace.parameters[.negativePrompt] == "rain")
      #expect(trace.parameters[.model] == "v1-5.safetensors")
      #expect(trace.parameters[.seed] == "5" && trace.parameters[.steps] == "20")
      #expect(trace.parameters[.cfg] == "8.5" && trace.parameters[.sampler] == "euler")
    }
  }

  @Test func `copies of EXIF in XMP and IPTC count as the field itself`() throws {
    let text = "a duck\nSteps: 15, Sampler: UniPC, Seed: 7, Version: f2.0.1v1.10.1-previous-1-g1"
    let trace = try #require(try traces([("xmp.exif:UserComment", text)]).first)
    #expect(trace.generator == "Stable Diffusion web UI (Forge or reForge)")
    #expect(trace.fields.map(\.path) == ["xmp.exif:UserComment"])
    let label = #"{"AIGC":{"Label":"1","ContentProducer":"x","ProduceID":"y"}}"#
    for path in ["xmp.exif:UserComment", "xmp.dc:description", "iptc.2:120"] {
      #expect(try traces([(path, label)]).map(\.family) == ["tc260"])
    }
  }

  @Test(arguments: [
    ("exif.Make", "Ideogram AI", "Ideogram"), ("png.text.Source", "Luma AI", "Luma"),
    ("exif.Software", "fal-ai/flux/dev", "fal.ai"), ("xmp.xmp:CreatorTool", "reve.com", "Reve"),
    ("png.text.Software", "NightCafe Creator 2", "NightCafe"),
    ("xmp.tiff:Software", "DALL-E 3", "OpenAI"), ("exif.Software", "Imagen 4", "Google Imagen"),
    ("exif.Software", "Google Gemini 2.5", "Google Gemini"),
    ("iptc.2:110", "Midjourney", "Midjourney"),
  ])
  func `a generator is known by its name where programs write theirs`(
    _ path: String, _ value: String, _ generator: String
  ) throws {
    let trace = try #require(try traces([(path, value)]).first)
    #expect(trace.generator == generator && trace.classification == .aiGenerated)
    #expect(trace.certainty < .high)
  }

  @Test(arguments: [
    "Midjourney version 6.1", "InvokeAI version 3.0", "ComfyUI version 0.3", "Adobe Firefly beta",
    "Stable Diffusion F1022D28", "Stable Diffusion XL C1E1DE52", "NovelAI Diffusion Furry V3",
    "Freepik AI Image Generator", "Luma AI Dream Machine", "Luma AI Photon",
    "GPT-4o Image Generation", "Adobe Firefly Text to Image", "Adobe Firefly Generative Fill",
    "AUTOMATIC1111 WebUI", "Stable Diffusion WebUI Forge", "stable-diffusion-webui-forge",
    "stable-diffusion-xl-base-1.0", "DreamStudio by Stability AI", "DALL-E by OpenAI",
    "Qwen-Image-Lightning", "ComfyUI_windows_portable", "Midjourney Discord Bot", "Hunyuan-Image",
    "Leonardo AI Phoenix", "NightCafe AI Art Generator", "Nano Banana by Google",
    "Adobe Firefly – Text to Image", "Imagen 3.0 Ultra", "Imagen 3-fast", "InvokeAI v3.4.0post1",
    "Imagen 4.0-generate-001", "ChatGPT (DALL-E 3)", "Midjourney, Inc.", "fal-ai/flux/dev",
    "Amazon Titan Image Generator G1 v2", "Adobe Firefly™", "stable-diffusion.cpp",
  ])
  func `a name goes on with a version, an edition or a model`(software: String) throws {
    for path in ["exif.Software", "png.text.Software"] {
      let trace = try #require(try traces([(path, software)]).first, "\(path)")
      #expect(trace.classification == .aiGenerated)
    }
  }

  @Test func `a credit line that names a company is not the word for what a tool says`() throws {
    let fields = [("xmp.photoshop:Credit", "Leonardo.Ai"), ("xmp.xmp:CreatorTool", "Leonardo.Ai")]
    for order in [fields, fields.reversed()] {
      let trace = try #require(try traces(order).first)
      #expect(trace.classification == .aiGenerated)
      #expect(trace.fields.map(\.path) == ["xmp.xmp:CreatorTool", "xmp.photoshop:Credit"])
    }
    // Two values in one place are told alike, whichever comes first.
    let place = MetadataSource(carrier: "XMP", range: 0..<400)
    for values in [["Stability AI", "DreamStudio"], ["DreamStudio", "Stability AI"]] {
      let credits = try DeclaredOrigin(
        values.map { MetadataField(path: "xmp.photoshop:Credit", value: $0, source: place) }
      ).credits
      #expect(credits.map(\.classification) == [.aiGenerated, .aiGenerated])
    }
    let credit = try traces([("iptc.2:110", "ElevenLabs")])
    #expect(credit.map(\.classification) == [.possiblyAI])
  }

  @Test(arguments: [
    ("exif.Make", "Luma Systems"), ("exif.Make", "FLUX Thermal"), ("exif.Software", "f.lux"),
    ("exif.Software", "Imagenomic Portraiture"), ("exif.Software", "Imagen"),
    ("exif.Make", "Gemini Observatory"), ("exif.Software", "Leonardo DRS viewer"),
    ("xmp.photoshop:Credit", "Recraft Furniture Ltd"), ("iptc.2:110", "Klingberg"),
    ("xmp.xmp:CreatorTool", "Recraftify 2"), ("exif.Software", "Meta Aim"),
    ("exif.Software", "Topaz Photo AI 3.0"), ("exif.Software", "Luminar AI 1.5"),
    ("exif.ImageDescription", "Ideogram AI"), ("exif.Artist", "Midjourney"),
    ("png.text.Title", "Luma AI"), ("exif.Software", "HDR+ 1.0.540104767zd"),
    ("exif.Software", "Stable Diffusion Remover 2"), ("exif.Software", "ComfyUI-free export"),
    ("xmp.xmp:CreatorTool", "ChatGPT screenshot"), ("exif.Make", "Recraft Optics 2"),
    ("exif.Software", "Midjourney Photographer's Toolkit"), ("exif.Make", "Hunyuan Camera"),
    ("exif.Make", "Firefly Image Sensor"), ("png.text.Source", "Imagen 12"),
    ("exif.Software", "Stable Diffusion 2 Remover"), ("exif.Make", "Recraft 3D Camera"),
    ("exif.Software", "Imagen 1 de 3"), ("exif.Software", "Imagen 3 de 4"),
    ("exif.Software", "Midjourneyé"), ("exif.Software", "Recraft2"),
  ])
  func `names that only begin alike, and names elsewhere, are none`(
    _ path: String, _ value: String
  ) throws {
    #expect(try traces([(path, value)]).isEmpty)
  }

  @Test func `a diagram without nodes is no canvas`() throws {
    #expect(try traces([("png.text.workflow", #"{"nodes":[],"links":[]}"#)]).isEmpty)
  }
}
