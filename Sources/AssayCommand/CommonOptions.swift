import ArgumentParser
import EvidenceModel
import Reporting

extension Terminal.When: ChoiceArgument {}
extension Severity: ChoiceArgument {}
extension TrustListChoice: ChoiceArgument {}
extension WatermarkSchemes: ChoiceArgument {}

/// The options of `check`, `scan`, `inspect` and `hook`, as the command line spells them.
struct CommonOptions: ParsableArguments {
  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "How to report.", discussion: "One of \(ReportFormat.list).", valueName: "format"))
  var format: ReportFormat?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Write a report to a file as well; repeatable.",
      discussion: "For example --output sarif=assay.sarif --output html=report.html.",
      valueName: "format=file"))
  var output: [String] = []

  @Option(
    help: ArgumentHelp(
      "The policy to apply; repeatable, policies add up. See 'assay rules --policies'.",
      discussion: "Else ASSAY_POLICY, with commas between names, else the configuration.",
      valueName: "name"))
  var policy: [String] = []

  @Option(
    help: ArgumentHelp(
      "The configuration file.",
      discussion: """
        Else ASSAY_CONFIG, else the nearest .assay.yml at or above what is inspected. An option wins \
        over the environment, the environment over the file, the file over the default.
        """,
      valueName: "file"))
  var config: String?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Images inspected at the same time.", discussion: "Else ASSAY_JOBS, else one a core.",
      valueName: "count"))
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "The weakest finding that blocks.",
      discussion: "note, warning or error (the default). Else ASSAY_FAIL_ON.",
      valueName: "severity"))
  var failOn: Severity?

  @Flag(help: "Read metadata and credentials only; do not decode pixels.")
  var noPixels = false

  @Flag(help: "Do not look for faces.")
  var noFaces = false

  @Flag(help: "Do not look for generator patterns and visible marks.")
  var noPatterns = false

  @Flag(help: "Do not measure pixel statistics.")
  var noStatistics = false

  @Option(
    help: ArgumentHelp(
      "PEM file of certificates that signers may be trusted by; repeatable.", valueName: "file"))
  var trustAnchors: [String] = []

  @Option(
    help: ArgumentHelp(
      "PEM file of certificates that time-stamps may be trusted by; repeatable.",
      valueName: "file"))
  var tsaAnchors: [String] = []

  @Option(
    help: ArgumentHelp(
      "File of signers' own certificates that are trusted without a chain; repeatable.",
      discussion: """
        PEM, or a line for each with the base64 of the SHA-256 of its DER form, as in the allowed \
        list of c2patool.
        """,
      valueName: "file"))
  var trustAllowed: [String] = []

  @Option(
    help: ArgumentHelp(
      "File of the extended key usages that signers may have, instead of those of the lists.",
      discussion: "An object identifier a line, // before a comment: the store.cfg of c2patool.",
      valueName: "file"))
  var trustConfig: String?

  @Option(
    help: ArgumentHelp(
      "The installed trust lists to use.",
      discussion: """
        official: the C2PA trust list; legacy (the default): that and the frozen interim list, \
        whose signers are reported as legacy; none: only what --trust-anchors, --trust-allowed and \
        'assay trust add' give; lists added with --legacy are left out. With none of these, \
        certificates for e-mail protection alone are accepted, unless --trust-config names more. \
        Else ASSAY_TRUST_LIST. See 'assay trust'.
        """,
      valueName: "list"))
  var trustList: TrustListChoice?

  @Flag(
    help: ArgumentHelp(
      "Fetch Content Credentials that a file keeps elsewhere.",
      discussion: """
        Uses the network: asks the address in the file with the system's curl, over https only, at \
        most 32 MB and 20 seconds each. Without it nothing is fetched.
        """))
  var fetchRemoteManifests = false

  @Option(
    help: ArgumentHelp(
      "Validate credentials as of this time, ISO 8601.", valueName: "time"))
  var at: String?

  @Option(
    help: ArgumentHelp(
      "An earlier JSON report: findings that it holds do not count.",
      discussion: "Else ASSAY_BASELINE.", valueName: "file"))
  var baseline: String?

  @Option(
    help: ArgumentHelp(
      "YAML file of waivers.", discussion: "Else ASSAY_WAIVERS.", valueName: "file"))
  var waivers: String?

  @Option(
    help: ArgumentHelp(
      "Watermark schemes to decode: known (the default) or all.",
      discussion: """
        With all, also reads the bits of dwtDctSvd and RivaGAN, which every picture gives and nothing \
        tells from chance. RivaGAN takes up to a quarter of a minute a picture.
        """,
      valueName: "schemes"))
  var watermarkSchemes: WatermarkSchemes = .known

  @Option(
    help: ArgumentHelp(
      "A DWT watermark of your own to look for; repeatable.",
      discussion: """
        NAME=TEXT, or NAME=0xHEX for bytes: at least three of them, with eight bits of each kind.
        """,
      valueName: "name=message"))
  var watermarkMessage: [String] = []

  @Option(
    help: ArgumentHelp(
      "Decode TrustMark with Adobe's network; repeatable.",
      discussion: """
        Q, B, C or P, '=' and the ONNX file of the decoder. Needs ONNX Runtime, which is looked \
        for at ASSAY_ONNXRUNTIME and where the system keeps libraries; see docs/trustmark.md.
        """,
      valueName: "variant=file"))
  var trustmarkModel: [String] = []

  @Option(
    help: ArgumentHelp(
      "A bank of generator patterns to test as well; repeatable.", valueName: "file"))
  var patternBank: [String] = []

  @Option(
    help: ArgumentHelp(
      "The largest picture that is decoded, in megapixels.", valueName: "megapixels"))
  var maxMegapixels: Int = RunOptions().maxMegapixels

  @Flag(help: "Show prompts and personal values in the report.")
  var showPrompts = false

  @Flag(name: [.short, .long], help: "Show the evidence of every image.")
  var verbose = false

  @Flag(name: [.short, .long], help: "Show only what is blocked or could not be inspected.")
  var quiet = false

  @Flag(help: "End with status 0 whatever is found (for report-only runs).")
  var exitZero = false

  @Option(help: ArgumentHelp("Use colours: auto, always or never.", valueName: "when"))
  var color: Terminal.When = .auto

  @Option(help: ArgumentHelp("Show progress: auto, always or never.", valueName: "when"))
  var progress: Terminal.When = .auto

  func validate() throws {
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("--jobs must be between 1 and 1024.")
    }
    if !(1...100_000).contains(maxMegapixels) {
      throw ValidationError("--max-megapixels must be between 1 and 100000.")
    }
    if let at, RunOptions.date(at) == nil {
      throw ValidationError("--at needs a time such as 2026-11-23 or 2026-11-23T12:00:00Z.")
    }
    for message in watermarkMessage where RunOptions.message(message) == nil {
      throw ValidationError(
        "--watermark-message '\(message)' needs NAME=TEXT or NAME=0xHEX of 3 to 128 bytes, with at least eight bits of each kind."
      )
    }
    for model in trustmarkModel where RunOptions.trustMarkModel(model) == nil {
      throw ValidationError("--trustmark-model needs Q, B, C or P, '=' and a file.")
    }
    for output in output where !output.contains("=") {
      throw ValidationError("--output needs FORMAT=FILE, for example html=report.html.")
    }
  }

  /// What was asked for, without the parser.
  var values: RunOptions {
    var values = RunOptions()
    values.format = format
    values.output = output
    values.policy = policy
    values.config = config
    values.jobs = jobs
    values.failOn = failOn
    values.noPixels = noPixels
    values.noFaces = noFaces
    values.noPatterns = noPatterns
    values.noStatistics = noStatistics
    values.trustAnchors = trustAnchors
    values.tsaAnchors = tsaAnchors
    values.trustAllowed = trustAllowed
    values.trustConfig = trustConfig
    values.trustList = trustList
    values.fetchRemoteManifests = fetchRemoteManifests
    values.at = at
    values.baseline = baseline
    values.waivers = waivers
    values.watermarkSchemes = watermarkSchemes
    values.watermarkMessage = watermarkMessage
    values.trustmarkModel = trustmarkModel
    values.patternBank = patternBank
    values.maxMegapixels = maxMegapixels
    values.showPrompts = showPrompts
    values.verbose = verbose
    values.quiet = quiet
    values.exitZero = exitZero
    values.color = color
    values.progress = progress
    return values
  }
}

extension ReportFormat: ChoiceArgument {
  static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
