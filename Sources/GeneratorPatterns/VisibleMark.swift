/// A mark that a generator or a person draws into a picture for everyone to see.
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

  /// `gemini-sparkle`, `dalle2-squares` or `ai-text`.
  public var id: String
  /// Which generator draws it; nil for texts, which anyone writes.
  public var generator: String?
  /// What a text says, such as `AI generated`: the nearest of the texts that are known, without
  /// names that stand beside it.
  public var text: String?
  /// For the sparkle and for texts the (mean) normalized correlation, in `-1...1`, higher is better;
  /// for the squares the largest difference from their colours, in `0...255`, lower is better.
  public var score: Double
  /// Where it is.
  public var box: Box
}
