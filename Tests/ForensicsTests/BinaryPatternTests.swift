import Pixels
import Testing

@testable import Forensics

struct BinaryPatternTests {
  /// The class of the middle of 3 × 3 values, given in rows.
  private func classOf(_ values: [Float]) -> Int? {
    BinaryPatternFeatures.shares(of: Plane(width: 3, height: 3, values: values)).firstIndex(of: 1)
  }

  @Test(
    arguments: [
      ([9, 9, 9, 9, 5, 9, 9, 9, 9], 8), ([5, 5, 5, 5, 5, 5, 5, 5, 5], 8),
      ([1, 1, 1, 1, 5, 1, 1, 1, 1], 0), ([9, 9, 9, 1, 5, 1, 1, 1, 1], 3),
      ([9, 1, 1, 9, 5, 1, 9, 1, 1], 3), ([1, 1, 9, 1, 5, 1, 1, 1, 1], 1),
      ([9, 1, 9, 1, 5, 1, 1, 1, 1], 9), ([1, 9, 1, 9, 5, 9, 1, 9, 1], 9),
      ([9, 9, 9, 1, 5, 1, 9, 9, 9], 9),
    ] as [([Float], Int)])
  func `the class is the length of the one run of brighter neighbours`(
    values: [Float], expected: Int
  ) {
    #expect(classOf(values) == expected)
  }

  @Test func `shares add up, and neither turns nor contrast change them`() {
    let picture = SyntheticPictures.noisy(width: 64, height: 64)
    let plane = picture.luma()
    let shares = BinaryPatternFeatures.shares(of: plane)
    #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
    #expect(shares.allSatisfy { $0 < 0.6 })
    var turned = plane
    for y in 0..<64 {
      for x in 0..<64 { turned.values[x * 64 + 63 - y] = plane.values[y * 64 + x] }
    }
    #expect(BinaryPatternFeatures.shares(of: turned) == shares)
    var dim = plane
    for index in dim.values.indices { dim.values[index] *= 0.5 }
    #expect(BinaryPatternFeatures.shares(of: dim) == shares)
  }

  @Test(
    arguments: [
      ([9, 1, 9, 5, 5, 5, 5, 5, 5], 3), ([5, 5, 5, 5, 5, 5, 5, 5, 5], 8),
      ([5, 9, 5, 5, 5, 5, 5, 1, 5], 9), ([5, 5, 5, 5, 5, 6, 5, 5, 5], 1),
    ] as [([Float], Int)])
  func `the second kind counts neighbours that differ more than the mean`(
    values: [Float], expected: Int
  ) {
    let shares = BinaryPatternFeatures.differenceShares(
      of: Plane(width: 3, height: 3, values: values))
    #expect(shares.firstIndex(of: 1) == expected)
  }

  @Test func `a plane without inner pixels has no patterns`() {
    #expect(BinaryPatternFeatures.shares(of: Plane(width: 2, height: 9)).allSatisfy { $0 == 0 })
    #expect(
      BinaryPatternFeatures.differenceShares(of: Plane(width: 9, height: 2))
        .allSatisfy { $0 == 0 })
  }
}
