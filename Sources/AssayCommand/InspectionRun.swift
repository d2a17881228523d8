import ArgumentParser
import EvidenceModel
import Foundation
import Reporting
import Scanning

/// One run of `check`, `scan` or `hook`: reports go out image by image, and the end has a status.
struct InspectionRun {
  private let plan: RunPlan
  private var outputs: [ReportOutput] = []
  private var progress: ProgressLine
  private(set) var summary = RunSummary()
  /// The number of images that could not be inspected. One on the network was never meant to be.
  private var failureCount = 0
  private let start = ContinuousClock.now

  /// Opens the outputs.
  ///
  /// - Throws: ``Failure`` when one cannot be made.
  init(_ plan: RunPlan) throws {
    self.plan = plan
    progress = ProgressLine(plan.options.progress)
    outputs.append(
      ReportOutput(standardOutput: plan.reporter(plan.options.format ?? .text, isTerminal: true)))
    for output in plan.options.output {
      let parts = output.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let format = ReportFormat(rawValue: parts[0]) else {
        throw Failure(
          "--output \(output): there is no format '\(parts.first ?? "")'; known: \(ReportFormat.list)"
        )
      }
      outputs.append(
        try ReportOutput(path: parts[1], reporter: plan.reporter(format, isTerminal: false)))
    }
    for index in outputs.indices { try outputs[index].begin() }
  }

  /// Whether to go on: nobody interrupted, and somebody still reads.
  var goesOn: Bool { !Interruption.isRequested && outputs[0].isOpen }

  /// Reports one image.
  mutating func write(_ image: ImageReport) throws {
    progress.clear()
    summary.add(image)
    if image.verdict.decision == .notInspected, !image.isRemote { failureCount += 1 }
    for index in outputs.indices { try outputs[index].write(image) }
  }

  /// Counts a file that is no image.
  mutating func ignore() { summary.ignoredFileCount += 1 }

  /// Notes what people should know of the run as a whole, once.
  mutating func remark(_ sentence: String) {
    guard summary.remarks.count < 100, !summary.remarks.contains(sentence) else { return }
    summary.remarks.append(sentence)
  }

  /// Shows how far the run has come.
  mutating func update(finished: Int, total: Int?) {
    progress.update(finished: finished, total: total, summary: summary)
  }

  /// Ends the reports.
  ///
  /// - Returns: The exit status.
  mutating func end() throws -> ExitCode {
    progress.clear()
    summary.isInterrupted = Interruption.isRequested
    let elapsed = (ContinuousClock.now - start).components
    summary.seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
    // One that cannot be written does not keep the others from being complete.
    var fault: (any Error)?
    for index in outputs.indices {
      do { try outputs[index].end(summary) } catch { fault = fault ?? error }
    }
    if let fault { throw fault }
    if summary.isInterrupted { return .interrupted }
    if plan.options.exitZero { return .success }
    if failureCount > 0 || summary.unreadableFileCount > 0 { return .notInspected }
    return summary.count(of: Decision.block) > 0 ? .blocked : .success
  }
}
