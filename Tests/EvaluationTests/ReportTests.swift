import Evaluation
import Foundation
import Testing

struct ReportTests {
  private static let hostile = "<script>alert('1')</script>\u{202E}\u{1B}[31m"

  private func sample() -> EvaluationReport {
    var pictures: [EvaluatedPicture] = []
    for index in 0..<40 {
      let isSynthetic = index % 2 == 0
      pictures.append(
        EvaluatedPicture(
          path: index == 1 ? Self.hostile : "p\(index)", label: isSynthetic ? .synthetic : .real,
          score: isSynthetic ? Double(index) / 40 : Double(index) / 80,
          isCalled: index == 1 || index > 30 && isSynthetic,
          abstention: index == 3 ? "tooFlat" : nil,
          groups: ["source": index < 20 ? "a" : Self.hostile]))
    }
    pictures.append(EvaluatedPicture(path: "n", label: .other, score: 0.2, isCalled: true))
    return EvaluationReport(
      title: "Title \(Self.hostile)", pictures: pictures, columns: ["source", "missing"],
      auditColumns: ["source"], failures: [(path: Self.hostile, reason: "broken")])
  }

  @Test func `False alarms come first and are named`() throws {
    let text = sample().text
    let alarms = try #require(text.range(of: "False alarms"))
    let detection = try #require(text.range(of: "Detection"))
    #expect(alarms.lowerBound < detection.lowerBound)
    #expect(text.contains("photographs called synthetic   5.3 % (1 of 19;"))
    #expect(text.contains("other works called synthetic   100.0 % (1 of 1;"))
    #expect(text.contains("tooFlat"))
    #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"))
  }

  @Test func `The page holds no markup of others and no link`() {
    let html = sample().html
    #expect(!html.contains("<script"))
    #expect(html.contains("&lt;script&gt;"))
    #expect(!html.contains("\u{202E}") && !html.contains("\u{1B}"))
    #expect(!html.contains("http://") && !html.contains("https://"))
    #expect(html.contains("<svg") && html.contains("ROC curve"))
    #expect(html.contains("Calibration curve"))
  }

  @Test func `The JSON can be read and holds the rates`() throws {
    let object = try JSONSerialization.jsonObject(with: Data(sample().json.utf8))
    let report = try #require(object as? [String: Any])
    #expect(report["schemaVersion"] as? Int == 1)
    let overall = try #require(report["overall"] as? [String: Any])
    let alarms = try #require(overall["falseAlarms"] as? [String: Any])
    #expect(alarms["count"] as? Int == 1 && alarms["total"] as? Int == 19)
    let points = try #require(report["workingPoints"] as? [[String: Any]])
    #expect(points.map { $0["falseAlarmRate"] as? Double } == [0.001, 0.01, 0.05])
    let breakdowns = try #require(report["breakdowns"] as? [[String: Any]])
    #expect(breakdowns.count == 1)
  }

  @Test func `Nothing at all is reported as nothing`() throws {
    let report = EvaluationReport(title: "empty", pictures: [])
    #expect(report.text.contains("no pictures"))
    #expect(report.calibration == nil && report.curve.area == nil)
    #expect(try JSONSerialization.jsonObject(with: Data(report.json.utf8)) is [String: Any])
  }

  @Test func `Scores that are no probabilities have no calibration`() {
    let pictures = [
      EvaluatedPicture(path: "a", label: .real, score: -3, isCalled: false),
      EvaluatedPicture(path: "b", label: .synthetic, score: 5, isCalled: true),
    ]
    #expect(EvaluationReport(title: "t", pictures: pictures).calibration == nil)
  }
}
