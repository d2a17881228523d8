public import Pixels

/// Finds faces with the face detector plug-in, and what their eyes and their place say.
///
/// The plug-in is a dynamic library (`libAssayFaces`), so that a program that examines no picture
/// does not load it. It is looked for, in this order: at the path in the environment variable
/// `ASSAY_FACES_PLUGIN` (then nowhere else; `none` switches faces off), beside the executable, and
/// in `../lib/assay` seen from the folder of the executable. Nothing is taken from the working
/// directory.
///
/// - Reference: D. E. King, "Max-Margin Object Detection", arXiv:1502.00046, 2015 (the detector).
public final class FaceDetector: Sendable {
  private let plugin: FacePlugin

  /// Where the plug-in was found.
  public var pluginPath: String { plugin.path }

  /// Opens the plug-in at a path.
  ///
  /// - Throws: Why it cannot be used.
  public init(pluginPath: String) throws(FacesNotExamined) {
    guard FacePluginPlace.exists(pluginPath) else {
      throw FacesNotExamined(.pluginUnusable(path: pluginPath, message: "no such file"))
    }
    plugin = try FacePlugin(path: pluginPath)
  }

  /// Looks for the plug-in.
  ///
  /// - Parameters:
  ///   - setting: What `ASSAY_FACES_PLUGIN` says; nil and the empty text say nothing.
  ///   - executable: The path of the running program; nil when it is not known.
  /// - Throws: Why there is no detector.
  static func find(
    setting: String?, executable: String?
  ) throws(FacesNotExamined) -> FaceDetector {
    if let setting, !setting.isEmpty {
      if setting == "none" { throw FacesNotExamined(.disabled) }
      return try FaceDetector(pluginPath: setting)
    }
    for path in executable.map(FacePluginPlace.candidates) ?? []
    where FacePluginPlace.exists(path) {
      return try FaceDetector(pluginPath: path)
    }
    throw FacesNotExamined(.pluginMissing)
  }

  /// The detector of this process, or why there is none. It is looked for once, on first use.
  public static let standard: Result<FaceDetector, FacesNotExamined> = {
    do throws(FacesNotExamined) {
      return .success(
        try find(
          setting: FacePluginPlace.environment("ASSAY_FACES_PLUGIN"),
          executable: FacePluginPlace.runningExecutable()))
    } catch {
      return .failure(error)
    }
  }()

  /// Finds the faces of a picture. Can be called by several threads at once.
  ///
  /// - Parameters:
  ///   - pixels: The picture as stored.
  ///   - orientation: How it is stored. The detector looks at the upright picture, and all
  ///     coordinates are those of the upright picture.
  ///   - options: How much work the search may take.
  /// - Returns: The faces; none when the picture is too small to hold one.
  /// - Throws: Why the picture was not examined.
  public func examine(
    _ pixels: PixelBuffer, orientation: Orientation = .up, options: FaceOptions = FaceOptions()
  ) throws(FacesNotExamined) -> FaceFindings {
    try examine(
      FaceSearchPicture(pixels, orientation: orientation, options: options), options: options)
  }

  /// Finds the faces of a picture that was made ready. Can be called by several threads at once.
  ///
  /// - Parameters:
  ///   - options: How many faces are told.
  /// - Returns: The faces, in coordinates of the upright picture; none when it is too small.
  /// - Throws: Why the picture was not examined.
  public func examine(
    _ picture: FaceSearchPicture, options: FaceOptions = FaceOptions()
  ) throws(FacesNotExamined) -> FaceFindings {
    let (width, height) = (picture.width, picture.height)
    var findings = FaceFindings(
      faces: [], omittedCount: 0, smallestFace: picture.smallestFace, width: width, height: height)
    guard let gray = picture.gray else { return findings }
    let found = try plugin.detect(
      gray.samples, width: gray.width, height: gray.height, capacity: options.maximumFaces)
    findings.omittedCount = found.count - found.faces.count
    let toX = Double(width) / Double(gray.width)
    let toY = Double(height) / Double(gray.height)
    for face in found.faces {
      let inGray = face.box
      let view = FaceView(rawValue: face.view)
      let eyes = EyeFinder.eyes(in: gray, face: inGray, view: view ?? .front).map {
        FaceEyes(
          left: FacePoint(x: $0.left.x * toX, y: $0.left.y * toY),
          right: FacePoint(x: $0.right.x * toX, y: $0.right.y * toY))
      }
      let inPicture = FaceBox(
        x: inGray.x * toX, y: inGray.y * toY, width: inGray.width * toX,
        height: inGray.height * toY)
      findings.faces.append(
        Face(
          box: inPicture, score: face.score, view: view, eyes: eyes,
          hasPlausiblePose: eyes.map { Face.isPlausible($0, in: inPicture) } ?? false,
          alignment: eyes.flatMap {
            PortraitAlignment(eyes: $0, pictureWidth: width, pictureHeight: height)
          }))
    }
    findings.faces.sort { $0.box.width * $0.box.height > $1.box.width * $1.box.height }
    return findings
  }

  /// The side of the detector's window, in pixels: no face below it is found.
  static let window = 80.0
  /// The smallest side of a picture, in pixels as the detector sees it, that can hold a face: a face
  /// may be cut by the border.
  static let smallestSide = 40
  /// The largest side that is given to the detector, in pixels.
  static let maximumSide = 8_192

  /// The factor by which the picture is resized for the detector: as large as the smallest face
  /// needs, and as small as the allowed work.
  static func scale(width: Int, height: Int, options: FaceOptions) -> Double {
    let wanted = window / Double(options.smallestFace)
    let allowed = (Double(options.workPixels) / (Double(width) * Double(height))).squareRoot()
    let side = Double(maximumSide) / Double(max(width, height))
    return min(wanted, allowed, side)
  }
}
