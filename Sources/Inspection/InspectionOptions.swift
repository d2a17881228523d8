public import ByteReading
public import ContentCredentials
public import EvidenceModel
public import Foundation
public import GeneratorPatterns
public import Watermarks

/// What to look at, and how much a file may ask for.
public struct InspectionOptions: Sendable {
  /// Whether pixels are decoded; without them there are no watermarks, patterns and statistics.
  public var examinesPixels = true
  /// Whether faces are looked for. Needs pixels.
  public var examinesFaces = true
  /// Whether generator patterns and visible marks are looked for. Needs pixels.
  public var examinesPatterns = true
  /// Whether pixel statistics are measured. Needs pixels.
  public var examinesStatistics = true
  /// A thread that takes the digest of a large file beside the rest: one file is done sooner, and
  /// where all cores are busy with files nothing is gained. The stage `hash` of the timing is then
  /// what was waited for.
  public var side: SideThread?
  /// How much a file may ask for.
  public var limits = ParsingLimits()

  /// Whose signatures are trusted; nobody's by default.
  public var trust = TrustStore()
  /// Which watermarks are decoded.
  public var watermarks = WatermarkOptions()
  /// The banks of generator patterns that pixels are compared with, beside the built-in one.
  public var patternBanks: [PatternBank] = []
  /// The products that signers who are trusted are named as; nil when no list is installed.
  public var conformingProducts: ProductLists?
  /// The moment to validate credentials as of; nil for now.
  public var validationTime: Date?

  /// Gives the manifest store at an address that a file names; nil, the default, leaves it where it
  /// is. This module itself uses no network.
  public var remoteManifest: (@Sendable (_ address: String) throws -> [UInt8])?
  /// What is to be said of the trust lists themselves, in the report of each file that has
  /// credentials: a list that is missing or out of date.
  public var trustDiagnostics: [Diagnostic] = []

  /// How the credentials are written as crJSON into the report; nil, the default, leaves it out.
  public var crJSON: CrJSONOptions?

  /// Creates the default options.
  public init() {}
}

/// How crJSON is written.
public struct CrJSONOptions: Sendable, Hashable {
  /// The name of the tool that it says made it.
  public var generatorName: String
  /// The version of the tool, as Semantic Versioning 2.0 has it.
  public var generatorVersion: String
  /// Whether prompts, places and names of persons in assertions are replaced by `[redacted]`.
  public var hidesPersonal = true
  /// Whether the keys of each object are in order, and not as they stand in the claim.
  public var sortsKeys = true

  /// Creates options.
  public init(generatorName: String, generatorVersion: String) {
    self.generatorName = generatorName
    self.generatorVersion = generatorVersion
  }
}
