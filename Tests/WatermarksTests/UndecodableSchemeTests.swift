import Pixels
import Testing

@testable import Watermarks

struct UndecodableSchemeTests {
  @Test func `every scheme that was not looked for says why, whose it is and what to do`() {
    let report = WatermarkDetector().detect(
      in: .init(width: 1, height: 1, layout: .gray, samples: [0]))
    let schemes = report.notEvaluated.map(\.scheme)
    #expect(Set(schemes).count == schemes.count)
    for scheme in [
      "synthid", "digimarc", "invismark", "stable-signature", "video-seal", "rivagan", "trustmark",
      "watermark-anything", "imatag", "steg-ai", "tree-ring", "blind-watermark", "dwtdctsvd",
      "sdxl-dwtdct",
    ] {
      #expect(schemes.contains(scheme), "\(scheme)")
    }
    #expect(Set(schemes).isDisjoint(with: report.evaluated))
    for entry in report.notEvaluated {
      #expect(entry.reason.hasSuffix("."), "\(entry.scheme)")
      #expect(!entry.name.isEmpty)
      #expect(entry.howToCheck?.hasSuffix(".") != false, "\(entry.scheme)")
    }
  }

  @Test(arguments: UndecodableScheme.all)
  func `every scheme of the list is complete`(scheme: UndecodableScheme) {
    #expect(!scheme.name.isEmpty)
    #expect(!scheme.vendor.isEmpty)
    for sentence in [scheme.reason, scheme.howToCheck] {
      #expect(sentence.hasSuffix("."))
      #expect(sentence.first?.isUppercase == true)
      #expect(!sentence.lowercased().contains("absent"))
    }
    #expect(scheme.unevaluated.howToCheck == scheme.howToCheck)
  }
}
