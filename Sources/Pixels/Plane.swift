/// One channel of a picture as floating-point numbers, row-major, without padding.
///
/// Layout: `values[y * width + x]`, `height` × `width`. Unit and range are those of the kernel that
/// made it; luma planes hold `0...255`.
public struct Plane: Sendable, Hashable {
  /// The number of columns.
  public let width: Int
  /// The number of rows.
  public let height: Int
  /// `width * height` values.
  public var values: [Float]

  /// Creates a plane from its values.
  ///
  /// - Precondition: Both dimensions are at least 0 and `values.count == width * height`.
  public init(width: Int, height: Int, values: [Float]) {
    precondition(width >= 0 && height >= 0 && values.count == width * height)
    self.width = width
    self.height = height
    self.values = values
  }

  /// Creates a plane of one value.
  public init(width: Int, height: Int, repeating value: Float = 0) {
    self.init(
      width: width, height: height, values: [Float](repeating: value, count: width * height))
  }

  /// The value at column `x`, row `y`.
  ///
  /// - Precondition: The position lies in the plane.
  public subscript(x: Int, y: Int) -> Float {
    get { values[y * width + x] }
    set { values[y * width + x] = newValue }
  }
}
