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
      Writes the IPTC digital source type into the XMP metadata of JPEG, PNG, WebP, TIFF, HEIC and \
      AVIF files, or into a sidecar '.xmp' where a file cannot hold it. Everything else in the \
      file stays byte for byte as it is, and the file is replaced in one step.

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
  }

  /// What to write: what the options say, else what the evidence in the file says.
  private func label(for file: [UInt8], path: String) -> Label {
    let choice = kind ?? evidentKind(file, path: path)
    return Label(
      digitalSourceType: choice.digitalSourceType, aiSystem: aiSystem,
      aiSystemVersion: aiSystemVersion, promptInformation: prompt,
      aigc: aigc
        ? AIGCLabel(contentProducer: aigcProducer ?? "", produceID: aigcId ?? "") : nil)
  }

  private func evidentKind(_ file: [UInt8], path: String) -> LabelChoice {
    var options = InspectionOptions()
    options.examinesPixels = false
    let report = Inspector(options: options).inspect(file, path: path)
    guard let rules = try? RuleSet() else { return .aiGenerated }
    let verdict = PolicyEvaluator(ruleSet: rules).evaluate(report)
    let isAI =
      verdict.origin.classification == .aiGenerated
      || verdict.origin.classification == .aiEdited
    let onlyStrips = stripPrivate && aiSystem == nil && prompt == nil && !aigc
    // A prompt may be all that tells of AI: where it goes, the disclosure has to come.
    if onlyStrips, !isAI || verdict.disclosure.status != .missing { return .none }
    return verdict.origin.classification == .aiEdited ? .aiEdited : .aiGenerated
  }

  func run() throws {
    var failed = false
    for path in files {
      do {
        try write(path)
      } catch let failure as Failure {
        Terminal.standardError("assay: \(path): \(failure.message)\n")
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
    var bytes = original
    var changes: [String] = []
    do {
      if stripPrivate {
        let prompts = PromptPlaces(in: original, path: path)
        let result = try editor.stripPrivate(
          Set(PrivateData.allCases), from: bytes, textKeywords: prompts.textKeywords,
          takesComments: prompts.isInComment)
        bytes = result.bytes
        changes += result.changes
      }
      let label = label(for: original, path: path)
      if !label.isEmpty {
        let result = try editor.apply(label, to: bytes)
        bytes = result.bytes
        changes += result.changes
      }
    } catch {
      if case .needsSidecar = error {
        try writeSidecar(path, editor: editor, reason: error.explanation)
        return
      }
      throw Failure(error.explanation)
    }
    guard bytes != original || output != nil else {
      print("\(path): nothing to change")
      return
    }
    try replace(output ?? path, with: bytes)
    print("\(dryRun ? "would write " : "")\(output ?? path): \(changes.joined(separator: "; "))")
  }

  private func writeSidecar(_ path: String, editor: LabelEditor, reason: String) throws {
    let sidecar = (path as NSString).deletingPathExtension + ".xmp"
    let existing = try? FileContents.read(path: sidecar, limit: 1 << 24)
    let result: LabelEditor.Result
    do {
      result = try editor.sidecar(label(for: [], path: path), merging: existing)
    } catch {
      throw Failure(error.explanation)
    }
    try replace(sidecar, with: result.bytes)
    print(
      "\(path): \(reason); \(dryRun ? "would write" : "wrote") the label beside it, \(sidecar). "
        + "Publish both: the picture alone carries no label.")
  }

  private func replace(_ path: String, with bytes: [UInt8]) throws {
    guard !dryRun else { return }
    do {
      try FileReplacement(backupSuffix: backup ? ".bak" : nil).write(bytes, to: path)
    } catch {
      throw Failure(error.explanation)
    }
  }
}
