import ArgumentParser
import CImageShims
import EvidenceModel
import Foundation
import Inspection
import Posts
import Scanning
import Synchronization

struct ScanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Inspect every image of files and folders, in parallel.",
    discussion: """
      Folders are walked recursively. Hidden files, version-control folders and what .gitignore or \
      .assayignore names are passed over; files that are no images are counted, not reported. \
      Markdown and HTML posts are read: the post's text is the caption of its images.

      Examples:
        assay scan content/
        assay scan --output html=report.html --output sarif=assay.sarif content/
        assay scan --format ndjson . | jq 'select(.decision == "block") | .path'
      """)

  @Argument(help: ArgumentHelp("Files and folders.", valueName: "path"))
  var paths: [String] = ["."]

  @Flag(help: "Walk hidden files and folders too.")
  var hidden = false

  @OptionGroup(title: "Options of inspection and report")
  var options: CommonOptions

  func run() async throws {
    Interruption.listen()
    let plan = try RunPlan(options.values, near: paths.first ?? ".")
    var run = try InspectionRun(plan)
    let scanner = Scanner(
      inspector: plan.inspector, jobs: plan.jobs, includesHidden: hidden,
      ignore: plan.configuration.ignore)
    let uses = scanner.postUses(paths, configuration: plan.configuration) {
      Interruption.isRequested
    }
    for image in plan.unresolved(uses) { try run.write(image) }
    for remark in uses.remarks { run.remark(remark) }

    let total = Mutex<Int?>(nil)
    let counter =
      ProgressLine(options.progress).isActive
      ? Task.detached(priority: .background) { [paths] in
        let count = scanner.fileCount(paths) { Interruption.isRequested }
        total.withLock { $0 = count }
      } : nil
    defer { counter?.cancel() }
    // Starting walks tables in every part of the program, so that half of it is resident before the
    // first picture is looked at, and counts beside the pictures in a limit on memory.
    CImageShims_releaseProgramPages()
    var finished = 0
    try await scanner.scan(
      paths,
      isStopped: { Interruption.isRequested },
      finish: { outcome -> [ImageReport] in
        switch outcome {
        // A post that was named is no image that could not be read.
        case .image(let report)
        where report.format == nil
          && (uses.isPost(report.path) || PostReader.hasExportName(report.path)):
          []
        case .image(let report), .unreadable(let report): [plan.judge(report, uses: uses)]
        case .notAnImage: []
        }
      },
      emit: { _, images in
        if images.isEmpty { run.ignore() }
        for image in images { try run.write(image) }
        finished += 1
        run.update(finished: finished, total: total.withLock { $0 })
      })
    throw try run.end()
  }
}
