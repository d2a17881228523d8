public import EvidenceModel
public import Inspection

/// Inspects every image of a tree in parallel and hands out the reports in the order of the walk.
public struct Scanner: Sendable {
  /// What became of one file.
  public enum Outcome: Sendable {
    /// It is an image, or claims to be one by its name.
    case image(InspectionReport)
    /// It is something else.
    case notAnImage
    /// A folder or file that was named could not be opened.
    case unreadable(InspectionReport)
  }

  /// How many files were seen so far.
  public struct Progress: Sendable {
    /// Files taken from the walk and finished.
    public var finishedFileCount = 0
    /// Images among them.
    public var imageCount = 0
  }

  /// What inspects a file.
  public var inspector: Inspector
  /// The number of files inspected at the same time, at least 1.
  public var jobs: Int
  /// Whether hidden files and folders are walked too.
  public var includesHidden: Bool

  /// Patterns of files that are passed over, as in `.gitignore`, from the root of each walk.
  public var ignore: [String]

  /// Creates a scanner.
  public init(
    inspector: Inspector, jobs: Int, includesHidden: Bool = false, ignore: [String] = []
  ) {
    self.inspector = inspector
    self.jobs = max(1, jobs)
    self.includesHidden = includesHidden
    self.ignore = ignore
  }

  /// A walk over `roots` with the settings of this scanner.
  public func walker(_ roots: [String]) -> FileWalker {
    FileWalker(roots: roots, includesHidden: includesHidden, ignore: ignore)
  }

  /// Scans files and folders.
  ///
  /// - Parameters:
  ///   - roots: Files and folders. A file that is named is reported whatever it is.
  ///   - isStopped: Whether to stop; what runs is finished and reported.
  ///   - finish: Work to do on a report on the worker's thread (the policy, pictures).
  ///   - emit: Takes one finished outcome with the walk's item, in order.
  ///   - progress: Told after every file.
  /// - Returns: The number of entries that the walk passed over.
  @discardableResult
  public func scan<Result: Sendable>(
    _ roots: [String], isStopped: @escaping @Sendable () -> Bool,
    finish: @escaping @Sendable (Outcome) async -> Result,
    emit: (FileWalker.Item, Result) throws -> Void,
    progress: (Progress) -> Void = { _ in }
  ) async throws -> Int {
    var walker = walker(roots)
    var state = Progress()
    let work = OrderedWork<FileWalker.Item, (FileWalker.Item, Result)>(
      jobs: jobs, window: max(256, jobs * 8))
    let inspector = inspector
    try await work.run(
      next: { walker.next() }, isStopped: isStopped,
      transform: { item in
        (item, await finish(Self.outcome(of: item, inspector: inspector)))
      },
      emit: { item, result in
        state.finishedFileCount += 1
        try emit(item, result)
        progress(state)
      })
    return walker.skippedCount
  }

  /// Counts the files that ``scan(_:isStopped:finish:emit:progress:)`` would take.
  public func fileCount(_ roots: [String], isStopped: @Sendable () -> Bool) -> Int {
    var walker = walker(roots)
    var count = 0
    while !isStopped(), walker.next() != nil { count += 1 }
    return count
  }

  private static func outcome(of item: FileWalker.Item, inspector: Inspector) -> Outcome {
    if let code = item.failure {
      return .unreadable(
        Inspector.unreadable(path: item.path, failure: .system(code: code)))
    }
    let report = inspector.inspect(path: item.path)
    if report.format == nil, !item.isRoot {
      if !Inspector.hasImageName(item.path) { return .notAnImage }
      // Gone between walk and reading: nothing to report.
      if report.diagnostics.contains(where: { $0.code == "file.vanished" }) { return .notAnImage }
    }
    return .image(report)
  }
}
