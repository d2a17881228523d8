import EvidenceModel

/// Turns the commands in the fixes of one image into those that work for it.
struct FixCommands {
  /// What `--as` has to say where the file claims another origin; nil where it does not.
  private let kind: String?
  private let isSigned: Bool
  /// Whether a post or a sidecar speaks of the image already: then a line more could be the second
  /// of its kind.
  private let hasContext: Bool
  /// The keys of a sidecar that a fix appends.
  private var appended: Set<String> = []

  /// - Parameters:
  ///   - report: What was found in the file.
  ///   - classification: What its origin was judged to be.
  ///   - isAI: Whether anything in it says AI.
  ///   - hasContext: Whether a post or a sidecar speaks of it.
  init(
    _ report: InspectionReport, classification: OriginClass, isAI: Bool, hasContext: Bool
  ) {
    let claims = report.evidence.items.contains {
      $0.name == "declared.digitalSourceType"
        && ["capture", "human", "notAI"].contains($0.attributes["class"]?.text)
    }
    kind = claims && isAI ? classification == .aiEdited ? "ai-edited" : "ai-generated" : nil
    isSigned = ![.none, .remoteOnly].contains(report.credentials.state)
    self.hasContext = hasContext
  }

  private static let label = "`assay label "
  private static let append = (start: "`printf '\\n", end: "\\n' >> ")

  /// The fix as it is told for this image; each of its findings once, in their order.
  mutating func completed(_ fix: String) -> String {
    var fix = fix
    if let kind, !fix.contains(" --as ") {
      // A claim of another origin is overwritten only by who says so.
      fix = fix.replacing(Self.label, with: "\(Self.label)--as \(kind) ")
    }
    // Most fixes append nothing, and a search for a text sets up tables first.
    if fix.utf8.contains(UInt8(ascii: ">")), let start = fix.firstRange(of: Self.append.start),
      let end = fix[start.upperBound...].firstRange(of: Self.append.end)
    {
      let statement = fix[start.upperBound..<end.lowerBound]
      let key = String(statement.prefix { $0 != ":" })
      if hasContext || !appended.insert(key).inserted {
        fix.replaceSubrange(
          start.lowerBound..<end.upperBound, with: "`\(statement)` in `")
      }
    }
    if isSigned, fix.contains(Self.label) {
      fix +=
        " Its Content Credentials would no longer match: label the original and sign it again, or "
        + "add --force and give them up."
    }
    return fix
  }
}
