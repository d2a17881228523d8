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

  /// The largest number of commits of a push whose passing versions are judged.
  private static let commitLimit = 5_000

  func run() async throws {
    Interruption.listen()
    var plan = try RunPlan(options.values, near: ".")
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
    var uses = PostUses(configuration: plan.configuration)
    let files = kept(self.files, plan)
    for path in files where uses.isPost(path) { uses.add(fileAt: path) }
    for image in plan.unresolved(uses) { try run.write(image) }
    for remark in uses.remarks { run.remark(remark) }
    var named: [String] = []
    for path in files where !uses.isPost(path) {
      // A sidecar that changed is judged with its image.
      if let image = Sidecar.image(of: path) {
        if FileManager.default.fileExists(atPath: image) { named.append(image) }
      } else {
        named.append(path)
      }
    }
    var seen: Set<String> = []
    for path in named + uses.usedPaths where run.goesOn {
      guard seen.insert(uses.key(path)).inserted else { continue }
      let report = plan.inspector.inspect(path: path)
      if report.format == nil, !Inspector.hasImageName(path) {
        run.ignore()
        continue
      }
      try run.write(plan.judge(report, uses: uses))
    }
  }

  /// The files that no `.assayignore` and no pattern of the configuration leaves out.
  private func kept(_ files: [String], _ plan: RunPlan) -> [String] {
    let working = FileManager.default.currentDirectoryPath + "/"
    func relative(_ path: String) -> String {
      path.hasPrefix(working) ? String(path.dropFirst(working.count)) : path
    }
    var folders: Set<String> = [""]
    for path in files {
      var folder = relative(path)
      while let slash = folder.lastIndex(of: "/"), slash > folder.startIndex {
        folder = String(folder[..<slash])
        if !folders.insert(folder).inserted { break }
      }
    }
    let rules = folders.compactMap { folder -> (folder: String, text: String)? in
      let path = folder.isEmpty ? ".assayignore" : folder + "/.assayignore"
      guard let bytes = try? FileContents.read(path: path, limit: 1 << 20) else { return nil }
      return (folder, String(decoding: bytes, as: UTF8.self))
    }
    let base = plan.configuration.folder.map { relative($0 + "/").dropLast() } ?? ""
    let ignored = IgnoredPaths(
      patterns: plan.configuration.ignore, folder: base.hasPrefix("/") ? "" : String(base),
      files: rules)
    return files.filter { !ignored.contains(relative($0)) }
  }

  /// Lines of a pre-push hook: local ref, local commit, remote ref, remote commit.
  private func inspectPushed(_ plan: RunPlan, _ run: inout InspectionRun) throws {
    let repository = try GitRepository()
    let input = (try? FileContents.read(descriptor: STDIN_FILENO, limit: 1 << 20)) ?? []
    for line in String(decoding: input, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 4, !words[1].allSatisfy({ $0 == "0" }) else { continue }
      let remote = words[3].allSatisfy { $0 == "0" } ? nil : words[3]
      let changes = try repository.changed(local: words[1], remote: remote)
      try inspect(changes, in: .commit(words[1]), of: repository, plan, &run)
      // What a push publishes stays in the history, also where the last commit no longer has it.
      let (versions, isTruncated) = try repository.passedVersions(
        local: words[1], remote: remote, remoteName: files.first, limit: Self.commitLimit)
      if isTruncated {
        run.remark(
          "Of the commits that are pushed, only the newest \(Self.commitLimit) were looked through "
            + "for images that later ones replace or remove.")
      }
      for (commit, some) in Dictionary(grouping: versions, by: \.commit).sorted(by: {
        $0.key < $1.key
      }) {
        let changes = GitRepository.Changes(entries: some.map(\.entry))
        try inspect(
          changes, in: .commit(commit), of: repository, plan, &run, onlyNamed: true)
        for version in some.prefix(20) {
          run.remark(
            "\(version.entry.path) was judged as of commit \(commit.prefix(12)): later commits "
              + "replace or remove it, but the push publishes it with the history.")
        }
      }
    }
  }

  /// Judges what a commit or a push changes.
  ///
  /// - Parameter onlyNamed: Whether only the images among `changes` count, and not posts.
  private func inspect(
    _ changes: GitRepository.Changes, in snapshot: GitRepository.Snapshot,
    of repository: GitRepository, _ plan: RunPlan, _ run: inout InspectionRun,
    onlyNamed: Bool = false
  ) throws {
    let limit = plan.inspector.options.limits.fileSize
    let known = try repository.entries([], in: snapshot)
    let byPath = Dictionary(known.map { ($0.path, $0) }, uniquingKeysWith: { a, _ in a })
    let ignored = try ignoredPaths(known, of: repository, plan)
    let files = changes.entries.filter { $0.kind == .file }
    let staged = files.filter { !ignored.contains($0.path) }
    let images = staged.filter { Inspector.hasImageName($0.path) }
    let uses = try postUses(
      staged, images: images, known: known, ignored: ignored, in: snapshot, of: repository, plan)
    if !onlyNamed {
      for image in plan.unresolved(uses) { try run.write(image) }
      for remark in uses.remarks { run.remark(remark) }
    }

    // A staged post brings its images along, although they were committed before, and so does a
    // sidecar that changes or goes.
    let sidecars = changes.removed + changes.entries.map(\.path)
    let beside =
      onlyNamed ? [] : sidecars.compactMap(Sidecar.image).filter { !ignored.contains($0) }
    let dropped =
      snapshot == .index ? try imagesOfOldPosts(changes, byPath, of: repository, plan) : []
    let used = onlyNamed ? [] : (uses.usedPaths + dropped).filter { !ignored.contains($0) }
    var seen = Set(images.map(\.path))
    let all =
      images
      + (beside + used).sorted().filter { seen.insert($0).inserted }
      .compactMap { byPath[$0] }.filter { $0.kind == .file }
    let sidecarEntries = all.compactMap { byPath[Sidecar.path(of: $0.path)] }
    let texts = try repository.blobs(sidecarEntries.map(\.object), limit: RunPlan.sidecarLimit)
    let sidecarContents = Dictionary(
      zip(sidecarEntries.map(\.path), texts.map(Self.content)), uniquingKeysWith: { a, _ in a })
    // Few blobs at a time: a commit of many pictures must not fill the memory.
    for chunk in stride(from: 0, to: all.count, by: 8).map({ all[$0..<min($0 + 8, all.count)] }) {
      let blobs = try repository.blobs(chunk.map(\.object), limit: limit)
      for (entry, blob) in zip(chunk, blobs) where run.goesOn {
        let report =
          blob.map { plan.inspector.inspect($0, path: entry.path) }
          ?? Inspector.unreadable(
            path: entry.path, failure: .tooLarge(byteCount: limit + 1, limit: limit))
        let sidecar = sidecarContents[Sidecar.path(of: entry.path)] ?? .absent
        try run.write(plan.judge(report, uses: uses, sidecar: sidecar))
      }
    }
    guard !onlyNamed else { return }
    for entry in changes.entries where !ignored.contains(entry.path) {
      let isTaken =
        entry.kind == .file
        && (Inspector.hasImageName(entry.path) || Sidecar.image(of: entry.path) != nil)
      if !isTaken, entry.kind != .submodule, !uses.isPost(entry.path) { run.ignore() }
    }
    remark(on: changes, leftOut: files.count - staged.count, of: repository, plan, &run)
  }

  private static func content(_ blob: [UInt8]?) -> PostUses.SidecarContent {
    guard let blob else { return .unreadable("it is larger than \(RunPlan.sidecarLimit) bytes") }
    return .text(String(decoding: blob, as: UTF8.self))
  }

  /// Says what a commit changes that this gate does not judge.
  private func remark(
    on changes: GitRepository.Changes, leftOut: Int, of repository: GitRepository, _ plan: RunPlan,
    _ run: inout InspectionRun
  ) {
    let submodules = changes.entries.filter { $0.kind == .submodule }.map(\.path)
    if !submodules.isEmpty {
      run.remark(
        (submodules.count == 1 ? "1 submodule was" : "\(submodules.count) submodules were")
          + " not looked into: \(submodules.prefix(10).joined(separator: ", "))"
          + (submodules.count > 10 ? " …" : "") + ".")
    }
    if leftOut > 0 {
      run.remark(
        (leftOut == 1 ? "1 file was" : "\(leftOut) files were")
          + " left out by the ignore rules of the project.")
    }
    let configuration = plan.configuration
    let named =
      configuration.policies.filter(RunPlan.isPolicyFile)
      + [configuration.waivers, configuration.baseline].compactMap(\.self)
    let settings = Set(named.map { relative(configuration.resolved($0), to: repository) })
    let changed = (changes.entries.map(\.path) + changes.removed).filter { path in
      let name = path.split(separator: "/").last.map(String.init) ?? path
      return settings.contains(path) || Configuration.fileNames.contains(name)
        || name == ".assayignore"
    }
    if !changed.isEmpty {
      run.remark(
        "\(changed.sorted().joined(separator: ", ")) changed: images that are committed already "
          + "are not judged again here; 'assay scan' judges them all.")
    }
  }

  /// What `.assayignore` files of the snapshot and the configuration leave out.
  private func ignoredPaths(
    _ known: [GitRepository.Entry], of repository: GitRepository, _ plan: RunPlan
  ) throws -> IgnoredPaths {
    let files = known.filter {
      $0.kind == .file && ($0.path == ".assayignore" || $0.path.hasSuffix("/.assayignore"))
    }
    let texts = try repository.blobs(files.map(\.object), limit: 1 << 20)
    return IgnoredPaths(
      patterns: plan.configuration.ignore, folder: configurationFolder(plan, repository),
      files: zip(files, texts).map { file, text in
        (
          folder: String(file.path.dropLast(".assayignore".count).dropLast()),
          text: String(decoding: text ?? [], as: UTF8.self)
        )
      })
  }

  /// Reads the posts of the snapshot that are staged or pushed, or that mention such an image.
  private func postUses(
    _ staged: [GitRepository.Entry], images: [GitRepository.Entry], known: [GitRepository.Entry],
    ignored: IgnoredPaths, in snapshot: GitRepository.Snapshot, of repository: GitRepository,
    _ plan: RunPlan
  ) throws -> PostUses {
    let tracked = Set(known.map(\.path))
    let prefix = repository.root + "/"
    var uses = PostUses(
      configuration: plan.configuration, base: repository.root,
      exists: { $0.hasPrefix(prefix) && tracked.contains(String($0.dropFirst(prefix.count))) })
    guard plan.configuration.posts.isEnabled else { return uses }
    let sidecars = staged.compactMap { Sidecar.image(of: $0.path) }
    let names = Set(
      (images.map(\.path) + sidecars).compactMap { $0.split(separator: "/").last.map(String.init) })
    var patterns = PostReader.postExtensions.map { "*." + $0 }
    if !plan.configuration.posts.exports.isEmpty {
      patterns += PostReader.exportExtensions.map { "*." + $0 }
    }
    let mentioning = try repository.paths(
      mentioning: names.sorted(), in: patterns, of: snapshot)
    let stagedPosts = Set(staged.map(\.path).filter { uses.isPost($0) })
    let paths = stagedPosts.union(mentioning.filter { uses.isPost($0) && !ignored.contains($0) })
    let posts = known.filter { paths.contains($0.path) && $0.kind == .file }
    let blobs = try repository.blobs(posts.map(\.object), limit: PostReader.sizeLimit)
    for (post, blob) in zip(posts, blobs) {
      if let blob {
        uses.add(String(decoding: blob, as: UTF8.self), path: post.path)
      } else {
        uses.addUnreadable(
          path: post.path, reason: "it is larger than \(PostReader.sizeLimit) bytes")
      }
    }
    // An old post with a dead link is no reason to stop this commit.
    uses.forgetUnresolved(except: stagedPosts)
    return uses
  }

  /// The images that posts used before the commit removes or changes them: the text that disclosed
  /// one may be gone.
  private func imagesOfOldPosts(
    _ changes: GitRepository.Changes, _ present: [String: GitRepository.Entry],
    of repository: GitRepository, _ plan: RunPlan
  ) throws -> [String] {
    let prefix = repository.root + "/"
    var uses = PostUses(
      configuration: plan.configuration, base: repository.root,
      exists: { $0.hasPrefix(prefix) && present[String($0.dropFirst(prefix.count))] != nil })
    let paths = (changes.removed + changes.entries.map(\.path)).filter { uses.isPost($0) }
    // Before the first commit there is no HEAD, and so no older post.
    guard !paths.isEmpty, paths.count < 1000,
      let old = try? repository.entries(paths, in: .commit("HEAD")).filter({ $0.kind == .file })
    else { return [] }
    let blobs = try repository.blobs(old.map(\.object), limit: PostReader.sizeLimit)
    for case (let post, let blob?) in zip(old, blobs) {
      uses.add(String(decoding: blob, as: UTF8.self), path: post.path)
    }
    return uses.usedPaths
  }

  /// A path seen from the root of the repository.
  private func relative(_ path: String, to repository: GitRepository) -> String {
    path.hasPrefix(repository.root + "/")
      ? String(path.dropFirst(repository.root.count + 1)) : path
  }

  /// The folder of the configuration seen from the root of the repository; empty for the root.
  private func configurationFolder(_ plan: RunPlan, _ repository: GitRepository) -> String {
    guard let folder = plan.configuration.folder, folder.hasPrefix(repository.root + "/") else {
      return ""
    }
    return String(folder.dropFirst(repository.root.count + 1))
  }
}
