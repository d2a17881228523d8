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
      AVIF files, or into a sidecar, the file's name and '.xmp', where a file cannot hold it. \
      Everything else in the file stays byte for byte as it is, and the file is replaced in one step.

      Without --as, the evidence in the file says what is written. A file without a sign of AI, or \
      one that claims otherwise, is left alone.

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
    for (option, value) in [("--aigc-producer", aigcProducer), ("--aigc-id", aigcId)] {
      guard let value else { continue }
      guard (1...200).contains(value.utf8.count), value.utf8.allSatisfy({ (0x21...0x7e) ~= $0 })
      else {
        throw ValidationError("\(option) takes letters, digits and signs of ASCII, without blanks.")
      }
    }
    if let aigcProducer, !Self.isProducerCode(aigcProducer) {
      throw ValidationError(
        """
        --aigc-producer takes the code of GB 45438: 001, 1, the 18 characters of the unified social \
        credit code, and 5 of the producer's own, such as 001191110102MACQD9K64010000.
        """)
    }
  }

  /// - Reference: GB 45438-2025 Annex; TC260-PG-20259A.
  private static func isProducerCode(_ code: String) -> Bool {
    code.utf8.count == 27 && code.hasPrefix("0011")
      && code.allSatisfy { $0.isASCII && ($0.isNumber || $0.isLetter) }
  }

  /// What to write: what the options say, else what the evidence in the file calls for.
  private func label(for file: [UInt8], path: String) throws(Failure) -> Label {
    let says = aiSystem != nil || aiSystemVersion != nil || prompt != nil || aigc
    var choice = kind
    if kind == nil || aigc {
      let evident: EvidentLabel
      do throws(Failure) {
        evident = try EvidentLabel(
          of: file, path: path, isAI: says || kind != nil, onlyStrips: stripPrivate && !says)
      } catch {
        // Whoever says what it is overrules what the file claims.
        guard kind == nil else { return label(kind) }
        throw error
      }
      if aigc, let place = evident.aigcLabel {
        throw Failure(
          "it carries an AIGC label already (\(place)), and a file may carry only one",
          .notInspected)
      }
      choice = kind ?? evident.choice
    }
    return label(choice)
  }

  private func label(_ choice: LabelChoice?) -> Label {
    Label(
      digitalSourceType: choice?.digitalSourceType, aiSystem: aiSystem,
      aiSystemVersion: aiSystemVersion, promptInformation: prompt,
      aigc: aigc
        ? AIGCLabel(contentProducer: aigcProducer ?? "", produceID: aigcId ?? "") : nil)
  }

  func run() throws {
    var failed = false
    for path in files {
      do {
        try write(path)
      } catch let failure as Failure {
        Terminal.standardError("assay: \(path.printable): \(failure.message)\n")
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
    if stripPrivate {
      do {
        let prompts = PromptPlaces(in: original, path: path)
        let result = try editor.stripPrivate(
          Set(PrivateData.allCases), from: bytes, textKeywords: prompts.textKeywords,
          takesComments: prompts.isInComment)
        bytes = result.bytes
        changes += result.changes
      } catch {
        throw Failure(
          "it could not be cleaned of private data: \(error.explanation)", .notInspected)
      }
    }
    let label = try label(for: original, path: path)
    if !label.isEmpty {
      do {
        let result = try editor.apply(label, to: bytes)
        bytes = result.bytes
        changes += result.changes
      } catch {
        guard case .needsSidecar = error else { throw Failure(error.explanation) }
        try writeSidecar(label, of: path, editor: editor, reason: error.explanation)
        return
      }
    }
    guard bytes != original || output != nil else {
      print("\(path.printable): nothing to change")
      return
    }
    try replace(output ?? path, with: bytes)
    let what = changes.isEmpty ? "nothing changed" : changes.joined(separator: "; ")
    print("\(dryRun ? "would write " : "")\((output ?? path).printable): \(what)")
  }

  /// Writes the label beside a file that cannot hold it. The sidecar has the whole name of the file,
  /// so that it is no other file's.
  private func writeSidecar(
    _ label: Label, of path: String, editor: LabelEditor, reason: String
  ) throws {
    let sidecar = (output ?? path) + ".xmp"
    let existing = try? FileContents.read(path: sidecar, limit: 1 << 24)
    let result: LabelEditor.Result
    do {
      result = try editor.sidecar(label, merging: existing)
    } catch {
      throw Failure(error.explanation)
    }
    guard result.isChanged else {
      print("\(path.printable): nothing to change; the label is beside it")
      return
    }
    try replace(sidecar, with: result.bytes)
    print(
      "\(path.printable): \(reason); \(dryRun ? "would write" : "wrote") the label beside it, "
        + "\(sidecar.printable). Publish both: the picture alone carries no label.")
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
