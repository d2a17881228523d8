/// Everything found in one image, before any policy judges it.
public struct InspectionReport: Sendable {
  /// The file as given; `-` for standard input.
  public var path: String
  /// The SHA-256 of the bytes, 64 hexadecimal digits; empty when they could not be read.
  public var sha256: String
  /// The size of the file in bytes.
  public var byteCount: Int
  /// `jpeg png webp heif avif tiff gif jxl svg bmp`; nil when the bytes are no known image.
  public var format: String?
  /// The media type; nil when `format` is.
  public var mediaType: String?
  /// The number of columns as stored; nil where not known.
  public var width: Int?
  /// The number of rows as stored; nil where not known.
  public var height: Int?
  /// The facts found.
  public var evidence: EvidenceList
  /// What the Content Credentials say of themselves.
  public var credentials: CredentialSummary
  /// The metadata that people ask about first.
  public var metadata: MetadataSummary
  /// The watermarks decoded.
  public var watermarks: [WatermarkResult]
  /// The result of pixel statistics; nil when pixels were not examined.
  public var forensics: ForensicResult?
  /// The faces found; nil when faces were not examined.
  public var faces: [FaceResult]?
  /// What could not be read or checked.
  public var diagnostics: [Diagnostic]
  /// What no local check exists for, or what was switched off: `synthid`, `faces`, `pixels` …
  public private(set) var notEvaluated: [String]
  /// Why each was not evaluated, in one sentence, with what would enable it where anything would.
  public private(set) var notEvaluatedReasons: [String: String] = [:]
  /// Whether the image was read well enough to be judged. False: the decision is `notInspected`.
  public var isInspected: Bool
  /// Whether the file promises a picture that could not be read at all. Signs of AI in its metadata
  /// still count; without them, the decision is `notInspected`.
  public var lacksPicture = false
  /// Milliseconds by stage, in the order of work.
  public var timing: [StageTiming]

  /// Creates a report of a file of which nothing is known yet.
  public init(path: String, sha256: String = "", byteCount: Int = 0) {
    self.path = path
    self.sha256 = sha256
    self.byteCount = byteCount
    evidence = EvidenceList()
    credentials = CredentialSummary()
    metadata = MetadataSummary()
    watermarks = []
    diagnostics = []
    notEvaluated = []
    isInspected = true
    timing = []
  }
}

extension InspectionReport {
  /// Notes that something was not evaluated; the first reason counts.
  public mutating func leaveOut(_ name: String, because reason: String) {
    guard notEvaluatedReasons[name] == nil else { return }
    notEvaluated.append(name)
    notEvaluatedReasons[name] = reason
  }
}

/// How long one stage took.
public struct StageTiming: Sendable, Hashable {
  /// `read`, `container`, `metadata`, `credentials`, `decode`, `watermark`, `patterns`, …
  public var stage: String
  /// Milliseconds of wall-clock time.
  public var milliseconds: Double

  /// Creates a timing.
  public init(stage: String, milliseconds: Double) {
    self.stage = stage
    self.milliseconds = milliseconds
  }
}

/// A report with the policy's verdict on it.
public struct ImageReport: Sendable {
  /// What was found.
  public var inspection: InspectionReport
  /// What the policy makes of it.
  public var verdict: Verdict
  /// The posts that use the image, in the order found.
  public var posts: [PostLocation]

  /// Creates a report.
  public init(inspection: InspectionReport, verdict: Verdict, posts: [PostLocation] = []) {
    self.inspection = inspection
    self.verdict = verdict
    self.posts = posts
  }
}

extension ImageReport {
  /// Whether it is an image on the network that a post names: nothing was fetched, so nothing was
  /// inspected, and nothing failed.
  public var isRemote: Bool {
    !inspection.isInspected && inspection.diagnostics.contains { $0.code == "post.remote" }
  }
}

/// What a whole run came to.
public struct RunSummary: Sendable, Hashable {
  // Arrays in the order of the cases: a dictionary would be the only one of its kind, and the first
  // of a kind costs a search through all types of the program.
  private var decisions = [Int](repeating: 0, count: Decision.allCases.count)
  private var origins = [Int](repeating: 0, count: OriginClass.allCases.count)
  private var findings = [Int](repeating: 0, count: Severity.allCases.count)
  /// The number of files passed over because they are no images.
  public var ignoredFileCount = 0
  /// The number of files that could not be opened or vanished.
  public var unreadableFileCount = 0
  /// What else people should know of the run, a sentence each: what it left out, and why.
  public var remarks: [String] = []
  /// Whether the run was interrupted; the report is of what was done until then.
  public var isInterrupted = false
  /// Wall-clock seconds.
  public var seconds = 0.0

  /// Creates an empty summary.
  public init() {}

  /// The number of images reported.
  public var imageCount: Int { decisions.reduce(0, +) }

  /// The number of images with a decision.
  public func count(of decision: Decision) -> Int {
    Decision.allCases.firstIndex(of: decision).map { decisions[$0] } ?? 0
  }

  /// The number of images of an origin.
  public func count(of origin: OriginClass) -> Int {
    OriginClass.allCases.firstIndex(of: origin).map { origins[$0] } ?? 0
  }

  /// The number of findings of a severity that count.
  public func count(of severity: Severity) -> Int {
    Severity.allCases.firstIndex(of: severity).map { findings[$0] } ?? 0
  }

  /// Counts one image.
  public mutating func add(_ report: ImageReport) {
    Decision.allCases.firstIndex(of: report.verdict.decision).map { decisions[$0] += 1 }
    OriginClass.allCases.firstIndex(of: report.verdict.origin.classification)
      .map { origins[$0] += 1 }
    for finding in report.verdict.findings where !finding.isSuppressed {
      Severity.allCases.firstIndex(of: finding.severity).map { findings[$0] += 1 }
    }
  }
}
