import ArgumentParser
import ByteReading
import Codecs
import Containers
import Foundation
import GeneratorPatterns
import Inspection
import Pixels

struct PatternsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "patterns",
    abstract: "Show, learn and test the fixed pixel patterns of generators.",
    discussion: """
      Some generators leave the same weak pattern in every picture. 'check' compares pictures with \
      the built-in patterns; 'learn' makes a bank of your own, for --pattern-bank.
      """,
    subcommands: [List.self, Learn.self, Test.self],
    defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show the patterns of the banks.")

    @OptionGroup var banks: BankOptions

    func run() throws {
      for (name, bank) in try banks.load() {
        print("\(name): \(bank.templates.count) templates")
        for template in bank.templates {
          let null = template.null
          let kind =
            template.statistic == .phase
            ? "phases, pictures of this shape, and parts cut out of it" : "whitened, any shape"
          print(
            """

            \(template.id), version \(template.version): \(template.generator) (\(template.vendor))
              \(template.width) x \(template.height), \(template.binCount) frequencies; \(kind)
              threshold z \(text(template.threshold)), or more where many patterns are compared
              unrelated pictures: \(null.count) scores, mean \(text(null.mean)), \
            sd \(text(null.standardDeviation)), largest \(text(null.maximum))
              \(template.provenance)
            """)
        }
      }
    }
  }

  struct Learn: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Learn a pattern from a folder of a generator's pictures.",
      discussion: """
        The pictures are split into halves, and each half is compared with what the other has in \
        common. When too few agree, or when unrelated pictures do, no bank is written. Pictures \
        that share a frame, a caption or their content also have something in common: use pictures \
        as different as possible, and photographs of the same sizes and formats as unrelated ones.
        """)

    @Argument(help: ArgumentHelp("The pictures of the generator.", valueName: "folder"))
    var folder: String

    @Option(
      name: .customLong("null"),
      help: ArgumentHelp("A folder of photographs, not made by it.", valueName: "folder"))
    var unrelated: String

    @Option(help: ArgumentHelp("A stable name for the pattern.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("The generator.", valueName: "text"))
    var generator: String?

    @Option(help: ArgumentHelp("Who makes the generator.", valueName: "text"))
    var vendor = "unknown"

    @Option(
      help: ArgumentHelp(
        "Learn a pattern at this size, for pictures of its shape only; otherwise one for all shapes.",
        valueName: "width x height"))
    var native: String?

    @Option(name: [.short, .long], help: ArgumentHelp("The bank to write.", valueName: "file"))
    var output: String

    func validate() throws {
      guard (1...200).contains(name.utf8.count), name.allSatisfy({ $0.isASCII && !$0.isWhitespace })
      else { throw ValidationError("--name needs a name without spaces, such as my-generator.") }
      guard generator?.isEmpty != true, !vendor.isEmpty else {
        throw ValidationError("--generator and --vendor must not be empty.")
      }
      if native != nil, size == nil {
        throw ValidationError("--native needs a size such as 1024x1024.")
      }
    }

    private var size: SIMD2<Int>? {
      guard let sides = native?.split(separator: "x").map({ Int($0) }), sides.count == 2,
        let width = sides[0], let height = sides[1]
      else { return nil }
      return SIMD2(width, height)
    }

    func run() throws {
      let template: PatternTemplate
      do throws(PatternLearner.Refusal) {
        template = try learn()
      } catch { throw Failure("\(error); no bank was written", .notInspected) }
      do {
        let bank = PatternBank(templates: [template])
        try Data(bank.serialized()).write(to: URL(filePath: output), options: .atomic)
      } catch { throw Failure("cannot write \(output)", .notInspected) }
      print("\(output): \(name), threshold z \(text(template.threshold))")
    }

    private func learn() throws(PatternLearner.Refusal) -> PatternTemplate {
      var learner =
        if let size {
          try PatternLearner(statistic: .phase, width: size.x, height: size.y)
        } else {
          try PatternLearner(statistic: .whitened)
        }
      let files = PictureFile.all(in: [folder])
      var counts: [PatternLearner.Outcome: Int] = [:]
      for file in files {
        if let pixels = file.pixels() { counts[learner.learn(pixels), default: 0] += 1 }
      }
      print(
        """
        \(counts[.used] ?? 0) pictures of \(files.count) files used; \(counts[.duplicate] ?? 0) \
        repeat others, \(counts[.unfit] ?? 0) do not fit
        """)
      for file in files { if let pixels = file.pixels() { _ = learner.validate(pixels) } }
      printDistribution("held out", learner.heldOutScores)
      printDistribution("mirrored", learner.mirroredScores)
      for file in PictureFile.all(in: [unrelated]) {
        if let pixels = file.pixels() { _ = learner.compare(unrelated: pixels) }
      }
      printDistribution("unrelated", learner.unrelatedScores)
      let date = Date().formatted(.iso8601.year().month().day())
      return try learner.finish(
        id: name, generator: generator ?? name, vendor: vendor,
        provenance: "learned from \(learner.heldOutScores.count) pictures; \(date)")
    }
  }

  struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show how pictures agree with the patterns.",
      discussion: """
        z is 0 on average and 1 in spread for pictures without the pattern. With one file, every \
        comparison is shown; with several, how z is distributed.
        """)

    @Argument(help: ArgumentHelp("Pictures and folders.", valueName: "path"))
    var paths: [String]

    @OptionGroup var banks: BankOptions

    @Option(
      help: ArgumentHelp(
        "Write the correlation of one picture with its best pattern as PNG.",
        discussion:
          "A pattern shows as one bright point: in the centre, or left of and above it in a part cut out.",
        valueName: "file"))
    var picture: String?

    @Flag(help: "Show the CPU time of the comparisons, without reading and decoding.")
    var time = false

    func run() throws {
      let detector = PatternDetector(banks: try banks.load().map(\.bank))
      let files = PictureFile.all(in: paths)
      guard picture == nil || files.count == 1 else {
        throw Failure("--picture needs exactly one picture")
      }
      var scores: [String: [Double]] = [:]
      var found: [String: Int] = [:]
      var unread = 0
      for file in files {
        guard let pixels = file.pixels() else {
          unread += 1
          continue
        }
        let matches = detector.detect(in: pixels)
        if time { showTime { _ = detector.detect(in: pixels) } }
        for match in matches {
          scores[match.id, default: []].append(match.zScore)
          found[match.id, default: 0] += match.isMatch ? 1 : 0
          if files.count == 1 || match.isMatch { describe(match, file.path) }
        }
        if let picture { try write(picture, detector, pixels, matches) }
      }
      if files.count > 1 {
        for id in scores.keys.sorted() {
          printDistribution("\(id): \(found[id] ?? 0) found", scores[id] ?? [])
        }
      }
      if unread > 0 {
        Terminal.standardError("assay: \(unread) of \(files.count) files cannot be decoded\n")
        throw ExitCode.notInspected
      }
    }

    /// Prints the least CPU time of several runs, in milliseconds.
    private func showTime(_ body: () -> Void) {
      var best = Int.max
      for _ in 0..<5 {
        let start = clock()
        body()
        best = min(best, Int(clock() - start))
      }
      // `clock` counts in units of which POSIX fixes a million to the second.
      print("compared in \(text(Double(best) / 1000)) ms")
    }

    private func describe(_ match: PatternMatch, _ path: String) {
      var view = match.isMirrored ? "mirrored" : "as stored"
      if let origin = match.cropOrigin { view += ", cut out at \(origin.x), \(origin.y)" }
      print(
        """
        \(path): \(match.id) z \(text(match.zScore)), needed \(text(match.threshold)), \(view), \
        p \(match.pValue): \(match.isMatch ? "found" : "not found, which says nothing")
        """)
    }

    private func write(
      _ path: String, _ detector: PatternDetector, _ pixels: PixelBuffer, _ matches: [PatternMatch]
    ) throws {
      let best = matches.max { $0.zScore / $0.threshold < $1.zScore / $1.threshold }
      let templates = detector.banks.flatMap(\.templates)
      let planes = templates.filter { $0.id == best?.id }.lazy.compactMap {
        detector.correlation(of: pixels, with: $0, isPart: best?.cropOrigin != nil)
      }
      guard let plane = planes.first else { throw Failure("no pattern applies to this picture") }
      // 0 is mid-gray; 8 standard deviations and more are white.
      let samples = plane.values.map { UInt8(max(0, min(255, 128 + $0 * 16))) }
      let surface = PixelBuffer(
        width: plane.width, height: plane.height, layout: .gray, samples: samples)
      do {
        try Data(ImageEncoder.encodePNG(surface)).write(to: URL(filePath: path), options: .atomic)
      } catch { throw Failure("cannot write \(path)", .notInspected) }
      print("\(path): correlation with \(best?.id ?? "")")
    }
  }

  /// Which banks are meant.
  struct BankOptions: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "A bank of patterns besides the built-in one; repeatable.", valueName: "file"))
    var patternBank: [String] = []

    @Flag(help: "Leave the built-in bank out.")
    var noBuiltIn = false

    func load() throws -> [(name: String, bank: PatternBank)] {
      let own = try patternBank.map { path in
        do {
          return (path, try PatternBank(parsing: try FileContents.read(path: path, limit: 1 << 28)))
        } catch {
          throw Failure("\(path) is no bank of patterns that can be read: \(error)")
        }
      }
      return (noBuiltIn ? [] : [("built in", PatternBank.standard)]) + own
    }
  }
}

/// A file that may be a picture.
private struct PictureFile {
  var path: String

  /// The files that paths name, with those in folders, in the order of their names.
  static func all(in paths: [String]) -> [PictureFile] {
    paths.flatMap { path -> [PictureFile] in
      var isFolder: ObjCBool = false
      let manager = FileManager.default
      guard unsafe manager.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
      else { return [PictureFile(path: path)] }
      let names = manager.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
      return names.sorted().map { PictureFile(path: path + "/" + $0) }.filter {
        var isFolder: ObjCBool = false
        return unsafe manager.fileExists(atPath: $0.path, isDirectory: &isFolder)
          && !isFolder.boolValue
      }
    }
  }

  /// The stored raster; nil when it cannot be read or decoded.
  func pixels() -> PixelBuffer? {
    let limits = ParsingLimits()
    guard let bytes = try? FileContents.read(path: path, limit: limits.fileSize) else { return nil }
    let view = ByteView(bytes)
    guard let format = ImageFormat(sniffing: view) else { return nil }
    return try? ImageDecoder.decode(view, format: format, limits: limits).pixels
  }
}

private func text(_ value: Double) -> String { String(format: "%.2f", value) }

/// One line: how many scores, their mean and spread, and some quantiles.
private func printDistribution(_ name: String, _ scores: [Double]) {
  guard let null = PatternTemplate.Null(of: scores) else {
    print("\(name): \(scores.count) scores")
    return
  }
  let sorted = scores.sorted()
  func quantile(_ share: Double) -> String { text(sorted[Int(share * Double(sorted.count - 1))]) }
  print(
    """
    \(name): \(scores.count) scores, mean \(text(null.mean)), sd \(text(null.standardDeviation)), \
    5 % \(quantile(0.05)), median \(quantile(0.5)), 95 % \(quantile(0.95)), \
    largest \(text(null.maximum))
    """)
}
