import ArgumentParser
import ByteReading
import EvidenceModel
import Foundation
import Inspection
import Labeling
import Metadata
import Policy

/// What the label says of the picture.
enum LabelChoice: String, ChoiceArgument {
  case aiGenerated = "ai-generated"
  case aiEdited = "ai-edited"
  case aiComposite = "ai-composite"
  case none

  var digitalSourceType: DigitalSourceType? {
    switch self {
    case .aiGenerated: DigitalSourceType("trainedAlgorithmicMedia")
    case .aiEdited: DigitalSourceType("compositeWithTrainedAlgorithmicMedia")
    case .aiComposite: DigitalSourceType("compositeSynthetic")
    case .none: nil
    }
  }
}

struct LabelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "label",
    abstract: "Write the missing disclosure into files without touching a pixel.",
    discussion: """
      Writes the IPTC digital source type into the XMP metadata of JPEG, PNG, WebP, TIFF, HEIC, \
      AVIF and GIF files, or into a sidecar '.xmp' where a file cannot hold it. Everything else in the \
      file stays byte for byte as it is, and the file is replaced in one step. A file that \
      nobody may write is refused.

      A file with Content Credentials is left alone unless you say --force: writing metadata \
      breaks the credential. The right order is: label first, sign last.

      Examples:
        assay label portrait.png
        assay label --as ai-edited --ai-system Firefly --ai-system-version 4 photo.jpg
        assay label --strip-private *.jpg
      """)

  @Argument(help: ArgumentHelp("The files.", valueName: "file"))
  var files: [String]

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("ai-generated, ai-edited, ai-composite, or none.", valueName: "kind"))
  var kind: LabelChoice?

  @Option(help: ArgumentHelp("The AI system, for IPTC AISystemUsed.", valueName: "name"))
  var aiSystem: String?

  @Option(help: ArgumentHelp("Its version, for IPTC AISystemVersionUsed.", valueName: "version"))
  var aiSystemVersion: String?

  @Option(help: ArgumentHelp("The prompt, for IPTC AIPromptInformation.", valueName: "text"))
  var prompt: String?

  @Flag(
    help: "Write the TC260 AIGC label of GB 45438-2025 too; needs --aigc-producer and --aigc-id.")
  var aigc = false

  @Option(help: ArgumentHelp("The producer's code for --aigc.", valueName: "code"))
  var aigcProducer: String?

  @Option(help: ArgumentHelp("The producer's number of the content for --aigc.", valueName: "id"))
  var aigcId: String?

  @Flag(
    help: ArgumentHelp(
      "Remove GPS, serial numbers, names, prompts and thumbnails; labels stay.",
      discussion: "Where only the prompt tells of AI, the disclosure is written in its place."))
  var stripPrivate = false

  @Flag(help: "Write although the file holds Content Credentials, which it breaks.")
  var force = false

  @Flag(name: [.customShort("n"), .long], help: "Say what would be written, and write nothing.")
  var dryRun = false

  @Flag(help: "Keep the old file with the extension .bak.")
  var backup = false

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Write to this file instead; one input only.", valueName: "file"))
  var output: String?

  func validate() throws {
    if output != nil, files.count != 1 { throw ValidationError("--output takes one input file.") }
    if aigc, aigcProducer == nil || aigcId == nil {
      throw ValidationError("--aigc needs --aigc-producer and --aigc-id.")
    }
    if let aigcProducer, !AIGCLabel.isProducerCode(aigcProducer) {
      throw ValidationError(
        "--aigc-producer must be a code of 27 characters: 001, 1 or 2, the 18 characters of the "
          + "unified social credit code, and 5 of your own (GB 45438-2025).")
    }
    if let aigcId, !AIGCLabel.isContentNumber(aigcId) {
      throw ValidationError(
        "--aigc-id must not be empty, and must have letters, digits and signs of ASCII only, "
          + "without blanks (GB 45438-2025).")
    }
  }

  /// What to write: what the options say, else what the evidence in the file says.
  ///
  /// - Throws: ``Failure`` when nothing in the file tells of AI, when it claims to be the work of a
  ///   camera or of people, or when a label that it has leaves no room for another.
  private func label(for file: [UInt8], path: String) throws -> Label {
    Label(
      digitalSourceType: try sourceType(path: path), aiSystem: aiSystem,
      aiSystemVersion: aiSystemVersion, promptInformation: prompt,
      aigc: aigc
        ? try AIGCMerge(file, path: path).label(
          producer: aigcProducer ?? "", number: aigcId ?? "") : nil)
  }

  /// The digital source type to write; nil when none is to be written.
  private func sourceType(path: String) throws -> DigitalSourceType? {
    if let kind { return kind.digitalSourceType }
    let rules: RuleSet
    do { rules = try RuleSet() } catch { throw Failure("the rules cannot be read: \(error)") }
    let evaluator = PolicyEvaluator(ruleSet: rules)
    var options = InspectionOptions()
    options.examinesPixels = false
    var report = Inspector(options: options).inspect(path: path)
    var verdict = evaluator.evaluate(report)
    func tellsOfAI(_ verdict: Verdict) -> Bool {
      [.aiGenerated, .aiEdited].contains(verdict.origin.classification)
        || verdict.findings.contains { $0.kind == .conflict && $0.severity == .error }
    }
    let onlyStrips = stripPrivate && aiSystem == nil && prompt == nil && !aigc
    if !tellsOfAI(verdict), !onlyStrips {
      // Pixels may tell what the metadata does not.
      report = Inspector().inspect(path: path)
      verdict = evaluator.evaluate(report)
    }
    guard tellsOfAI(verdict) else {
      if onlyStrips { return nil }
      throw Failure(
        "nothing in the file tells of AI, so there is no disclosure that is missing. If AI made or "
          + "changed it, say so: --as ai-generated, --as ai-edited or --as ai-composite")
    }
    let claims = report.evidence.items.filter { $0.name == "declared.digitalSourceType" }
    let classes = claims.compactMap { $0.attributes["class"]?.text }
      .compactMap(DigitalSourceType.Classification.init)
    if let position = classes.firstIndex(where: { [.capture, .human, .notAI].contains($0) }),
      claims.indices.contains(position)
    {
      throw Failure(
        "it claims '\(claims[position].attributes["code"]?.text ?? "")', which contradicts the "
          + "evidence of AI in it. Find out which is true; then correct the claim by hand, or "
          + "overwrite it with --as")
    }
    // A type that says so already is the word of who wrote it.
    if classes.contains(where: { [.aiGenerated, .aiEdited, .aiComposite].contains($0) }) {
      return nil
    }
    // A prompt may be all that tells of AI: where it goes, the disclosure has to come.
    if onlyStrips, verdict.disclosure.status != .missing { return nil }
    let choice: LabelChoice =
      verdict.origin.classification == .aiEdited ? .aiEdited : .aiGenerated
    return choice.digitalSourceType
  }

  func run() throws {
    var failed = false
    for path in files {
      do {
        try write(path)
      } catch let failure as Failure {
        Terminal.standardError(
          "assay: \(Terminal.visible(path)): \(Terminal.visible(failure.message))\n")
        failed = true
      }
    }
    if failed { throw ExitCode.notInspected }
  }

  private func write(_ path: String) throws {
    let limit = ParsingLimits().fileSize
    let original: [UInt8]
    do { original = try FileContents.read(path: path, limit: limit) } catch {
      throw Failure(error.explanation)
    }
    var editor = LabelEditor()
    editor.breaksContentCredentials = force
    let label = try label(for: original, path: path)
    var bytes = original
    var changes: [String] = []
    var prompts: PromptPlaces?
    if stripPrivate {
      let places = PromptPlaces(in: path)
      do {
        let result = try editor.stripPrivate(
          Set(PrivateData.allCases), from: bytes, textKeywords: places.textKeywords,
          takesComments: places.isInComment)
        bytes = result.bytes
        changes += result.changes
      } catch {
        if case .contentCredentialsPresent = error { throw Self.failure(error) }
        throw Failure("it could not be cleaned, and is as it was: \(error.explanation)")
      }
      prompts = places
    }
    var sidecarReason: String?
    if !label.isEmpty {
      do {
        let result = try editor.apply(label, to: bytes)
        bytes = result.bytes
        changes += result.changes
      } catch {
        guard case .needsSidecar = error else { throw Self.failure(error) }
        sidecarReason = error.explanation
      }
    }
    let target = output ?? path
    let beside = try sidecar(label, of: path, editor: editor, isNeeded: sidecarReason != nil)
    let name = Terminal.visible(target)
    if bytes != original || output != nil {
      if !force, bytes != original { try refuseBesideStore(of: target) }
      try replace(target, with: bytes)
      let done = changes.isEmpty ? "copied as it is" : changes.joined(separator: "; ")
      print("\(dryRun ? "would write " : "")\(name): \(Terminal.visible(done))")
    } else if beside == nil {
      print("\(name): nothing to change")
    }
    if let beside {
      try replace(beside.path, with: beside.bytes)
      let place = Terminal.visible(beside.path)
      let verb = dryRun ? "would write" : "wrote"
      if let sidecarReason {
        print(
          "\(name): \(sidecarReason); \(verb) the label beside it, \(place). "
            + "Publish both: the picture alone carries no label.")
      } else {
        print("\(name): \(verb) \(place), cleaned")
      }
    }
    if prompts?.isInPixels == true {
      throw Failure(
        "a prompt is hidden in its pixels and is still there: it goes only where the picture is "
          + "saved anew, without transparency or as JPEG")
    }
  }

  private static let orderOfSigning =
    "any change would break them: write metadata first and sign last. With --force it is written "
    + "all the same, and they no longer match"

  /// - Throws: ``Failure`` when a store of Content Credentials stands beside the file: it is of the
  ///   file as it is.
  private func refuseBesideStore(of path: String) throws {
    guard let store = Inspector.sidecarStorePath(of: path), store != path else { return }
    throw Failure(
      "\(store) is there for Content Credentials of this file, and " + Self.orderOfSigning)
  }

  private static func failure(_ error: LabelingError) -> Failure {
    guard case .contentCredentialsPresent = error else { return Failure(error.explanation) }
    return Failure("it holds Content Credentials, and " + orderOfSigning)
  }

  /// What the sidecar of a file is to hold; nil where it stays as it is.
  private func sidecar(
    _ label: Label, of path: String, editor: LabelEditor, isNeeded: Bool
  ) throws -> (path: String, bytes: [UInt8])? {
    let existingPath = XMPSidecar.path(of: path)
    guard isNeeded || (stripPrivate && existingPath != nil) else { return nil }
    var existing: [UInt8]?
    if let existingPath {
      do { existing = try FileContents.read(path: existingPath, limit: 1 << 24) } catch {
        throw Failure("\(existingPath): \(error.explanation)")
      }
    }
    let place = output.map(XMPSidecar.place) ?? XMPSidecar.place(for: path)
    do {
      var bytes = existing
      if stripPrivate, let old = bytes {
        bytes = try editor.stripPrivate(Set(PrivateData.allCases), fromSidecar: old).bytes
      }
      if isNeeded { bytes = try editor.sidecar(label, merging: bytes).bytes }
      guard let bytes, bytes != existing || output != nil else { return nil }
      return (place, bytes)
    } catch {
      throw Failure(error.explanation)
    }
  }

  private func replace(_ path: String, with bytes: [UInt8]) throws {
    guard !dryRun else { return }
    do {
      let outcome = try FileReplacement(backupSuffix: backup ? ".bak" : nil)
        .write(bytes, to: path)
      if outcome.otherNames > 0 {
        Terminal.standardError(
          "assay: \(Terminal.visible(path)): the file has \(outcome.otherNames) other name(s) "
            + "(hard links); they keep the old content\n")
      }
      if outcome.lostAttributes > 0 {
        Terminal.standardError(
          "assay: \(Terminal.visible(path)): \(outcome.lostAttributes) extended attribute(s) of the "
            + "file could not be kept\n")
      }
    } catch {
      let hint =
        error.code == EACCES && error.operation.hasPrefix("Replacing a write-protected")
        ? "; allow it with chmod u+w, or write another file with --output" : ""
      throw Failure(error.explanation + hint)
    }
  }
}
