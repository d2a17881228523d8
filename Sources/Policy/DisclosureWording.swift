import DataTree
import EvidenceModel

/// Recognises the wordings by which captions and alternative texts disclose AI.
///
/// Matching is by whole words: "Thai", "email" and "maintain" hold no "AI".
public struct DisclosureWording: Sendable {
  /// The wordings of each language; key `*` holds those that count in every language.
  private let phrases: [String: [WordingPattern]]

  /// The embedded wordings.
  public static let standard: DisclosureWording = {
    let languages = RuleSet.embeddedTree?["wordings"]?.elements.first?.members ?? []
    var table: [String: [String]] = [:]
    for language in languages { table[language.name] = language.value.elements.compactMap(\.text) }
    return DisclosureWording(table)
  }()

  /// Creates a matcher.
  ///
  /// - Parameter table: Wordings by language (ISO 639-1), `*` for those of every language; see
  ///   ``WordingPattern``.
  public init(_ table: [String: [String]]) {
    phrases = table.mapValues { $0.compactMap { WordingPattern($0) } }
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
        for first in phrase.firstWords {
          for start in positions[first] ?? [] {
            guard let end = phrase.end(in: words, from: start), !Self.isDenied(words, start..<end),
              !Self.isVerb(words, start..<end)
            else { continue }
            return words[start..<end].joined(separator: " ")
          }
        }
      }
    }
    return Self.standaloneLabel(in: words)
  }

  /// A short name of AI that stands by itself: as the whole text, after "label:", or in brackets.
  private static func standaloneLabel(in words: [String]) -> String? {
    let names: Set<[String]> = [["ai"], ["ki"], ["ia"], ["a", "i"]]
    let text = words.filter { !boundaries.contains($0) && $0 != "(" && $0 != ")" }
    if names.contains(text) { return text.joined(separator: " ") }
    if text.first == "label", names.contains(Array(text.dropFirst())) {
      return text.dropFirst().joined(separator: " ")
    }
    for start in words.indices where words[start] == "(" {
      // "(IA)" is a state of the United States, too.
      for name in names where name != ["ia"] {
        let end = start + 1 + name.count
        if end < words.count, words[end] == ")", Array(words[(start + 1)..<end]) == name {
          return name.joined(separator: " ")
        }
      }
    }
    return nil
  }

  /// Whether the words around a phrase turn it into its opposite: "not AI generated".
  ///
  /// Looks at a few words before in the same clause, at what answers a question, and for Japanese and
  /// Korean at the words behind. Longer denials are not understood.
  static func isDenied(_ words: [String], _ phrase: Range<Int>) -> Bool {
    let before = words[..<phrase.lowerBound].suffix(5)
    let clause = before.suffix(
      from: before.lastIndex { turns.contains($0) }.map { $0 + 1 } ?? before.startIndex)
    if clause.contains(where: { denials.contains($0) }) { return true }
    let behind = words[phrase.upperBound...]
    if let question = behind.prefix(6).firstIndex(of: "?"), question + 1 < words.count,
      answers.contains(words[question + 1])
    {
      return true
    }
    let after = behind.prefix(12).prefix { $0 != "。" }.joined()
    return denialsBehind.contains { after.contains($0) }
  }

  /// Whether "AI generated" is subject and verb: "AI generated a boom in stocks".
  private static func isVerb(_ words: [String], _ phrase: Range<Int>) -> Bool {
    guard phrase.count == 2, words[phrase.lowerBound] == "ai",
      ["generated", "created", "made", "enhanced", "modified"].contains(
        words[phrase.upperBound - 1]),
      phrase.upperBound < words.count, determiners.contains(words[phrase.upperBound])
    else { return false }
    return !words[phrase.upperBound...].dropFirst().prefix(3).contains { pictures.contains($0) }
  }

  private static let determiners: Set<String> = [
    "a", "an", "the", "this", "its", "our", "their", "more", "new", "billions", "millions", "jobs",
  ]
  private static let pictures: Set<String> = [
    "image", "images", "picture", "pictures", "photo", "photos", "portrait", "illustration",
    "artwork", "scene", "background", "visual", "face", "model", "video", "content",
  ]
  /// What ends a clause.
  private static let boundaries: Set<String> = ["。", "，", "?"]
  /// What a denial does not reach across.
  private static let turns: Set<String> = boundaries.union([
    "but", "sondern", "aber", "mais", "sino", "pero", "ma", "mas", "maar", "men", "ale",
    "lecz", "而", "(", ")",
  ])
  private static let answers: Set<String> = [
    "no", "nope", "never", "nee", "nej", "nein", "non", "não", "nie", "不", "いいえ",
  ]
  private static let denials: Set<String> = [
    "not", "no", "non", "never", "without", "isn", "wasn", "aren", "neither", "nor", "reject",
    "rejects", "utan", "niet", "geen", "nooit", "zonder", "inte", "ej", "ingen", "nicht",
    "kein", "keine", "keinem", "keinen", "nie", "ohne", "pas", "sans", "aucune", "aucun", "jamais",
    "sin", "nunca", "ninguna", "senza", "não", "nem", "sem", "bez", "żadne", "ikke", "uden", "非",
    "不", "未", "没", "沒", "無",
  ]
  private static let denialsBehind = [
    "ではない", "ではありません", "じゃない", "されていません", "していません", "아님", "아닙니다", "아닌",
    "않았습니다", "지않",
  ]

  /// A full-width form as the usual one.
  private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0xff01...0xff5e: Unicode.Scalar(scalar.value - 0xfee0) ?? scalar
    case 0x3000: " "
    default: scalar
    }
  }

  /// The words of a text, folded: letters and digits of one script, each Han, Hiragana, Katakana or
  /// Hangul character by itself. Hyphens part words; `#`, `✨`, `?` and brackets are words of their
  /// own, `。` ends a sentence and `，` a clause.
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
    let scalars = Array(text.unicodeScalars)
    for index in scalars.indices {
      let scalar = folded(scalars[index])
      let next = index + 1 < scalars.count ? scalars[index + 1] : " "
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
      } else if scalar.properties.generalCategory == .nonspacingMark {
        word.append(scalar)
      } else {
        end()
        switch scalar {
        case "#", "✨", "?": words.append(String(scalar))
        case "(", "[": words.append("(")
        case ")", "]": words.append(")")
        case "。", "｡", "!", ";", "\n": words.append("。")
        case ",", ":", "–", "—", "、": words.append("，")
        // A full stop inside an abbreviation or a number ends nothing.
        case "." where next.properties.isWhitespace: words.append("。")
        default: break
        }
      }
    }
    end()
    return words
  }
}
