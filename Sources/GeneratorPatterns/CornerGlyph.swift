/// A letter as one font draws it, ready to be compared with a ``CornerLine``.
struct CornerGlyph: Sendable {
  /// The height of a capital.
  static let capital = 16
  /// The rows above a capital.
  static let above = 3
  /// All rows: those of a capital, three above and five below it.
  static let rows = 24
  /// The vectors of a column.
  static let vectors = 3

  /// The number of columns, one empty one on either side included.
  let width: Int
  /// `width * vectors` times eight values, column by column, less their mean and scaled to a sum of
  /// squares of 1.
  let ink: [SIMD8<Float>]

  /// Reads a line of ``CornerGlyphs/text`` after its letter; nil when it is not `width ink`.
  init?(_ fields: some Collection<Substring>) {
    guard let first = fields.first, let last = fields.dropFirst().first, let width = Int(first)
    else { return nil }
    let rows = last.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
    guard width > 0, rows.count == width * Self.rows else { return nil }
    let values = (0..<rows.count).map { index in
      Float(rows[index % Self.rows * width + index / Self.rows])
    }
    let mean = values.reduce(0, +) / Float(values.count)
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    guard square > 0 else { return nil }
    let scale = 1 / square.squareRoot()
    self.width = width
    ink = (0..<(width * Self.vectors)).map { at in
      var lanes = SIMD8<Float>.zero
      for lane in 0..<8 { lanes[lane] = (values[at * 8 + lane] - mean) * scale }
      return lanes
    }
  }

  /// All letters, each in several fonts.
  static let all: [Character: [CornerGlyph]] = {
    var glyphs: [Character: [CornerGlyph]] = [:]
    for line in CornerGlyphs.text.description.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard let letter = fields.first?.first, let glyph = CornerGlyph(fields.dropFirst()) else {
        continue
      }
      glyphs[letter, default: []].append(glyph)
    }
    return glyphs
  }()
}
