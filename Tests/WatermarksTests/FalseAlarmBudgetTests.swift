import Testing
import _TestSupport

@testable import Watermarks

struct FalseAlarmBudgetTests {
  /// Messages of the caller, of these lengths.
  private static func messages(_ lengths: [Int]) -> [WatermarkMessage] {
    var random = SplitMix64(seed: 2)
    return lengths.enumerated().compactMap { index, length in
      let bits = (0..<length).map { _ in UInt8(random.next() & 1) }
      return WatermarkMessage(
        scheme: "user-\(index)", name: "User", payload: "\(index)", bits: bits)
    }
  }

  private static let allModels = Dictionary(
    uniqueKeysWithValues: TrustMarkVariant.allCases.map { ($0, "/none") })

  private static let sizes = FormerSize.candidates(width: 1080, height: 1080)

  static let options: [WatermarkOptions] = [
    WatermarkOptions(),
    WatermarkOptions(searchesFormerSizes: false),
    WatermarkOptions(searchesMovedGrids: false),
    WatermarkOptions(schemes: .all),
    WatermarkOptions(schemes: .all, messages: messages([64, 64, 200])),
    WatermarkOptions(
      schemes: .all, messages: messages([Int](repeating: 1024, count: 40)),
      trustMarkModels: allModels),
    WatermarkOptions(
      schemes: .all, messages: messages([48]), searchesMovedGrids: false,
      trustMarkModels: [.q: "/none"]),
  ]

  /// Counts the comparisons one by one, as the decoders make them.
  private func comparisonCounts(_ options: WatermarkOptions) -> [FalseAlarmBudget.Search: Int] {
    let custom = Array(options.messages.prefix(32))
    let decoder = DwtDctDecoder(messages: custom)
    var counts: [FalseAlarmBudget.Search: Int] = [:]
    for _ in DwtDctView.all {
      for _ in decoder.messages {
        counts[.dwtDct, default: 0] += 1
        guard options.searchesFormerSizes else { continue }
        for _ in Self.sizes { counts[.resizedDwtDct, default: 0] += 1 }
      }
      guard options.searchesMovedGrids else { continue }
      for message in decoder.movedMessages {
        for _ in 0..<64 {
          counts[.movedDwtDct, default: 0] += message.bits.count * message.bits.count
        }
      }
    }
    if options.schemes == .all { counts[.dwtDctSvd] = custom.count }
    for _ in options.trustMarkModels {
      for _ in TrustMarkPayload.Schema.allCases { counts[.trustMark, default: 0] += 1 }
    }
    return counts
  }

  @Test(arguments: options)
  func `the chances of all comparisons add up to the budget`(options: WatermarkOptions) {
    let custom = Array(options.messages.prefix(32))
    let budget = WatermarkDetector(options).budget(
      for: DwtDctDecoder(messages: custom),
      formerSizes: options.searchesFormerSizes ? Self.sizes.count : 0)
    var sum = 0.0
    for (search, count) in comparisonCounts(options) {
      sum += Double(count) * budget.threshold(of: search)
    }
    #expect(sum <= 1e-6 * (1 + 1e-9))
    #expect(sum > 0.999e-6)
  }

  @Test(arguments: options)
  func `what is reported is the chance over all that is tried`(options: WatermarkOptions) {
    let budget = WatermarkDetector(options).budget(
      for: DwtDctDecoder(messages: Array(options.messages.prefix(32))))
    for search in FalseAlarmBudget.Search.allCases {
      let threshold = budget.threshold(of: search)
      guard budget.comparisons(of: search) > 0 else {
        // A search that does not run finds nothing.
        #expect(threshold == 0)
        #expect(budget.chance(0, in: search) == 1)
        continue
      }
      #expect(budget.chance(threshold * 0.999, in: search) <= FalseAlarmBudget.total)
      #expect(budget.chance(threshold * 1.001, in: search) > FalseAlarmBudget.total)
      #expect(budget.chance(1, in: search) == 1)
    }
  }

  @Test func `the search for moved grids takes what its cost allows`() {
    func moved(_ lengths: [Int]) -> Int {
      DwtDctDecoder(messages: Self.messages(lengths)).movedMessages.count
        - WatermarkMessage.wellKnown.count
    }
    #expect(moved([]) == 0)
    #expect(moved([Int](repeating: 80, count: 32)) == 32)
    #expect(moved([256]) == 1)
    #expect(moved([256, 24]) == 1)
    #expect(moved([257]) == 0)
    #expect(moved([64, 1024, 64]) == 1)
    let decoder = DwtDctDecoder(messages: Self.messages([1024]))
    #expect(decoder.messages.count == WatermarkMessage.wellKnown.count + 1)
  }

  @Test func `a payload of TrustMark with many corrected bits is no presence`() throws {
    let budget = WatermarkDetector(WatermarkOptions(trustMarkModels: [.q: "/none"])).budget(
      for: DwtDctDecoder())
    let data = (0..<75).map { UInt8($0 % 3 == 0 ? 1 : 0) }
    for (wrong, isUnknown) in [(0, false), (3, true)] {
      var word = TrustMarkEncoder.encode(data, schema: .bch3)
      for position in 0..<wrong { word[position * 9] ^= 1 }
      let payload = try #require(TrustMarkPayload(bits: word))
      let detection = payload.detection(.q, budget: budget)
      #expect(detection.isPresenceUnknown == isUnknown)
      #expect(payload.pValue <= payload.chance)
    }
  }
}
