import ArgumentParser
import EvidenceModel
import Inspection

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Inspect files, or one image on standard input.",
    discussion: """
      Says for every file what is known of its origin, whether the policy lets it pass, why, and \
      what to do. A sidecar 'photo.jpg.assay.yml' adds what the file cannot say: the caption, a visible \
      label, an exemption. 'scan' reads posts.

      Examples:
        assay check portrait.jpg
        assay check --policy eu-ai-act-50 --verbose *.jpg
        curl -s https://example.com/a.png | assay check -
      """)

  @Argument(help: ArgumentHelp("The files; '-' reads standard input.", valueName: "file"))
  var files: [String]

  @OptionGroup(title: "Options of inspection and report")
  var options: CommonOptions

  func run() async throws {
    Interruption.listen()
    let plan = try RunPlan(options, near: files.first ?? ".")
    var run = try InspectionRun(plan)
    for path in files where run.goesOn {
      let report =
        path == "-"
        ? plan.inspectStandardInput() : plan.inspector.inspect(path: path)
      try run.write(plan.judge(report))
    }
    throw try run.end()
  }
}
