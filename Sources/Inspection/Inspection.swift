import ByteReading
import Containers
import ContentCredentials
import DeclaredOrigin
import EvidenceModel
import Forensics
import Metadata
import Pixels

/// One inspection at work: what was read so far, and the report that grows.
struct Inspection {
  /// All bytes of the file, until ``releaseFile()``.
  private(set) var file: ByteView
  let options: InspectionOptions
  var report: InspectionReport
  var container: Container?
  var record: MetadataRecord?
  var image: DecodedImage?
  /// How the samples of the picture are stored.
  var coding: PictureCoding?
  /// How the picture is stored, by its EXIF.
  var orientation = Orientation.up
  /// What the metadata declare.
  var declaredOrigin: DeclaredOrigin?
  /// What the statistics of the pixels showed.
  var examination: ForensicExamination?
  /// The embedded thumbnail beside the picture.
  var thumbnail: ThumbnailComparison?
  var credentials: CredentialReport?
  /// The field that says where the credentials are; nil without one.
  var provenance: MetadataField?
  /// The bytes of the `.c2pa` file beside the image; nil without one.
  private(set) var sidecarStore: ByteView?
  /// The XMP of the sidecar beside the image; nil without one.
  private(set) var sidecarXMP: ByteView?
  /// Where the manifest store stands.
  var storeSource = EvidenceSource(container: "C2PA")
  private let clock = ContinuousClock()

  init(
    file: ByteView, path: String, options: InspectionOptions, sidecarStore: ByteView? = nil,
    sidecarXMP: ByteView? = nil
  ) {
    self.sidecarXMP = sidecarXMP
    self.sidecarStore = sidecarStore
    self.file = file
    self.options = options
    report = InspectionReport(path: path, byteCount: file.count)
  }

  /// Does all stages that the options ask for.
  mutating func run() -> InspectionReport {
    let digest = FileDigest(file, on: options.side)
    measure("container") { $0.readContainer() }
    if container != nil {
      measure("metadata") { $0.readMetadata() }
      measure("credentials") { $0.validateCredentials() }
      measure("generators") { $0.readDeclaredOrigin() }
    }
    measure("hash") { $0.report.sha256 = digest.wait() }
    guard container != nil else { return report }
    measure("decode") { $0.decodePixels() }
    if image != nil {
      measure("thumbnail") { $0.compareThumbnail() }
      // Decoded pixels take enough memory without the bytes that they came from.
      releaseFile()
      measure("watermark") { $0.decodeWatermarks() }
      measure("patterns") { $0.matchPatterns() }
      measure("marks") { $0.findVisibleMarks() }
      measure("statistics") { $0.measureStatistics() }
      measure("faces") { $0.examineFaces() }
      noteStatistics()
    }
    noteMissingPicture()
    noteDeclaredOrigin()
    noteThumbnail()
    return report
  }

  /// Lets go of the file and of everything that points into it.
  private mutating func releaseFile() {
    (container, record, credentials, sidecarStore) = (nil, nil, nil, nil)
    sidecarXMP = nil
    file = ByteView([])
  }

  /// Says so where a format that begins with the size of the picture told none.
  private mutating func noteMissingPicture() {
    guard !report.lacksPicture, report.width == nil, let format = report.format,
      ["jpeg", "png", "webp", "gif", "bmp", "tiff", "heif", "avif"].contains(format)
    else { return }
    report.lacksPicture = true
    report.diagnostics.append(
      Diagnostic(
        .error, code: "container.noPicture", message: "The file holds no picture that can be read",
        stage: "container"))
  }

  /// Runs one stage and notes how long it took.
  mutating func measure(_ stage: String, _ work: (inout Inspection) -> Void) {
    let start = clock.now
    work(&self)
    let duration = start.duration(to: clock.now).components
    let milliseconds =
      Double(duration.seconds) * 1e3 + Double(duration.attoseconds) / 1e15
    report.timing.append(StageTiming(stage: stage, milliseconds: milliseconds))
  }

  /// Adds a diagnostic for an error of a reader.
  mutating func note(_ error: ParsingError, _ severity: Severity, stage: String) {
    report.diagnostics.append(
      Diagnostic(
        severity, code: error.identifier, message: error.explanation, offset: error.offset,
        stage: stage))
  }

  private mutating func readContainer() {
    do {
      let container = try Container(parsing: file, limits: options.limits)
      report.format = container.format.rawValue
      report.mediaType = container.mediaType
      report.width = container.width
      report.height = container.height
      for fault in container.diagnostics { note(fault, .warning, stage: "container") }
      self.container = container
    } catch {
      report.isInspected = false
      if file.starts(with: "version https://git-lfs.github.com/spec/") {
        report.diagnostics.append(
          Diagnostic(
            .error, code: "file.lfsPointer",
            message: "It is a Git LFS pointer, not the image; fetch it with `git lfs pull`",
            stage: "container"))
      } else if file.isEmpty {
        report.diagnostics.append(
          Diagnostic(.error, code: "file.empty", message: "The file is empty", stage: "container"))
      } else {
        report.diagnostics.append(
          Diagnostic(
            .error, code: "file.notAnImage",
            message: "The bytes are no image format that is known", offset: 0, stage: "container"))
      }
    }
  }
}
