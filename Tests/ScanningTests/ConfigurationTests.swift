import EvidenceModel
import Foundation
import Scanning
import Testing
import _TestSupport

struct ConfigurationTests {
  @Test func `all settings are read`() throws {
    let configuration = try Configuration(
      text: """
        policy: [default, eu-ai-act-50]
        failOn: warning
        jobs: 3
        trust: {list: official, anchors: ours.pem, tsaAnchors: [a.pem, b.pem]}
        pixels: false
        faces: false
        ignore: ["drafts/**"]
        baseline: base.json
        waivers: waivers.yml
        disabledRules: [privacy-gps]
        patternBanks: [own.bank]
        posts:
          siteRoot: site
          language: nl
          platform: instagram
          exports: ["*.csv"]
          columns: {image: [Bild], caption: Text}
        """, path: "x.yml")
    #expect(configuration.policies == ["default", "eu-ai-act-50"])
    #expect(configuration.failOn == .warning)
    #expect(configuration.jobs == 3)
    #expect(configuration.trustList == "official")
    #expect(configuration.trustAnchors == ["ours.pem"])
    #expect(configuration.tsaAnchors == ["a.pem", "b.pem"])
    #expect(configuration.examinesPixels == false)
    #expect(configuration.posts.columns == ["image": ["Bild"], "caption": ["Text"]])
    #expect(configuration.posts.language == "nl")
  }

  @Test func `every fault is told at once, with its line`() {
    let error = #expect(throws: Configuration.Faults.self) {
      try Configuration(
        text: "polcy: x\njobs: many\nfailOn: sometimes\nposts: {colums: 1}\n", path: "c.yml")
    }
    #expect(error?.faults.map(\.line) == [1, 2, 3, 4])
    #expect(error?.description.hasPrefix("c.yml:1: there is no setting 'polcy'") == true)
  }

  @Test func `broken YAML is a fault with its line`() {
    let error = #expect(throws: Configuration.Faults.self) {
      try Configuration(text: "policy: default\nposts: [\n", path: "c.yml")
    }
    #expect((error?.faults.first?.line ?? 0) >= 2)
  }

  @Test func `the nearest file upward counts`() throws {
    let folder = try TemporaryFolder()
    try folder.write(".assay.yml", "jobs: 1")
    try folder.write("a/b/c.png")
    #expect(Configuration.discover(from: folder.path + "/a/b/c.png") == folder.path + "/.assay.yml")
    try folder.write("a/.assay.yaml", "jobs: 2")
    #expect(Configuration.discover(from: folder.path + "/a/b") == folder.path + "/a/.assay.yaml")
  }

  @Test func `an empty file is the default`() throws {
    #expect(try Configuration(text: "", path: "c.yml") == Configuration())
    #expect(try Configuration(text: "# only a comment\n", path: "c.yml") == Configuration())
  }
}
