import EvidenceModel
import Inspection
import Metadata
import Policy

/// What the evidence in a file calls for, where nobody says what the label is to be.
struct EvidentLabel {
  /// What to write of the kind of picture.
  private(set) var choice: LabelChoice
  /// Whether the file declares AI in the field that is written, and nothing is missing.
  private(set) var isDeclared = false
  /// The AIGC label that the file has, and where; nil without one.
  private(set) var aigcLabel: String?

  /// Examines a file.
  ///
  /// - Parameters:
  ///   - isAI: Whether the user's other options say that AI made it.
  ///   - onlyStrips: Whether nothing is asked for but to remove private data. Then the disclosure is
  ///     written only where the removed data would have been all that tells of AI.
  /// - Throws: ``Failure`` where no label is evident, or where it would overwrite a claim that says
  ///   otherwise.
  init(of file: [UInt8], path: String, isAI: Bool, onlyStrips: Bool) throws(Failure) {
    choice = .none
    guard let rules = try? RuleSet() else { throw Failure("the rules cannot be read") }
    var options = InspectionOptions()
    options.examinesPixels = false
    var report = Inspector(options: options).inspect(file, path: path)
    var verdict = PolicyEvaluator(ruleSet: rules).evaluate(report)
    var kind = Self.choice(verdict.origin.classification)
    if kind == nil, !onlyStrips, !isAI {
      // Marks in the pixels call for a label, too.
      options = InspectionOptions()
      options.examinesFaces = false
      options.examinesStatistics = false
      report = Inspector(options: options).inspect(file, path: path)
      verdict = PolicyEvaluator(ruleSet: rules).evaluate(report)
      kind = Self.choice(verdict.origin.classification)
    }
    let types = report.evidence.items.filter { $0.name == "declared.digitalSourceType" }
    let classes = types.map { $0.attributes["class"]?.text }
    aigcLabel = report.evidence.items.first { $0.name == "declared.aigcLabel" }?.source.container
    isDeclared = verdict.disclosure.status == .present && classes.contains { Self.ai.contains($0) }
    if onlyStrips {
      // A prompt may be all that tells of AI: where it goes, the disclosure has to come.
      if verdict.disclosure.status == .missing { choice = kind ?? .none }
      return
    }
    guard kind != nil || isAI else {
      throw Failure(
        "no sign of AI was found in it, so nothing was written; say what it is with --as",
        .notInspected)
    }
    let claims = zip(types, classes).filter { Self.notAI.contains($0.1) }
    if let other = claims.first?.0 {
      throw Failure(
        """
        it declares '\(other.value.text)', and there are signs of AI; one of them is wrong. \
        Nothing was written; say what it is with --as
        """, .notInspected)
    }
    choice = isDeclared ? .none : kind ?? .aiGenerated
  }

  /// The classes of digital source types that say AI.
  private static let ai: Set<String?> = ["aiGenerated", "aiEdited", "aiComposite"]
  /// Those that say something else.
  private static let notAI: Set<String?> = ["capture", "human", "notAI"]

  private static func choice(_ origin: OriginClass) -> LabelChoice? {
    switch origin {
    case .aiGenerated: .aiGenerated
    case .aiEdited: .aiEdited
    default: nil
    }
  }
}
