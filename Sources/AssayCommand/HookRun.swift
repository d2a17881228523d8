import ArgumentParser
import ByteReading
import EvidenceModel
import Foundation
import Inspection
import Posts
import Scanning

struct HookRun: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Inspect what is staged (or pushed), and the posts that use it.",
    discussion: """
      Reads blobs from git's index: what will be committed counts, not what lies in the work \
      tree. With FILE arguments it inspects these files instead, for hook runners that pass names.

      Faces and pixel statistics are weak evidence that never blocks; the gate leaves them out, \
      so that it does not hold up a commit, and says so. 'assay check' examines them.
      """)

  @Argument(help: ArgumentHelp("Files to inspect instead of the index.", valueName: "file"))
  var files: [String] = []

  @Flag(help: "Inspect what is pushed; reads git's lines on standard input.")
  var prePush = false

  @OptionGroup(title: "Options of inspection and report")
  var options: CommonOptions

  func run() async throws {
    Interruption.listen()
    var plan = try RunPlan(options, near: ".")
    plan.inspector.options.examinesFaces = false
    plan.inspector.options.examinesStatistics = false
    var run = try InspectionRun(plan)
    do {
      if prePush {
        try inspectPushed(plan, &run)
      } else if files.isEmpty {
        let repository = try GitRepository()
        try inspect(try repository.staged(), in: .index, of: repository, plan, &run)
      } else {
        try inspectFiles(plan, &run)
      }
    } catch let failure as GitRepository.Failure {
      throw Failure(failure.description, .notInspected)
    }
    throw try run.end()
  }

  private func inspectFiles(_ plan: RunPlan, _ run: inout InspectionRun) throws {
    var uses = PostUses(configuration: plan.configuration, siteRoot: ".")
    for path in files where uses.isPost(path) { uses.add(fileAt: path) }
    for image in plan.unresolved(uses) { try run.write(image) }
    let named = files.filter { !uses.isPost($0) }
    let used = uses.contexts.keys.sorted().filter { path in
      !named.contains { PostUses.key($0) == path }
    }
    for path in named + used where run.goesOn {
      let report = plan.inspector.inspect(path: path)
      if report.format == nil, !Inspector.hasImageName(path) {
        run.ignore()
        continue
      }
      try run.write(plan.judge(report, uses: uses))
    }
  }

  /// Lines of a pre-push hook: local ref, local commit, remote ref, remote commit.
  private func inspectPushed(_ plan: RunPlan, _ run: inout InspectionRun) throws {
    let repository = try GitRepository()
    let input = (try? FileContents.read(descriptor: STDIN_FILENO, limit: 1 << 20)) ?? []
    for line in String(decoding: input, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 4, !words[1].allSatisfy({ $0 == "0" }) else { continue }
      let remote = words[3].allSatisfy { $0 == "0" } ? nil : words[3]
      let entries = try repository.changed(local: words[1], remote: remote)
      try inspect(entries, in: .commit(words[1]), of: repository, plan, &run)
    }
  }

  private func inspect(
    _ entries: [GitRepository.Entry], in snapshot: GitRepository.Snapshot,
    of repository: GitRepository, _ plan: RunPlan, _ run: inout InspectionRun
  ) throws {
    let limit = plan.inspector.options.limits.fileSize
    let staged = entries.filter { $0.kind == .file }
    let images = staged.filter { Inspector.hasImageName($0.path) }
    let uses = try postUses(staged, images: images, in: snapshot, of: repository, plan)
    for image in plan.unresolved(uses) { try run.write(image) }

    // A staged post brings its images along, although they were committed before.
    let named = Set(images.map(\.path))
    let used = uses.contexts.keys.filter { !named.contains($0) }.sorted()
    let all =
      images
      + (used.isEmpty
        ? [] : try repository.entries(used, in: snapshot).filter { $0.kind == .file })
    let sidecars =
      all.isEmpty
      ? [] : try repository.entries(all.map { Sidecar.path(of: $0.path) }, in: snapshot)
    let texts = try repository.blobs(sidecars.map(\.object), limit: 1 << 20)
    let sidecarTexts = Dictionary(
      zip(sidecars.map(\.path), texts.map { $0.map { String(decoding: $0, as: UTF8.self) } ?? "" }),
      uniquingKeysWith: { a, _ in a })
    // Few blobs at a time: a commit of many pictures must not fill the memory.
    for chunk in stride(from: 0, to: all.count, by: 8).map({ all[$0..<min($0 + 8, all.count)] }) {
      let blobs = try repository.blobs(chunk.map(\.object), limit: limit)
      for (entry, blob) in zip(chunk, blobs) where run.goesOn {
        let report =
          blob.map { plan.inspector.inspect($0, path: entry.path) }
          ?? Inspector.unreadable(
            path: entry.path, failure: .tooLarge(byteCount: limit + 1, limit: limit))
        let sidecar = sidecarTexts[Sidecar.path(of: entry.path)] ?? ""
        try run.write(plan.judge(report, uses: uses, sidecar: sidecar))
      }
    }
    for entry in entries where entry.kind != .file || !Inspector.hasImageName(entry.path) {
      if !uses.isPost(entry.path) { run.ignore() }
    }
  }

  /// Reads the posts of the snapshot that are staged or pushed, or that mention such an image.
  private func postUses(
    _ staged: [GitRepository.Entry], images: [GitRepository.Entry],
    in snapshot: GitRepository.Snapshot, of repository: GitRepository, _ plan: RunPlan
  ) throws -> PostUses {
    let known = try repository.entries([], in: snapshot)
    let tracked = Set(known.map(\.path))
    var uses = PostUses(
      configuration: plan.configuration, siteRoot: siteRoot(plan, repository),
      exists: { tracked.contains($0) })
    guard plan.configuration.posts.isEnabled else { return uses }
    let names = Set(images.compactMap { $0.path.split(separator: "/").last.map(String.init) })
    let mentioning = try repository.paths(
      mentioning: names.sorted(), in: ["*.md", "*.mdx", "*.markdown", "*.html", "*.htm"],
      of: snapshot)
    let paths = Set(staged.map(\.path).filter { uses.isPost($0) } + mentioning)
    let posts = known.filter { paths.contains($0.path) && $0.kind == .file }
    let blobs = try repository.blobs(posts.map(\.object), limit: PostReader.sizeLimit)
    for (post, blob) in zip(posts, blobs) {
      if let blob, let text = String(validating: blob, as: UTF8.self) {
        uses.add(text, path: post.path)
      }
    }
    // An old post with a dead link is no reason to stop this commit.
    if staged.allSatisfy({ !uses.isPost($0.path) }) { uses.forgetUnresolved() }
    return uses
  }

  /// The root of the site, counted from the root of the repository.
  private func siteRoot(_ plan: RunPlan, _ repository: GitRepository) -> String {
    guard let folder = plan.configuration.folder, folder.hasPrefix(repository.root + "/") else {
      return "."
    }
    return String(folder.dropFirst(repository.root.count + 1))
  }
}
