/// A signal of the official rubric for assets, found in one manifest of the ingredient tree.
///
/// - Reference: C2PA Asset Signals Rubric (Local) 1.0, 2026-08-06.
public struct CredentialSignal: Sendable, Hashable {
  /// The signals of the rubric.
  public enum Name: String, Sendable, Hashable, CaseIterable {
    case fullyGenAIMedia, partlyGenAICreation, compositionMayContainGenAI
    case screenCaptureMayContainGenAI, capturedMedia, capturedMediaStitched
    case nonGenAIDigitalCreation, blankCanvas, mediaUnknownProvenance
    case perceptibleGenAI, perceptiblePossiblyGenAI, perceptibleNonGenAI
    case nonEditorial, ambiguousActions
  }

  /// Which signal.
  public var name: Name
  /// The label of the manifest.
  public var manifest: String
  /// How many ingredients lie between the active manifest and this one; 0 for the active one.
  public var depth: Int
  /// The action that gives the signal; nil where none does.
  public var action: String?
  /// The digital source type of the action, as written.
  public var digitalSourceType: String?
  /// Whether the rubric itself sees it: it reads only the first `c2pa.actions.v2` assertion and the
  /// exact spelling of terms. Other signals follow the same rules on older manifests.
  public var isOfficial: Bool
}
