import Pixels
import Testing
import _TestSupport

@testable import Watermarks

struct WatermarkClaimsTests {
  private let found = WatermarkDetection(
    scheme: "sdxl-dwtdct", name: "Stable Diffusion XL watermark", payload: "0xB3EC907BB19E",
    matchedBits: 48, totalBits: 48, pValue: 1e-12, view: "bgr", robustness: .fragile)

  private func standing(_ algorithm: String?, _ report: WatermarkReport) throws
    -> WatermarkClaims.Standing
  {
    let claim = WatermarkClaim(algorithm: algorithm, source: "c2pa.soft-binding")
    let joined = WatermarkClaims.join(claimed: [claim], decoded: report)
    return try #require(joined.entries.first).standing
  }

  @Test func `a claim that the pixels bear out is confirmed`() throws {
    let report = WatermarkReport(detections: [found], evaluated: ["sdxl-dwtdct"])
    #expect(try standing("sdxl-dwtdct", report) == .confirmed(found))
    #expect(try standing(nil, report) == .confirmed(found))
  }

  @Test func `a mark that no decoder found is looked for and not found`() throws {
    let report = WatermarkReport(evaluated: ["sdxl-dwtdct"])
    #expect(
      try standing("sdxl-dwtdct", report) == .lookedForAndNotFound(scheme: "sdxl-dwtdct"))
  }

  @Test(
    arguments: [
      ("com.digimarc.validate.1", "digimarc"), ("com.adobe.trustmark.P", "trustmark"),
      ("com.microsoft.invismark.1", "invismark"), ("com.imatag.lamark.v1", "imatag"),
      ("ai.steg.api", "steg-ai"), ("es.lumatrace", "lumatrace"), ("synthid", "synthid"),
      ("com.aiwatermark.pixelseal.1", "video-seal"), ("castLabs.watermark.1", "castlabs"),
    ])
  func `a mark without a decoder is never absent`(algorithm: String, scheme: String) throws {
    let report = WatermarkDetector().detect(
      in: .init(width: 1, height: 1, layout: .gray, samples: [0]))
    guard case .notCheckable(let known, let reason) = try standing(algorithm, report) else {
      Issue.record("\(algorithm) should not be checkable")
      return
    }
    #expect(known == scheme)
    #expect(reason.hasSuffix("."))
    #expect(report.notEvaluated.contains { $0.scheme == scheme && $0.reason == reason })
    #expect(!report.evaluated.contains(scheme))
  }

  @Test func `an unknown algorithm and a nameless claim are not checkable`() throws {
    for algorithm in ["org.example.mark.1", "es.lumatrace.2", nil] {
      guard case .notCheckable(nil, _) = try standing(algorithm, WatermarkReport()) else {
        Issue.record("\(algorithm ?? "a nameless claim") should not be checkable")
        continue
      }
    }
  }

  @Test func `marks without a claim are listed, bits of unknown presence are not`() {
    var bits = found
    bits.scheme = "dwtdctsvd"
    bits.isPresenceUnknown = true
    let report = WatermarkReport(detections: [found, bits])
    #expect(WatermarkClaims.join(claimed: [], decoded: report).unclaimed == [found])
    let claim = WatermarkClaim(algorithm: "sdxl-dwtdct", source: "test")
    #expect(WatermarkClaims.join(claimed: [claim], decoded: report).unclaimed.isEmpty)
  }

  @Test func `every algorithm belongs to one scheme`() {
    let names = UndecodableScheme.all.map(\.scheme)
    #expect(Set(names).count == names.count)
    let algorithms = UndecodableScheme.all.flatMap(\.algorithms)
    for algorithm in algorithms {
      #expect(UndecodableScheme.all.count { $0.covers(algorithm) } == 1, "\(algorithm)")
    }
  }
}
