import DataTree
import EvidenceModel

/// Recognises the wordings by which captions and alternative texts disclose AI.
///
/// Matching is by whole words: "Thai", "email" and "maintain" hold no "AI".
public struct DisclosureWording: Sendable {
  /// The phrases of each language, folded; key `*` holds those that count in every language.
  private let phrases: [String: [[String]]]

  /// The embedded wordings.
  public static let standard: DisclosureWording = {
    let languages = RuleSet.embeddedTree?["wordings"]?.elements.first?.members ?? []
    var table: [String: [String]] = [:]
    for language in languages { table[language.name] = language.value.elements.compactMap(\.text) }
    return DisclosureWording(table)
  }()

  /// Creates a matcher.
  ///
  /// - Parameter table: Phrases by language (ISO 639-1), `*` for those of every language.
  public init(_ table: [String: [String]]) {
    phrases = table.mapValues { $0.map { Self.words($0[...]) } }
  }

  /// The languages that have phrases.
  public var languages: [String] { phrases.keys.filter { $0 != "*" }.sorted() }

  /// The phrase that `text` discloses AI with; nil when it does not.
  ///
  /// - Parameters:
  ///   - text: A caption or an alternative text.
  ///   - language: BCP 47; nil tries all languages.
  public func disclosure(in text: String, language: String? = nil) -> String? {
    let words = Self.words(text.prefix(200_000))
    guard !words.isEmpty else { return nil }
    let positions = Dictionary(grouping: words.indices) { words[$0] }
    let code = language?.split(separator: "-").first.map { $0.lowercased() }
    // A post in one language may carry the English label, which platforms use everywhere.
    let keys = code.flatMap { phrases[$0] == nil ? nil : [$0, "en", "*"] } ?? phrases.keys.sorted()
    for key in keys {
      for phrase in phrases[key] ?? [] {
        guard let first = phrase.first else { continue }
        for start in positions[first] ?? []
        where start + phrase.count <= words.count
          && words[start..<(start + phrase.count)].elementsEqual(phrase)
          && !Self.isDenied(words, start..<(start + phrase.count))
        {
          return phrase.joined(separator: " ")
        }
      }
    }
    return nil
  }

  /// Whether the words around a phrase turn it into its opposite: "not AI generated".
  ///
  /// Looks at the word before, past articles and the like, and for Japanese and Korean at the words behind.
  /// Longer denials are not understood.
  private static func isDenied(_ words: [String], _ phrase: Range<Int>) -> Bool {
    var before = words[..<phrase.lowerBound]
    while let last = before.last, articles.contains(last) { before.removeLast() }
    if let last = before.last, denials.contains(last) { return true }
    let after = words[phrase.upperBound...].prefix(12).prefix { $0 != "。" }.joined()
    return denialsBehind.contains { after.contains($0) }
  }

  private static let articles: Set<String> = [
    "a", "an", "any", "een", "ein", "eine", "einem", "une", "un", "una", "uma", "um", "en", "et",
    "t", "mit", "durch", "von", "由", "是",
  ]
  private static let denials: Set<String> = [
    "not", "no", "non", "never", "without", "isn", "wasn", "niet", "geen", "nooit", "zonder",
    "inte", "ej", "ingen", "utan", "nicht", "kein", "keine", "keinem", "nie", "ohne", "pas", "sans",
    "aucune", "sin", "senza", "não", "sem", "bez", "ikke", "uden", "非", "不", "未", "没", "沒", "無",
  ]
  private static let denialsBehind = [
    "ではない", "ではありません", "じゃない", "されていません", "していません", "아님", "아닙니다", "아닌",
    "않았습니다", "지않",
  ]

  /// The words of a text, folded, and `。` for the end of an East Asian sentence: letters and digits of one script, each Han, Hiragana, Katakana
  /// or Hangul run by itself; `#` starts a word of its own. Hyphens part words.
  static func words(_ text: Substring) -> [String] {
    var words: [String] = []
    var word = String.UnicodeScalarView()
    var isEastAsian = false
    func isAsian(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar.value {
      case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7AF: true
      default: false
      }
    }
    func end() {
      if !word.isEmpty { words.append(String(word).lowercased()) }
      word = String.UnicodeScalarView()
    }
    for scalar in text.unicodeScalars {
      let asian = isAsian(scalar)
      if scalar.properties.isAlphabetic || scalar.properties.numericType != nil || asian {
        if !word.isEmpty && asian != isEastAsian { end() }
        isEastAsian = asian
        if asian {
          // East Asian text has no spaces: each character is a word, phrases are runs of them.
          end()
          words.append(String(scalar))
        } else {
          word.append(scalar)
        }
      } else if "。！？｡".unicodeScalars.contains(scalar) {
        end()
        words.append("。")
      } else if scalar == "#" || scalar == "✨" {
        end()
        words.append(String(scalar))
      } else if scalar.properties.generalCategory == .nonspacingMark {
        word.append(scalar)
      } else {
        end()
      }
    }
    end()
    return words
  }
}
