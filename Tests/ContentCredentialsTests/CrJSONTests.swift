import ByteReading
import Foundation
import Testing
import _CredentialTestSupport

@testable import ContentCredentials

struct CrJSONTests {
  @Test("the document has what the schema requires, the active manifest first")
  func shape() throws {
    let report = try SignedFile.report { builder, pki in
      let manifest = try IngredientTests.parent(pki)
      let ingredient = IngredientTests.ingredient(manifest)
      builder.ingredients = [manifest]
      builder.assertions = [
        .opened(ingredient), ingredient,
        TestAssertion("org.example", .json("{\"a\\u0001\": \"\\\"\\u202e\", \"b\": [1, -2, 0.5]}")),
      ]
      builder.timeStamp = (pki, try pki.timeStamper(), TimeStampTests.signing)
    }
    let text = CrJSON(report, generatorName: "assay", generatorVersion: "0.1.0").text
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(root["@context"] != nil)
    let generator = try #require(root["jsonGenerator"] as? [String: String])
    #expect(generator == ["name": "assay", "version": "0.1.0"])
    let manifests = try #require(root["manifests"] as? [[String: Any]])
    #expect(manifests.count == 2)
    #expect(manifests[0]["label"] as? String == report.active?.label)
    for manifest in manifests {
      for key in ["label", "assertions", "signature", "validationResults", "claim.v2"] {
        #expect(manifest[key] != nil, "\(key)")
      }
    }
    let signature = try #require(manifests[0]["signature"] as? [String: Any])
    #expect(signature["algorithm"] as? String == "eddsa")
    #expect(signature["timeStampInfo"] != nil)
    let results = try #require(manifests[0]["validationResults"] as? [String: Any])
    #expect(results["specVersion"] as? String == "2.4.0")
    #expect((results["success"] as? [[String: String]])?.isEmpty == false)
    #expect((manifests[0]["ingredientDeltas"] as? [Any])?.count == 1)
    let assertions = try #require(manifests[0]["assertions"] as? [String: Any])
    #expect((assertions["org.example"] as? [String: Any])?["b"] as? [Double] == [1, -2, 0.5])
    let binding = try #require(assertions["c2pa.hash.data"] as? [String: Any])
    #expect((binding["hash"] as? String)?.hasPrefix("b64'") == true)
    #expect(!text.unicodeScalars.contains("\u{202E}"))
  }

  @Test("keys are in order, once each, and personal values out, where that is asked for")
  func sorted() throws {
    let report = try SignedFile.report { builder, _ in
      builder.assertions.append(
        TestAssertion(
          "stds.exif",
          .json(#"{"exif:GPSLatitude": "52,30N", "z": [{"Prompt": "a cat"}], "a": 1, "b": "kept"}"#)
        ))
    }
    let plain = CrJSON(report, generatorName: "assay", generatorVersion: "0.1.0")
    #expect(plain.text.contains("52,30N") && plain.sortedText.contains("a cat"))
    let hidden = CrJSON(
      report, generatorName: "assay", generatorVersion: "0.1.0", hidesPersonal: true)
    for text in [hidden.text, hidden.sortedText] {
      #expect(!text.contains("52,30N") && !text.contains("a cat") && text.contains("kept"))
    }
    #expect(
      hidden.sortedText.contains(
        #"{"a":1,"b":"kept","exif:GPSLatitude":"[redacted]","z":[{"Prompt":"[redacted]"}]}"#))
    let keys = ["@context", "jsonGenerator", "manifests"]
    let places = keys.compactMap { hidden.sortedText.range(of: "\"\($0)\":")?.lowerBound }
    #expect(places.count == 3 && places == places.sorted())
    let twice = JSONValue.object([("a", .number("1")), ("a", .number("2")), ("b", .null)])
    #expect(twice.text == #"{"a":1,"b":null}"#)
  }

  @Test("a version 1 claim has the generator's fields that the schema wants, and no others")
  func versionOne() throws {
    let report = try SignedFile.report { builder, _ in builder.claimVersion = 1 }
    let text = CrJSON(report, generatorName: "assay", generatorVersion: "0.1.0").text
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let manifest = try #require((root["manifests"] as? [[String: Any]])?.first)
    let claim = try #require(manifest["claim"] as? [String: Any])
    #expect(manifest["claim.v2"] == nil)
    #expect((claim["claim_generator_info"] as? [[String: Any]])?.first?["name"] != nil)
    let allowed: Set<String> = [
      "claim_generator", "claim_generator_info", "signature", "assertions", "dc:format",
      "instanceID", "dc:title", "redacted_assertions", "alg", "alg_soft", "metadata",
    ]
    #expect(Set(claim.keys).isSubset(of: allowed))
  }

  @Test("a signature that cannot be read leaves the required fields empty")
  func unreadable() throws {
    let report = try SignedFile.report { builder, _ in builder.isTagged = false }
    let text = CrJSON(report, generatorName: "assay", generatorVersion: "0.1.0").text
    #expect(text.contains(#""signature":{"algorithm":"","certificateInfo":{"serialNumber":"""#))
  }

  @Test("a manifest that nothing leads to is left out")
  func unreferenced() throws {
    let report = try SignedFile.report { builder, pki in
      builder.ingredients = [try IngredientTests.parent(pki)]
    }
    #expect(report.manifests.count == 2)
    let text = CrJSON(report, generatorName: "assay", generatorVersion: "0.1.0").text
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect((root["manifests"] as? [[String: Any]])?.count == 1)
  }
}
