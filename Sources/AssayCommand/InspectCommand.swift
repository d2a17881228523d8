import ArgumentParser
import ByteReading
import Codecs
import Containers
import EvidenceModel
import Foundation
import Inspection
import Labeling
import Metadata
import Reporting

struct InspectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show everything found in one file.",
    discussion: """
      Prints the structure of the file, every field of metadata with its place, the manifest tree \
      of its Content Credentials, and the report with all evidence.
      """)

  @Argument(help: ArgumentHelp("The file.", valueName: "file"))
  var file: String

  @Flag(help: "Leave the structure out.")
  var noStructure = false

  @Flag(help: "Leave the fields of metadata out.")
  var noFields = false

  @Flag(
    help: ArgumentHelp(
      "Write the Content Credentials as crJSON, and nothing else.",
      discussion: """
        The interchange form that the official C2PA rubrics are written against, whole; \
        '--format json' gives it as part of the report, without prompts and places.
        """))
  var crjson = false

  @Option(
    help: ArgumentHelp(
      "Write pictures of what was measured into this folder.",
      discussion: "As PNG: the residual, the spectrum, the tiles that were measured, the faces.",
      valueName: "folder"))
  var pictures: String?

  @OptionGroup(title: "Options of inspection and report")
  var options: CommonOptions

  func run() async throws {
    Interruption.listen()
    var values = options.values
    values.verbose = true
    var plan = try RunPlan(values, near: file)
    plan.inspector.options.side = SideThread()
    var interchange = CrJSONOptions(generatorName: "assay", generatorVersion: Version.text)
    interchange.hidesPersonal = !options.showPrompts && !crjson
    interchange.sortsKeys = !crjson
    plan.inspector.options.crJSON = interchange
    let bytes: [UInt8]
    do {
      bytes = try FileContents.read(path: file, limit: plan.inspector.options.limits.fileSize)
    } catch { throw Failure("\(file): \(error.explanation)", .notInspected) }
    if crjson {
      plan.inspector.options.examinesPixels = false
      print(try credentials(of: plan.inspector.inspect(path: file, contents: bytes)))
      return
    }
    // Only what is described keeps the file while its pixels are examined.
    let isDescribed = options.format == nil || options.format == .text
    let described = isDescribed ? bytes : []
    let report = plan.inspector.inspect(path: file, contents: consume bytes)
    if let pictures { try write(of: report, to: pictures, plan) }
    if isDescribed { describe(described, report, plan) }
    // What `print` holds back must come before what the report writes itself.
    fflush(nil)
    var run = try InspectionRun(plan)
    try run.write(plan.judge(report))
    throw try run.end()
  }

  /// Writes the pictures of the measurements.
  ///
  /// - Throws: ``Failure`` when the picture cannot be decoded, or the folder cannot be written.
  private func write(of report: InspectionReport, to folder: String, _ plan: RunPlan) throws {
    guard
      let source = MeasurementPictures(path: file, limits: plan.inspector.options.limits)
    else { throw Failure("\(file): there is no picture that can be decoded", .notInspected) }
    let items = source.items(of: report)
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      for item in items {
        let data = Data(try ImageEncoder.encodePNG(item.pixels))
        try data.write(
          to: URL(filePath: folder).appending(path: item.name + ".png"), options: .atomic)
      }
    } catch {
      throw Failure("cannot write pictures to \(folder)", .notInspected)
    }
    if options.format == nil || options.format == .text {
      print("Pictures in \(folder)")
      for item in items { print("  \(item.name).png  \(item.caption)") }
      print("")
    }
  }

  /// The credentials of a file, of the `.c2pa` file beside it, or those fetched, as crJSON.
  ///
  /// - Throws: ``Failure`` when the file is no image or there are no credentials.
  private func credentials(of report: InspectionReport) throws -> String {
    guard report.isInspected else {
      throw Failure("\(file): the bytes are no image format that is known", .notInspected)
    }
    if let text = report.credentials.crJSON { return text }
    let reason =
      report.credentials.state == .remoteOnly
      ? "the Content Credentials are elsewhere; --fetch-remote-manifests fetches them"
      : "there are no Content Credentials that can be read"
    throw Failure("\(file): \(reason)", .notInspected)
  }

  private func describe(_ bytes: [UInt8], _ report: InspectionReport, _ plan: RunPlan) {
    let limits = plan.inspector.options.limits
    guard let container = try? Container(parsing: ByteView(bytes), limits: limits) else { return }
    if !noStructure {
      print("Structure (\(container.mediaType))")
      for element in container.elements.prefix(2_000) { describe(element, depth: 1) }
      if container.elements.count > 2_000 { print("  … \(container.elements.count - 2_000) more") }
      if let jpeg = container.jpeg { describe(jpeg) }
      print("")
    }
    if !noFields {
      let record = MetadataRecord(container, limits: limits)
      if !record.fields.isEmpty { print("Metadata") }
      for field in record.fields.prefix(5_000) {
        let value =
          !options.showPrompts && isPersonal(field, report)
          ? "… (\(field.value.count) characters; --show-prompts)" : field.value
        print("  \(visible(field.path)) = \(visible(value))")
        print(
          "      \(field.source.carrier), bytes \(field.source.range.lowerBound)–\(field.source.range.upperBound)"
        )
      }
      print("")
    }
    let tree = ManifestTree(report).text()
    guard !tree.isEmpty else { return }
    print("Manifests")
    for line in tree { print(line) }
    print("")
  }

  private func describe(_ element: ContainerElement, depth: Int) {
    let indent = String(repeating: "  ", count: depth)
    print(
      "\(indent)\(visible(element.name))  \(element.range.lowerBound)–\(element.range.upperBound)  (\(element.range.count) bytes)"
    )
    guard depth < 8 else { return }
    for child in element.children.prefix(500) { describe(child, depth: depth + 1) }
  }

  private func describe(_ jpeg: JPEGFacts) {
    var facts: [String] = []
    if let quality = jpeg.estimatedQuality { facts.append("quality about \(quality)") }
    if let sampling = jpeg.chromaSubsampling { facts.append(sampling) }
    facts.append(jpeg.frameMarker == 0xC2 ? "progressive" : "sequential")
    facts.append(jpeg.usesStandardHuffmanTables ? "standard Huffman tables" : "own Huffman tables")
    print("  JPEG coding: \(facts.joined(separator: ", "))")
  }

  /// Whether the value of a field is, or may be, a prompt or other personal data.
  private func isPersonal(_ field: MetadataField, _ report: InspectionReport) -> Bool {
    let path = field.path
    if field.value.count > 200 || path.contains("GPS") || path.contains("PersonInImage")
      || path.contains("AIPrompt") || path.contains("Region")
    {
      return true
    }
    if path.hasPrefix("png.text."),
      PrivateData.promptKeywords.contains(String(path.dropFirst("png.text.".count)))
    {
      return true
    }
    let personal = report.evidence.items.filter(\.isPersonal)
    if personal.contains(where: { $0.source.field == path }) { return true }
    if let prompt = report.metadata.prompt, prompt.count >= 3, field.value.contains(prompt) {
      return true
    }
    // What a generator wrote may hold the prompt in a form of its own.
    guard report.evidence.items.contains(where: { $0.name.hasPrefix("generator.") }) else {
      return false
    }
    return field.value.contains("{\"")
      || [
        "png.text.Description", "png.text.Comment", "xmp.dc:description", "exif.ImageDescription",
        "exif.UserComment", "iptc.2:120", "jpeg.comment", "gif.comment",
      ].contains(path)
  }

  private func visible(_ text: String) -> String { Terminal.visible(text) }
}
