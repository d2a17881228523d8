/// A mark that a generator draws into its pictures for everyone to see.
public struct VisibleMark: Sendable, Hashable {
  /// Where the mark was found, in pixels of the stored raster.
  public struct Box: Sendable, Hashable {
    /// The first column.
    public var x: Int
    /// The first row.
    public var y: Int
    /// The number of columns.
    public var width: Int
    /// The number of rows.
    public var height: Int
  }

  /// `gemini-sparkle` or `dalle2-squares`.
  public var id: String
  /// Which generator draws it.
  public var generator: String
  /// For the sparkle the normalized correlation, in `-1...1`, higher is better; for the squares the
  /// largest difference from their colours, in `0...255`, lower is better.
  public var score: Double
  /// Where it is.
  public var box: Box
}
