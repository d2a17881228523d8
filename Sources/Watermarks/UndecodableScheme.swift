/// A watermarking scheme that is known, and whose marks cannot be read here.
public struct UndecodableScheme: Sendable, Hashable {
  /// Why a scheme cannot be read.
  public enum Obstacle: String, Sendable, Hashable, CaseIterable {
    /// The detector is not public, or runs as a service of its owner.
    case closedDetector
    /// The detector is open, and needs weights of a neural network that are not part of this tool.
    case needsWeights
    /// The detector needs a key, password or payload that only the writer knows.
    case needsSecret
  }

  /// The scheme, for example `synthid`.
  public var scheme: String
  /// The name for people, with the owner.
  public var name: String
  /// Identifiers of the C2PA soft binding algorithm list that stand for this scheme. One that ends
  /// in a period stands for all that start with it.
  public var algorithms: [String]
  /// Why it cannot be read.
  public var obstacle: Obstacle
  /// The same in one sentence, with what would enable it where anything would.
  public var reason: String

  init(
    _ scheme: String, _ name: String, _ algorithms: [String] = [], _ obstacle: Obstacle,
    _ reason: String? = nil
  ) {
    self.scheme = scheme
    self.name = name
    self.algorithms = algorithms
    self.obstacle = obstacle
    self.reason =
      reason
      ?? {
        switch obstacle {
        case .closedDetector: "The detector is not public: only its owner can check for this mark."
        case .needsWeights:
          "The detector is a neural network whose weights are a separate download and are not part "
            + "of this tool."
        case .needsSecret: "Reading it takes a secret that only the writer has."
        }
      }()
  }

  /// Whether `algorithm` of a C2PA soft binding stands for this scheme.
  public func covers(_ algorithm: String) -> Bool {
    algorithms.contains { known in
      known.hasSuffix(".") ? algorithm.hasPrefix(known) : algorithm == known
    }
  }

  /// The entry for the report of a picture.
  public var unevaluated: UnevaluatedScheme { UnevaluatedScheme(scheme: scheme, reason: reason) }

  /// All that are known, in the order of reports.
  ///
  /// - Reference: C2PA soft binding algorithm list; the schemes' own publications.
  public static let all: [UndecodableScheme] = [
    UndecodableScheme(
      "synthid", "SynthID (Google)", [], .closedDetector,
      "Only Google's own detector can check for SynthID; it is a service."),
    UndecodableScheme(
      "digimarc", "Digimarc Validate", ["com.digimarc."], .closedDetector,
      "Only Digimarc's own detector can check for this mark."),
    UndecodableScheme("imatag", "Imatag Lamark", ["com.imatag."], .closedDetector),
    UndecodableScheme(
      "steg-ai", "Steg.AI", ["ai.steg."], .closedDetector,
      "Only Steg.AI's service can check for this mark."),
    UndecodableScheme(
      "invismark", "InvisMark (Microsoft)", ["com.microsoft.invismark."], .closedDetector,
      "The network that services use is not public."),
    UndecodableScheme("trufo", "Trufo", ["ai.trufo."], .closedDetector),
    UndecodableScheme("overlai", "Overlai", ["app.overlai."], .closedDetector),
    UndecodableScheme("castlabs", "castLabs", ["castLabs."], .closedDetector),
    UndecodableScheme("nexguard", "NAGRA NexGuard", ["com.nagra."], .closedDetector),
    UndecodableScheme("mentaport", "Mentaport", ["com.mentaport."], .closedDetector),
    UndecodableScheme("sonicorigin", "SonicOrigin", ["com.sonicorigin."], .closedDetector),
    UndecodableScheme("contentlens", "ContentLens", ["ai.contentlens."], .closedDetector),
    UndecodableScheme("lumatrace", "Lumatrace", ["es.lumatrace"], .needsSecret),
    UndecodableScheme("markany", "MarkAny", ["com.markany."], .closedDetector),
    UndecodableScheme("verimatrix", "Verimatrix", ["com.verimatrix."], .closedDetector),
    UndecodableScheme("teletrax", "Teletrax", ["tv.kinetiq."], .closedDetector),
    UndecodableScheme("atsc-a336", "ATSC A/336", ["org.atsc."], .closedDetector),
    UndecodableScheme(
      "trustmark", "TrustMark (Adobe)", ["com.adobe.trustmark."], .needsWeights,
      "The network that turns pixels into bits is a separate download. Pass the 100 bits that "
        + "TrustMark's own decoder gives to TrustMarkPayload to check and read them."),
    UndecodableScheme(
      "stable-signature", "Stable Signature (Meta)", [], .needsWeights,
      "The detector's weights are a separate download, and each owner of a generator has a "
        + "signature of their own to compare with."),
    UndecodableScheme("watermark-anything", "Watermark Anything (Meta)", [], .needsWeights),
    UndecodableScheme(
      "video-seal", "Video Seal and Pixel Seal (Meta)",
      ["com.aiwatermark.videoseal.", "com.aiwatermark.pixelseal."], .needsWeights),
    UndecodableScheme(
      "rivagan", "RivaGAN (invisible-watermark)", [], .needsWeights,
      "The network is part of the Python package invisible-watermark: run its decoder with the "
        + "method rivaGan and compare with the payload you expect. There is no test for presence."),
    UndecodableScheme(
      "tree-ring", "Tree-Ring", [], .needsSecret,
      "Detection takes the generator's own model and the key of its owner."),
    UndecodableScheme(
      "blind-watermark", "blind-watermark", [], .needsSecret,
      "Reading it takes the password and the length that the writer chose."),
  ]
}
