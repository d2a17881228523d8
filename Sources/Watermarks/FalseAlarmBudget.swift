/// How the accepted chance of a false alarm is shared among all comparisons of one picture.
///
/// Each search that runs has an equal share of ``total``, and each comparison of a search an equal
/// share of that. So the sum over all comparisons that are made, whatever the options, is ``total``
/// at most, and by Bonferroni's inequality so is the chance of any false alarm.
struct FalseAlarmBudget: Sendable, Hashable {
  /// A kind of comparison.
  enum Search: Sendable, Hashable, CaseIterable {
    /// Messages of `dwtDct` in the grid of an untouched file.
    case dwtDct
    /// The same in chroma as it was stored at half size.
    case restoredDwtDct
    /// The same in the picture as it was before it was resized.
    case resizedDwtDct
    /// Messages of `dwtDct` in grids that were moved.
    case movedDwtDct
    /// Messages of the caller in `dwtDctSvd`.
    case dwtDctSvd
    /// Payloads of TrustMark.
    case trustMark
  }

  /// The chance of any false alarm in one picture that is accepted.
  static let total = 1e-6

  /// How many comparisons each search makes, in the order of the cases; 0 where it does not run.
  private var counts = [Double](repeating: 0, count: Search.allCases.count)

  /// Creates a budget.
  ///
  /// - Parameter comparisons: The number of comparisons of each search; 0 for one that does not run.
  init(_ comparisons: KeyValuePairs<Search, Double>) {
    for (search, count) in comparisons {
      if let index = Search.allCases.firstIndex(of: search) { counts[index] = max(0, count) }
    }
  }

  /// How many comparisons a search makes; 0 if it does not run.
  func comparisons(of search: Search) -> Double {
    Search.allCases.firstIndex(of: search).map { counts[$0] } ?? 0
  }

  /// How many searches run.
  private var searches: Double { Double(counts.count { $0 > 0 }) }

  /// The chance over everything that is tried: the chance of one comparison times the number of
  /// comparisons of its search and the number of searches, 1 at most.
  ///
  /// - Parameters:
  ///   - single: The chance of so good a result of one comparison, `0...1`.
  ///   - search: The search that the comparison belongs to.
  func chance(_ single: Double, in search: Search) -> Double {
    let count = comparisons(of: search)
    return count > 0 ? min(1, single * count * searches) : 1
  }

  /// The largest chance of one comparison that is a detection.
  func threshold(of search: Search) -> Double {
    let count = comparisons(of: search)
    return count > 0 ? Self.total / (count * searches) : 0
  }
}
