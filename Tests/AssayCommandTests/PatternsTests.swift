import Codecs
import Foundation
import Pixels
import Testing
import _TestSupport

struct PatternsTests {
  /// Noise, with a fixed pattern of weaker noise on top.
  private func picture(_ seed: UInt64, hasPattern: Bool) throws -> Data {
    var own = SplitMix64(seed: seed)
    var shared = SplitMix64(seed: 77)
    let samples = (0..<(64 * 64)).map { _ -> UInt8 in
      let mark = UInt8.random(in: 0...40, using: &shared)
      return UInt8.random(in: 60...160, using: &own) + (hasPattern ? mark : 0)
    }
    let pixels = PixelBuffer(width: 64, height: 64, layout: .gray, samples: samples)
    return Data(try ImageEncoder.encodePNG(pixels))
  }

  private func folders() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for seed in 0..<12 {
      try folder.write("made/\(seed).png", picture(UInt64(seed), hasPattern: true))
    }
    for seed in 0..<30 {
      try folder.write("photos/\(seed).png", picture(UInt64(1_000 + seed), hasPattern: false))
    }
    return folder
  }

  @Test func `a pattern is learned, listed, tested, and found by check`() throws {
    let folder = try folders()
    let bank = folder.path + "/mine.bank"
    let learned = try ToolRun([
      "patterns", "learn", folder.path + "/made", "--null", folder.path + "/photos", "--name",
      "my-generator", "--generator", "My Generator", "--native", "64x64", "--output", bank,
    ])
    #expect(learned.status == 0, "\(learned.errors)")
    #expect(learned.output.contains("12 pictures of 12 files used"))
    #expect(learned.output.contains("unrelated: 60 scores, mean "))

    let list = try ToolRun(["patterns", "list", "--no-built-in", "--pattern-bank", bank])
    #expect(list.output.contains("\(bank): 1 templates"))
    #expect(list.output.contains("my-generator, version 1: My Generator (unknown)"))

    try folder.write("new.png", picture(500, hasPattern: true))
    let surface = folder.path + "/surface.png"
    let test = try ToolRun([
      "patterns", "test", "--pattern-bank", bank, folder.path + "/new.png", "--picture", surface,
    ])
    #expect(test.status == 0 && test.output.contains("my-generator z "), "\(test.errors)")
    #expect(test.output.contains(": found\n"))
    #expect(try Data(contentsOf: URL(filePath: surface)).starts(with: [0x89, 0x50, 0x4e, 0x47]))

    let several = try ToolRun([
      "patterns", "test", "--no-built-in", "--pattern-bank", bank, folder.path + "/photos",
    ])
    #expect(several.output.contains("my-generator: 0 found: 30 scores, mean "))

    let check = try ToolRun([
      "check", folder.path + "/new.png", "--pattern-bank", bank, "--format", "ndjson",
    ])
    #expect(check.status == 1)
    #expect(check.output.contains(#""scheme":"pattern:my-generator""#))
    let without = try ToolRun(["check", folder.path + "/new.png", "--format", "ndjson"])
    #expect(without.status == 0 && !without.output.contains("pattern:my-generator"))
  }

  @Test func `pictures that share nothing make no bank`() throws {
    let folder = try folders()
    let bank = folder.path + "/none.bank"
    let run = try ToolRun([
      "patterns", "learn", folder.path + "/photos", "--null", folder.path + "/made", "--name", "x",
      "--native", "64x64", "--output", bank,
    ])
    #expect(run.status == 2 && run.errors.contains("no bank was written"))
    #expect(!FileManager.default.fileExists(atPath: bank))
  }

  @Test func `a broken bank is refused with the reason`() throws {
    let folder = try TemporaryFolder()
    try folder.write("broken.bank", Data("APATBANK no".utf8))
    let run = try ToolRun(["patterns", "list", "--pattern-bank", folder.path + "/broken.bank"])
    #expect(run.status == 64 && run.errors.contains("pattern bank: unsupportedVersion at byte"))
  }
}
