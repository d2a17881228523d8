import EvidenceModel
import Foundation
import Reporting
import Watermarks

/// What was asked of a run that inspects images. ``CommonOptions`` has the same in the words of the
/// command line, and says what each means.
struct RunOptions: Sendable, Equatable {
  var format: ReportFormat?
  var output: [String] = []
  var policy: [String] = []
  var config: String?
  var jobs: Int?
  var failOn: Severity?
  var noPixels = false
  var noFaces = false
  var noPatterns = false
  var noStatistics = false
  var trustAnchors: [String] = []
  var tsaAnchors: [String] = []
  var trustAllowed: [String] = []
  var trustConfig: String?
  var trustList: TrustListChoice?
  var fetchRemoteManifests = false
  var at: String?
  var baseline: String?
  var waivers: String?
  var watermarkSchemes = WatermarkSchemes.known
  var watermarkMessage: [String] = []
  var trustmarkModel: [String] = []
  var patternBank: [String] = []
  var maxMegapixels = 268
  var showPrompts = false
  var verbose = false
  var quiet = false
  var exitZero = false
  var color = Terminal.When.auto
  var progress = Terminal.When.auto
}

extension RunOptions {
  /// The watermark that NAME=TEXT or NAME=0xHEX describes; nil when it cannot be told from chance.
  static func message(_ text: String) -> WatermarkMessage? {
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex else { return nil }
    let (name, value) = (String(text[..<equals]), String(text[text.index(after: equals)...]))
    guard value.hasPrefix("0x") else {
      return WatermarkMessage(scheme: "custom-dwtdct", name: name, text: value)
    }
    let digits = value.dropFirst(2).compactMap(\.hexDigitValue)
    guard digits.count == value.count - 2, digits.count % 2 == 0 else { return nil }
    let bits = digits.flatMap { digit in (0..<4).map { UInt8(digit >> (3 - $0) & 1) } }
    return WatermarkMessage(scheme: "custom-dwtdct", name: name, payload: value, bits: bits)
  }

  /// The network and its file that VARIANT=FILE names; nil when it names none.
  static func trustMarkModel(_ text: String) -> (variant: TrustMarkVariant, path: String)? {
    guard let equals = text.firstIndex(of: "="),
      let variant = TrustMarkVariant(rawValue: text[..<equals].uppercased())
    else { return nil }
    let path = String(text[text.index(after: equals)...])
    return path.isEmpty ? nil : (variant, path)
  }

  /// Reads an ISO 8601 date or date and time; nil when it is neither.
  static func date(_ text: String) -> Date? {
    (try? Date(text, strategy: .iso8601))
      ?? (try? Date(text + "T00:00:00Z", strategy: .iso8601))
  }
}
