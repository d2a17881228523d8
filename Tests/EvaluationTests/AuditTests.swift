import Evaluation
import Testing

struct AuditTests {
  /// `count` pictures of a group, the first `called` of them called.
  private func pictures(
    _ group: String, _ label: EvaluatedPicture.Label, _ count: Int, called: Int
  ) -> [EvaluatedPicture] {
    (0..<count).map { index in
      EvaluatedPicture(
        path: "\(group)-\(label)-\(index)", label: label, score: index < called ? 0.9 : 0.1,
        isCalled: index < called, groups: ["tone": group])
    }
  }

  @Test func `Figures are the distances of rates`() throws {
    let all =
      pictures("light", .real, 50, called: 1) + pictures("dark", .real, 50, called: 6)
      + pictures("light", .synthetic, 40, called: 20)
      + pictures("dark", .synthetic, 40, called: 30)
    let audit = SubgroupAudit(all, column: "tone")
    let figures = try #require(audit.figures)
    #expect(audit.groups.map(\.name) == ["dark", "light"])
    #expect(abs(figures.maximumGap - 0.1) < 1e-12)
    #expect(abs(figures.equalFalsePositiveRate - 0.1) < 1e-12)
    #expect(abs((figures.maximumEqualizedOdds ?? 0) - 0.25) < 1e-12)
    #expect(abs((figures.equalOdds ?? 0) - 0.35) < 1e-12)
  }

  @Test func `Below thirty photographs a group nothing is said of fairness`() {
    let all = pictures("a", .real, 29, called: 5) + pictures("b", .real, 60, called: 0)
    let audit = SubgroupAudit(all, column: "tone")
    #expect(audit.figures == nil)
    #expect(audit.tooSmall == ["a"])
    #expect(audit.groups.count == 2)
    let report = EvaluationReport(title: "t", pictures: all, auditColumns: ["tone"])
    #expect(report.text.contains("Nothing can be said of fairness"))
    #expect(report.html.contains("Nothing can be said of fairness"))
    #expect(report.json.contains("\"figures\":null"))
  }

  @Test func `Abstentions count neither as alarms nor as calm`() {
    var all = pictures("a", .real, 30, called: 0) + pictures("b", .real, 40, called: 0)
    for index in 0..<30 { all[index].abstention = "tooFlat" }
    let audit = SubgroupAudit(all, column: "tone")
    #expect(audit.figures == nil)
    #expect(audit.groups[0].falseAlarms.total == 0)
    #expect(audit.groups[0].abstentions == RateInterval(30, of: 30))
  }

  @Test func `Groups with few synthetic pictures have no odds`() throws {
    let all =
      pictures("a", .real, 30, called: 0) + pictures("b", .real, 30, called: 0)
      + pictures("a", .synthetic, 40, called: 4)
    let figures = try #require(SubgroupAudit(all, column: "tone").figures)
    #expect(figures.equalOdds == nil && figures.maximumEqualizedOdds == nil)
    #expect(figures.maximumGap == 0)
  }
}
