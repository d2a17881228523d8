import ArgumentParser
import Evaluation
import Forensics
import Foundation

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure the error rates of the forensic score on a labelled collection.",
    discussion: """
      Give a folder with sub-folders named by labels (ai, real, nonphoto), or an index: a \
      tab-separated file whose first line names columns, among them 'path' (relative to the index) \
      and 'label'. Labels are ai or synthetic, real or photo, and nonphoto or other: works of \
      people that are no photographs. A column 'region' (x,y,width,height) limits what is measured.

      False alarms on photographs come first in the report: they are the harm. Then hits at 0.1, 1 \
      and 5 % false alarms with intervals, the ROC and calibration curves, abstentions, and all \
      rates by format, quality, size, source and every column named with --by.

      --audit COLUMN compares groups of people: the false-alarm rate of each with its interval, \
      F_EFPR, F_EO, F_MEO and the largest gap. With fewer than 30 photographs a group it refuses \
      to speak of fairness. Groups by skin tone are audited without a column: the tone is estimated \
      from the largest face of each picture (individual typology angle of the cheeks), where the \
      face detector is installed.

      Use pictures that nothing was trained on, split by source: pictures of one source share \
      camera, pipeline and size, and make any score look better than it is. Check too that format, \
      size and quality alone do not separate your labels.

      Examples:
        assay evaluate labelled/ --html report.html
        assay evaluate INDEX.tsv --by generator --audit country --json rates.json
        assay evaluate INDEX.tsv --features features.tsv     numbers to train on
        assay evaluate scores.tsv --score score              rates of scores made elsewhere
      """)

  @Argument(help: ArgumentHelp("A folder of labelled folders, or an index.", valueName: "path"))
  var path: String

  @Option(
    help: ArgumentHelp("Break rates down by this column too; repeatable.", valueName: "column"))
  var by: [String] = []

  @Option(
    help: ArgumentHelp(
      "Audit the groups that this column names; repeatable.", valueName: "column"))
  var audit: [String] = []

  @Option(
    help: ArgumentHelp(
      "Evaluate the numbers in this column instead of measuring the pictures.",
      discussion:
        "An empty number is an abstention, whose reason column 'abstained' may give; column "
        + "'called' says 1 for pictures that were called, else --threshold decides.",
      valueName: "column"))
  var score: String?

  @Option(help: ArgumentHelp("The least number of --score that is called.", valueName: "number"))
  var threshold: Double?

  @Option(
    help: ArgumentHelp(
      "Write the statistics of each picture to this file, tab-separated.", valueName: "file"))
  var features: String?

  @Option(help: ArgumentHelp("Write the report as JSON to this file.", valueName: "file"))
  var json: String?

  @Option(help: ArgumentHelp("Write the report as a page to this file.", valueName: "file"))
  var html: String?

  @Option(
    help: ArgumentHelp("Weights to use instead of those built in.", valueName: "file"))
  var model: String?

  @Flag(
    inversion: .prefixedNo,
    help: ArgumentHelp(
      "Audit groups by the skin tone of the largest face.",
      discussion:
        "By default where pictures are measured and there is a report; with --score only when "
        + "asked for."))
  var skinTone: Bool?

  @Flag(name: [.short, .long], help: "Do not print the report.")
  var quiet = false

  func validate() throws {
    if threshold != nil, score == nil { throw ValidationError("--threshold needs --score.") }
    if score != nil, features != nil {
      throw ValidationError("--features measures pictures; --score does not.")
    }
    if score != nil, model != nil {
      throw ValidationError("--model scores pictures; --score does not.")
    }
  }

  func run() throws {
    let index = try EvaluationIndex(path)
    for column in by + audit + [score].compactMap(\.self) where !index.columns.contains(column) {
      throw Failure("there is no column '\(column)' in \(path)")
    }
    var pictures: [EvaluatedPicture] = []
    var failures: [(path: String, reason: String)] = []
    let isReported = !quiet || json != nil || html != nil
    var survey = skinTone ?? (score == nil && isReported) ? SkinToneSurvey() : nil
    if let score {
      for row in index.rows {
        var picture = try scored(row, column: score)
        picture.groups.merge(survey?.groups(path: row.path) ?? [:]) { $1 }
        pictures.append(picture)
      }
    } else {
      (pictures, failures) = try measure(index, survey: &survey)
    }
    var columns = ["format", "quality", "chroma", "size"]
    for column in ["source"] + by where index.columns.contains(column) && !columns.contains(column)
    {
      columns.append(column)
    }
    let name = (path as NSString).lastPathComponent
    let report = EvaluationReport(
      title: "Error rates on \(name.isEmpty ? path : name)", pictures: pictures, columns: columns,
      auditColumns: audit + (survey == nil ? [] : SkinToneSurvey.columns), failures: failures,
      remarks: [survey?.remark].compactMap(\.self))
    if !quiet {
      print(report.text, terminator: "")
      if index.skippedCount > 0 {
        Terminal.standardError("assay: \(index.skippedCount) entries have no known label\n")
      }
    }
    if let json { try write(report.json, to: json) }
    if let html { try write(report.html, to: html) }
    if !failures.isEmpty { throw ExitCode.notInspected }
  }

  private func write(_ text: String, to path: String) throws {
    do { try Data(text.utf8).write(to: URL(filePath: path), options: .atomic) } catch {
      throw Failure("cannot write \(path): \(error.localizedDescription)", .notInspected)
    }
  }

  private func scored(_ row: EvaluationIndex.Row, column: String) throws -> EvaluatedPicture {
    let text = row.fields[column] ?? ""
    let number = Double(text)
    if !text.isEmpty, number == nil {
      throw Failure("\(row.path): '\(text)' in column '\(column)' is no number")
    }
    let reason = row.fields["abstained"].flatMap { $0.isEmpty ? nil : $0 }
    let isCalled =
      row.fields["called"].map { $0 == "1" }
      ?? number.flatMap { value in threshold.map { value >= $0 } } ?? false
    return EvaluatedPicture(
      path: row.fields["path"] ?? row.path, label: row.label, score: number,
      isCalled: isCalled && number != nil && reason == nil,
      abstention: reason ?? (number == nil ? "noScore" : nil), groups: row.fields)
  }

  private func measure(
    _ index: EvaluationIndex, survey: inout SkinToneSurvey?
  ) throws -> ([EvaluatedPicture], [(path: String, reason: String)]) {
    let weights: ForensicModel?
    if let model {
      guard let bytes = try? Data(contentsOf: URL(filePath: model)) else {
        throw Failure("cannot read \(model)", .notInspected)
      }
      do { weights = try ForensicModel(parsing: [UInt8](bytes)) } catch {
        throw Failure("\(model): \(error)")
      }
    } else {
      weights = .standard
    }
    var pictures: [EvaluatedPicture] = []
    var failures: [(path: String, reason: String)] = []
    var table = ""
    let measured = [
      "format", "width", "height", "quality", "chroma", "lossless", "tiles", "candidates",
      "output", "gate",
    ]
    let kept = index.columns.filter { !measured.contains($0) }
    if features != nil {
      let head = kept + measured + ForensicFeatures.names
      table = head.joined(separator: "\t") + "\n"
    }
    let progress = !quiet && Terminal.isTerminal(STDERR_FILENO)
    for (number, row) in index.rows.enumerated() {
      if progress, number % 16 == 0 {
        Terminal.standardError("\r\(number) of \(index.rows.count)")
      }
      let region = row.fields["region"].flatMap { text in
        text.isEmpty ? nil : text.split(separator: ",").map { Int($0) ?? -1 }
      }
      let result: PictureMeasurement
      do {
        result = try PictureMeasurement(path: row.path, region: region, model: weights)
      } catch {
        failures.append((row.fields["path"] ?? row.path, error.reason))
        continue
      }
      var picture = Self.evaluated(row, result)
      let tones = survey?.groups(of: result.pixels, orientation: result.orientation)
      picture.groups.merge(tones ?? [:]) { $1 }
      pictures.append(picture)
      guard features != nil else { continue }
      var cells = kept.map { row.fields[$0] ?? "" }
      let gate =
        if case .abstained(let reason) = result.examination.outcome, reason != .noModel {
          reason.identifier
        } else { "" }
      cells += [
        result.format, String(result.width), String(result.height),
        result.quality.map(String.init) ?? "", result.chroma ?? "",
        result.coding == .lossless ? "1" : "0",
        String(result.examination.selection.tiles.count),
        String(result.examination.selection.candidateCount),
        result.examination.score.map { "\($0.output)" } ?? "", gate,
      ]
      cells += result.examination.features.values.map { "\($0)" }
      table += cells.joined(separator: "\t") + "\n"
    }
    if progress { Terminal.standardError("\r") }
    if let features { try write(table, to: features) }
    return (pictures, failures)
  }

  private static func evaluated(
    _ row: EvaluationIndex.Row, _ result: PictureMeasurement
  ) -> EvaluatedPicture {
    var groups = row.fields
    groups["format"] = result.format + (result.coding == .lossless ? ", lossless" : "")
    groups["quality"] = band(result.quality)
    groups["chroma"] = result.chroma ?? "none"
    groups["size"] = size(result.width, result.height)
    var abstention: String?
    if case .abstained(let reason) = result.examination.outcome { abstention = reason.identifier }
    return EvaluatedPicture(
      path: row.fields["path"] ?? row.path, label: row.label,
      score: abstention == nil ? result.examination.score?.probability : nil,
      isCalled: result.examination.outcome == .likelySynthetic, abstention: abstention,
      groups: groups)
  }

  /// The range that a quality lies in.
  static func band(_ quality: Int?) -> String {
    guard let quality else { return "no JPEG" }
    return switch quality {
    case ..<70: "below 70"
    case ..<80: "70–79"
    case ..<85: "80–84"
    case ..<90: "85–89"
    case ..<95: "90–94"
    default: "95–100"
    }
  }

  /// The range that the number of pixels lies in.
  static func size(_ width: Int, _ height: Int) -> String {
    let pixels = Double(width) * Double(height)
    return switch pixels {
    case ..<90_000: "below 0.09 Mpixel"
    case ..<250_000: "0.09–0.25 Mpixel"
    case ..<1_000_000: "0.25–1 Mpixel"
    case ..<4_000_000: "1–4 Mpixel"
    default: "4 Mpixel and more"
    }
  }
}
