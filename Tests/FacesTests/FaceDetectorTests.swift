import ByteReading
import Codecs
import Containers
import Foundation
import Pixels
import Testing
import _TestSupport

@testable import Faces

/// Finding and opening the plug-in, and what a wrong one can do.
struct FacePluginTests {
  func reason(_ path: String) -> FacesNotExamined.Reason? {
    do throws(FacesNotExamined) {
      _ = try FaceDetector(pluginPath: path)
      return nil
    } catch {
      return error.reason
    }
  }

  @Test func `without a plug-in the outcome says how to get one`() {
    let error = #expect(throws: FacesNotExamined.self) {
      try FaceDetector.find(setting: nil, executable: "/nowhere/bin/assay")
    }
    #expect(error?.reason == .pluginMissing)
    #expect(error?.identifier == "plugin-missing")
    #expect(error?.remedy?.contains("libdlib-dev") == true)
    #expect(error?.description.contains("not examined") == true)
  }

  @Test func `faces can be switched off`() {
    let error = #expect(throws: FacesNotExamined.self) {
      try FaceDetector.find(setting: "none", executable: nil)
    }
    #expect(error?.reason == .disabled)
  }

  @Test func `an executable that is not known has no plug-in`() {
    let error = #expect(throws: FacesNotExamined.self) {
      try FaceDetector.find(setting: "", executable: nil)
    }
    #expect(error?.reason == .pluginMissing)
  }

  @Test func `the plug-in is looked for beside the executable, then in lib`() {
    let places = FacePluginPlace.candidates(executable: "/usr/local/bin/assay")
    #expect(
      places == [
        "/usr/local/bin/\(ToolRun.libraryName)",
        "/usr/local/bin/../lib/assay/\(ToolRun.libraryName)",
      ])
    // A bare name would make the system search its own folders.
    #expect(FacePluginPlace.candidates(executable: "assay").isEmpty)
  }

  @Test func `the running executable is known`() throws {
    let path = try #require(FacePluginPlace.runningExecutable())
    #expect(path.hasPrefix("/"))
    #expect(FacePluginPlace.exists(path))
  }

  @Test func `a plug-in that was named is not replaced by another`() {
    let error = #expect(throws: FacesNotExamined.self) {
      try FaceDetector.find(setting: "/nowhere/faces.so", executable: ToolRun.binary.path)
    }
    #expect(
      error?.reason == .pluginUnusable(path: "/nowhere/faces.so", message: "no such file"))
  }

  @Test func `a file that is no library is refused with the system's words`() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data("not a library".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    guard case .pluginUnusable(_, let message) = reason(file.path) else {
      Issue.record("not refused")
      return
    }
    #expect(!message.isEmpty)
  }

  @Test(.enabled(if: FalsePlugin.compiler != nil, FalsePlugin.absence))
  func `a plug-in of another version is refused before it is used`() throws {
    try FalsePlugin.with([
      "int assay_faces_abi_version(void) { return 7; }",
      "int assay_faces_create(void **detector) { __builtin_trap(); }",
    ]) { path in
      #expect(reason(path) == .pluginVersion(path: path, version: 7, expected: 1))
    }
  }

  @Test(.enabled(if: FalsePlugin.compiler != nil, FalsePlugin.absence))
  func `a library that is no plug-in is refused`() throws {
    for parts in [
      ["int something(void) { return 1; }"], [FalsePlugin.version],
      [FalsePlugin.version, FalsePlugin.create, FalsePlugin.destroy],
    ] {
      try FalsePlugin.with(parts) { path in
        #expect(
          reason(path)
            == .pluginUnusable(path: path, message: "it is no face detector of Assay"))
      }
    }
  }

  @Test(
    .enabled(if: FalsePlugin.compiler != nil, FalsePlugin.absence),
    arguments: [1, 4, 5, 99, -1, 0])
  func `a plug-in that makes no detector is refused`(status: Int) throws {
    // Status 0 with no detector is a failure, too.
    try FalsePlugin.with([
      FalsePlugin.version, "int assay_faces_create(void **d) { *d = 0; return \(status); }",
      FalsePlugin.detect("return 0;"), FalsePlugin.destroy,
    ]) { path in
      let expected: FacesNotExamined.Reason =
        switch status {
        case 1: .notBuilt(path: path)
        case 4: .outOfMemory
        case 0: .detectorFailed(status: 5)
        default: .detectorFailed(status: status)
        }
      #expect(reason(path) == expected)
    }
  }

  /// What a false plug-in's answer comes to on a small picture.
  func examined(_ body: String) throws -> Result<FaceFindings, FacesNotExamined> {
    try FalsePlugin.with([
      FalsePlugin.version, FalsePlugin.create, FalsePlugin.detect(body), FalsePlugin.destroy,
    ]) { path in
      let detector = try FaceDetector(pluginPath: path)
      let picture = PixelBuffer(
        width: 64, height: 64, layout: .gray, samples: [UInt8](repeating: 9, count: 4_096))
      do throws(FacesNotExamined) {
        return .success(
          try detector.examine(picture, options: FaceOptions(maximumFaces: 3)))
      } catch {
        return .failure(error)
      }
    }
  }

  @Test(.enabled(if: FalsePlugin.compiler != nil, FalsePlugin.absence))
  func `a detector that gives up is an outcome`() throws {
    #expect(try examined("return 5;") == .failure(FacesNotExamined(.detectorFailed(status: 5))))
    #expect(try examined("return 77;") == .failure(FacesNotExamined(.detectorFailed(status: 77))))
    #expect(try examined("return 4;") == .failure(FacesNotExamined(.outOfMemory)))
  }

  @Test(.enabled(if: FalsePlugin.compiler != nil, FalsePlugin.absence))
  func `numbers that no picture can give are left out`() throws {
    let findings = try examined(
      """
      boxes[0] = (Box){0.0f / 0.0f, 1, 20, 20, 1, 0};
      boxes[1] = (Box){1, 1, -20, 20, 1, 0};
      boxes[2] = (Box){-10, -10, 60, 60, 1, 42};
      *count = 2000000000; return 0;
      """
    ).get()
    #expect(findings.faces.count == 1)
    #expect(findings.faces.first?.view == nil)
    #expect(findings.faces.first?.eyes == nil)
    #expect(findings.faces.first?.hasPlausiblePose == false)
    #expect(findings.omittedCount == 1_999_999_999)
    let negative = try examined("*count = -5; return 0;").get()
    #expect(negative.faces.isEmpty && negative.omittedCount == 0)
  }
}

/// The real detector.
@Suite(.enabled(if: TestPlugin.isPresent, TestPlugin.absence))
struct FaceDetectorTests {
  static let plan = DrawnFace.Plan(
    size: (160, 140), left: SIMD2(60, 50), right: SIMD2(104, 50))
  static let drawn = DrawnFace.picture(plan)

  @Test func `a drawn face is found, with its eyes`() throws {
    let findings = try TestPlugin.detector.get().examine(Self.drawn)
    let face = try #require(findings.faces.first)
    #expect(findings.faces.count == 1)
    #expect(findings.omittedCount == 0)
    #expect(findings.smallestFace == 64)
    #expect((findings.width, findings.height) == (160, 140))
    #expect(abs(face.box.center.x - 82) < 15 && abs(face.box.center.y - 70) < 22)
    #expect(face.score > 0)
    let eyes = try #require(face.eyes)
    #expect(abs(eyes.left.x - 60) < 5 && abs(eyes.left.y - 50) < 5)
    #expect(abs(eyes.right.x - 104) < 5 && abs(eyes.right.y - 50) < 5)
    #expect(face.hasPlausiblePose)
    // 160 by 140 is not nearly square.
    #expect(face.alignment == nil)
    #expect(!findings.isFramedLikePortrait)
  }

  @Test func `a face of 64 pixels is found, and the larger of two comes first`() throws {
    let small = DrawnFace.picture(
      .init(size: (100, 140), left: SIMD2(36, 50), right: SIMD2(65, 50)))
    var samples: [UInt8] = []
    for y in 0..<140 {
      samples += small.samples[y * 300..<(y + 1) * 300]
      samples += Self.drawn.samples[y * 480..<(y + 1) * 480]
    }
    let both = PixelBuffer(width: 260, height: 140, layout: .rgb, samples: samples)
    let findings = try TestPlugin.detector.get().examine(both)
    try #require(findings.faces.count == 2)
    #expect(findings.faces[0].box.center.x > 100 && findings.faces[1].box.center.x < 100)
    #expect((55...75).contains(findings.faces[1].box.width))
    let one = try TestPlugin.detector.get().examine(both, options: FaceOptions(maximumFaces: 1))
    #expect(one.faces.count == 1 && one.omittedCount == 1)
  }

  // One of each kind: as stored, mirrored, upside down, turned, turned and mirrored.
  @Test(arguments: [Orientation.up, .upMirrored, .down, .leftMirrored, .right, .left])
  func `a turned picture gives the places of the upright one`(orientation: Orientation) throws {
    let detector = try TestPlugin.detector.get()
    let inverse: Orientation =
      switch orientation {
      case .right: .left
      case .left: .right
      default: orientation
      }
    let stored = Self.drawn.upright(from: inverse)
    let findings = try detector.examine(stored, orientation: orientation)
    #expect((findings.width, findings.height) == (160, 140))
    let eyes = try #require(findings.faces.first?.eyes)
    #expect(abs(eyes.left.x - 60) < 5 && abs(eyes.right.x - 104) < 5)
    #expect(abs(eyes.left.y - 50) < 5)
  }

  @Test func `a face framed like FFHQ is told, and not when it is cropped`() throws {
    let detector = try TestPlugin.detector.get()
    // The point between the eyes at (0.5, 0.467), half of the way between them 0.126 of the frame.
    let aligned = DrawnFace.picture(
      .init(size: (160, 160), left: SIMD2(59.8, 74.7), right: SIMD2(100.2, 74.7)))
    let findings = try detector.examine(aligned)
    let alignment = try #require(findings.faces.first?.alignment)
    #expect(alignment.isAligned, "\(alignment.distance)")
    #expect(findings.isFramedLikePortrait)
    let cropped = try #require(aligned.cropped(x: 20, y: 20, width: 130, height: 130))
    let other = try detector.examine(cropped)
    #expect(!other.isFramedLikePortrait)
  }

  @Test func `the installed plug-in is found from the executable`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    for part in ["bin", "lib/assay"] {
      try FileManager.default.createDirectory(
        at: folder.appending(path: part), withIntermediateDirectories: true)
    }
    try FileManager.default.copyItem(
      atPath: TestPlugin.path,
      toPath: folder.appending(path: "lib/assay/\(ToolRun.libraryName)").path)
    let detector = try FaceDetector.find(
      setting: nil, executable: folder.appending(path: "bin/assay").path)
    #expect(detector.pluginPath.hasSuffix("bin/../lib/assay/\(ToolRun.libraryName)"))
    #expect(try detector.examine(Self.drawn).faces.count == 1)
  }

  @Test func `noise has no faces`() throws {
    var random = SplitMix64(seed: 3)
    let noise = PixelBuffer(
      width: 100, height: 100, layout: .rgb,
      samples: (0..<30_000).map { _ in UInt8.random(in: 0...255, using: &random) })
    #expect(try TestPlugin.detector.get().examine(noise).faces.isEmpty)
  }

  @Test(arguments: [(1, 1), (3, 200), (200, 3), (39, 39)])
  func `a picture too small for a face has none`(width: Int, height: Int) throws {
    let small = PixelBuffer(
      width: width, height: height, layout: .gray,
      samples: [UInt8](repeating: 50, count: width * height))
    #expect(try TestPlugin.detector.get().examine(small).faces.isEmpty)
  }

  @Test func `several threads can examine at once`() async throws {
    let detector = try TestPlugin.detector.get()
    let counts = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<4 { group.addTask { try detector.examine(Self.drawn).faces.count } }
      return try await group.reduce(into: [Int]()) { $0.append($1) }
    }
    #expect(counts == [1, 1, 1, 1])
  }

  @Test func `the work is limited, and the smallest face told`() throws {
    let options = FaceOptions(workPixels: 10_000)
    let findings = try TestPlugin.detector.get().examine(Self.drawn, options: options)
    // 160 x 140 pixels become 10,000, so 80 of these are 120 of the picture.
    #expect(abs(findings.smallestFace - 119.7) < 0.1)
  }

  @Test(
    .enabled(if: SharedMaterial.isPresent, SharedMaterial.absence),
    arguments: ["ai/stylegan2/06d37f6f9b47.webp", "ai/stylegan2/9396907c56a4.webp"])
  func `portraits of StyleGAN are framed like portraits of StyleGAN`(path: String) throws {
    let bytes = ByteView(try SharedMaterial.bytes("corpus/" + path))
    let format = try #require(ImageFormat(sniffing: bytes))
    let picture = try ImageDecoder.decode(bytes, format: format).pixels
    let findings = try TestPlugin.detector.get().examine(picture)
    #expect(findings.faces.count == 1)
    #expect(findings.isFramedLikePortrait)
    #expect(findings.faces.first?.hasPlausiblePose == true)
  }
}

struct FaceLimitTests {
  @Test(arguments: [
    (640, 640, 1.25), (1_000, 1_000, 1.25), (4_000, 3_000, 0.3651), (100_000, 8, 0.0819),
  ])
  func `the scale keeps to the smallest face, the work and the side`(
    width: Int, height: Int, scale: Double
  ) {
    let value = FaceDetector.scale(width: width, height: height, options: FaceOptions())
    #expect(abs(value - scale) < 1e-4)
  }

  @Test func `options keep to what the detector can do`() {
    let options = FaceOptions(workPixels: .max, smallestFace: -4, maximumFaces: 0)
    #expect(options.workPixels == 1 << 24)
    #expect(options.smallestFace == 40)
    #expect(options.maximumFaces == 1)
  }
}

struct GrayPictureTests {
  static let picture: PixelBuffer = {
    var random = SplitMix64(seed: 11)
    return PixelBuffer(
      width: 61, height: 47, layout: .rgb,
      samples: (0..<61 * 47 * 3).map { _ in UInt8.random(in: 0...255, using: &random) })
  }()

  @Test func `the same size is the luma`() {
    let gray = GrayPicture.scaled(Self.picture, width: 61, height: 47)
    let luma = Self.picture.luma().values
    for (value, exact) in zip(gray.samples, luma) { #expect(abs(Float(value) - exact) <= 1) }
  }

  @Test(arguments: [(60, 46), (30, 20), (7, 5), (1, 1)])
  func `smaller is the mean of what is covered`(width: Int, height: Int) {
    let gray = GrayPicture.scaled(Self.picture, width: width, height: height)
    let reference = Self.picture.downscaled(width: width, height: height).luma().values
    // The reference rounds each channel first.
    for (value, exact) in zip(gray.samples, reference) {
      #expect(abs(Float(value) - exact) <= 2)
    }
  }

  @Test func `larger lies between its neighbours`() {
    let ramp = PixelBuffer(width: 4, height: 1, layout: .gray, samples: [0, 100, 200, 250])
    let gray = GrayPicture.scaled(ramp, width: 8, height: 2)
    #expect(
      gray.samples == [0, 25, 75, 125, 175, 213, 238, 250, 0, 25, 75, 125, 175, 213, 238, 250])
  }

  @Test func `every layout gives the same gray`() {
    let gray = PixelBuffer(
      width: 5, height: 3, layout: .gray, samples: (0..<15).map { UInt8($0 * 16) })
    let expected = GrayPicture.scaled(gray, width: 3, height: 2).samples
    #expect(GrayPicture.scaled(gray.convertedToRGB(), width: 3, height: 2).samples == expected)
    #expect(GrayPicture.scaled(gray.convertedToRGBA(), width: 3, height: 2).samples == expected)
  }
}
