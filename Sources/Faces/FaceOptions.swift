/// How much work the search for faces may take.
public struct FaceOptions: Sendable, Hashable {
  /// The number of pixels that the detector looks at, at most. Its time is proportional to it: about
  /// 5 ms for 100,000 on one core.
  public var workPixels: Int
  /// The side of the smallest faces to look for, in pixels of the picture, at least 40. Faces of this
  /// size are only found where ``workPixels`` allows for enough pixels.
  public var smallestFace: Int
  /// The number of faces that are told, the most certain ones, `1...256`.
  public var maximumFaces: Int

  /// Creates options.
  ///
  /// - Parameters:
  ///   - workPixels: At least 6,400.
  ///   - smallestFace: At least 40.
  ///   - maximumFaces: In `1...256`.
  public init(workPixels: Int = 1_600_000, smallestFace: Int = 64, maximumFaces: Int = 64) {
    self.workPixels = min(max(workPixels, 6_400), 1 << 24)
    self.smallestFace = max(smallestFace, 40)
    self.maximumFaces = min(max(maximumFaces, 1), 256)
  }
}
