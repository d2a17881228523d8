/// The rules of the official signals rubric.
///
/// - Reference: C2PA Asset Signals Rubric (Local) 1.0, 2026-08-06.
enum SignalRubric {
  private static let inception: Set<String> = ["c2pa.created", "c2pa.opened"]

  private static let nonEditorial: Set<String> = [
    "c2pa.converted", "c2pa.published", "c2pa.repackaged", "c2pa.transcoded",
    "c2pa.resized.proportional", "c2pa.enhanced", "c2pa.edited.metadata", "c2pa.watermarked",
    "c2pa.watermarked.bound", "c2pa.watermarked.unbound", "c2pa.redacted",
  ]

  private static let inceptionSignals: [String: CredentialSignal.Name] = [
    "trainedAlgorithmicMedia": .fullyGenAIMedia,
    "compositeWithTrainedAlgorithmicMedia": .partlyGenAICreation,
    "composite": .compositionMayContainGenAI,
    "screenCapture": .screenCaptureMayContainGenAI,
    "digitalCapture": .capturedMedia, "computationalCapture": .capturedMedia,
    "compositeCapture": .capturedMediaStitched, "digitalCreation": .nonGenAIDigitalCreation,
    "empty": .blankCanvas,
  ]

  private static let generative: Set<String> = [
    "trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "compositeSynthetic",
    "trainedAlgorithmicData",
  ]

  private static let possiblyGenerative: Set<String> = ["digitalArt", "composite"]

  private static let officialPrefixes = [
    "http://cv.iptc.org/newscodes/digitalsourcetype/", "http://c2pa.org/digitalsourcetype/",
  ]

  /// Adds the signals and source types of all manifests that the active one leads to.
  static func apply(to report: inout CredentialReport) {
    for manifest in report.manifests where manifest.isReferenced {
      addSourceTypes(manifest, &report)
      report.signals += signals(of: manifest)
    }
    report.signals.sort { $0.depth < $1.depth }
  }

  private static func addSourceTypes(
    _ manifest: ManifestReport, _ report: inout CredentialReport
  ) {
    func add(_ value: String?, _ action: String?) {
      guard let value, report.digitalSourceTypes.count < 10_000 else { return }
      report.digitalSourceTypes.append(
        DigitalSourceTypeUse(
          value: value, type: DigitalSourceType(value), manifest: manifest.label,
          depth: manifest.depth, action: action))
    }
    for action in manifest.actions { add(action.digitalSourceType, action.action) }
    for ingredient in manifest.ingredients { add(ingredient.digitalSourceType, nil) }
  }

  private static func signals(of manifest: ManifestReport) -> [CredentialSignal] {
    var signals: [CredentialSignal] = []
    func add(_ name: CredentialSignal.Name, _ action: ActionReport? = nil, isOfficial: Bool) {
      if signals.contains(where: { $0.name == name && $0.isOfficial == isOfficial }) { return }
      signals.append(
        CredentialSignal(
          name: name, manifest: manifest.label, depth: manifest.depth, action: action?.action,
          digitalSourceType: action?.digitalSourceType, isOfficial: isOfficial))
    }
    for action in manifest.actions {
      let isRead = action.assertion == "c2pa.actions.v2"
      let term = action.digitalSourceType.map { DigitalSourceType($0).term }
      let isExact =
        action.digitalSourceType.map { value in
          officialPrefixes.contains {
            value.hasPrefix($0) && value.count == $0.count + (term?.count ?? 0)
          }
        } ?? true
      let isOfficial = isRead && isExact
      if nonEditorial.contains(action.action) {
        add(.nonEditorial, action, isOfficial: isRead)
      } else if inception.contains(action.action) {
        if let name = term.flatMap({ inceptionSignals[$0] }) {
          add(name, action, isOfficial: isOfficial)
        }
      } else if let term {
        if generative.contains(term) {
          add(.perceptibleGenAI, action, isOfficial: isOfficial)
        } else {
          add(.perceptibleNonGenAI, action, isOfficial: isOfficial)
        }
        if possiblyGenerative.contains(term) {
          add(.perceptiblePossiblyGenAI, action, isOfficial: isOfficial)
        }
      }
    }
    for ingredient in manifest.ingredients where ingredient.manifest == nil {
      add(
        .mediaUnknownProvenance,
        isOfficial: ingredient.assertion.hasSuffix("/c2pa.ingredient.v3"))
    }
    let isAmbiguous =
      manifest.actions.isEmpty || manifest.allActionsIncluded != true
      || manifest.actions.contains {
        !$0.action.hasPrefix("c2pa.") || $0.action == "c2pa.unknown" || !$0.isCreated
      }
    if isAmbiguous { add(.ambiguousActions, isOfficial: true) }
    return signals
  }
}
