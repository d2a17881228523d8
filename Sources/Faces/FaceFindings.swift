/// What the search for faces in one picture came to.
public struct FaceFindings: Sendable, Hashable {
  /// The faces, the largest first.
  public var faces: [Face]
  /// How many more there are than ``faces`` holds.
  public var omittedCount: Int
  /// The side of the smallest faces that were looked for, in pixels of the picture. Smaller faces
  /// are mostly missed.
  public var smallestFace: Double
  /// The width of the upright picture, in pixels.
  public var width: Int
  /// The height of the upright picture, in pixels.
  public var height: Int

  /// Whether the largest face is framed like a StyleGAN portrait.
  public var isFramedLikePortrait: Bool { faces.first?.alignment?.isAligned ?? false }

  /// Creates findings.
  public init(
    faces: [Face], omittedCount: Int, smallestFace: Double, width: Int, height: Int
  ) {
    self.faces = faces
    self.omittedCount = omittedCount
    self.smallestFace = smallestFace
    self.width = width
    self.height = height
  }
}

/// Why faces were not examined, and what to do about it.
public struct FacesNotExamined: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kept the examination from taking place.
  public enum Reason: Sendable, Hashable {
    /// `ASSAY_FACES_PLUGIN` says `none`.
    case disabled
    /// There is no plug-in at any of the places.
    case pluginMissing
    /// A plug-in is there and cannot be used; the text says why.
    case pluginUnusable(path: String, message: String)
    /// The plug-in was made for another version of Assay.
    case pluginVersion(path: String, version: Int, expected: Int)
    /// The plug-in was built where the detector's library was not there.
    case notBuilt(path: String)
    /// There was no memory for it.
    case outOfMemory
    /// The detector gave up on this picture, or answered what cannot be; the number is its status.
    case detectorFailed(status: Int)
  }

  /// The reason.
  public var reason: Reason

  /// Creates an outcome.
  public init(_ reason: Reason) { self.reason = reason }

  /// A name of the reason for machines, for example `plugin-missing`.
  public var identifier: String {
    switch reason {
    case .disabled: "disabled"
    case .pluginMissing: "plugin-missing"
    case .pluginUnusable: "plugin-unusable"
    case .pluginVersion: "plugin-version"
    case .notBuilt: "not-built"
    case .outOfMemory: "out-of-memory"
    case .detectorFailed: "detector-failed"
    }
  }

  /// The reason in words.
  public var description: String {
    switch reason {
    case .disabled: "faces were not examined: ASSAY_FACES_PLUGIN is \"none\""
    case .pluginMissing: "faces were not examined: the face detector is not installed"
    case .pluginUnusable(let path, let message):
      "faces were not examined: the face detector \(path) cannot be used: \(message)"
    case .pluginVersion(let path, let version, let expected):
      "faces were not examined: the face detector \(path) has interface version \(version), "
        + "and \(expected) is needed"
    case .notBuilt(let path):
      "faces were not examined: \(path) was built without dlib"
    case .outOfMemory: "faces were not examined: there was not enough memory"
    case .detectorFailed(let status):
      "faces were not examined: the face detector gave up (status \(status))"
    }
  }

  /// How to have faces examined; nil when nothing can be done about it.
  public var remedy: String? {
    switch reason {
    case .disabled: "unset ASSAY_FACES_PLUGIN"
    case .pluginMissing, .notBuilt:
      "install libdlib-dev (Debian, Ubuntu) or dlib (Homebrew), then run \"make install\""
    case .pluginUnusable, .pluginVersion:
      "install the face detector of this version of Assay: run \"make install\""
    case .outOfMemory, .detectorFailed: nil
    }
  }
}
