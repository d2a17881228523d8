import ContentCredentials
import EvidenceModel

/// The manifests of a store as a report shows them, each with a state of its own.
struct ManifestSummaries {
  private let found: CredentialReport
  private let byLabel: [String: ManifestReport]
  /// Whether the reference of an ingredient assertion holds, by its URI.
  private let areIntact: [String: Bool]
  /// The ingredient assertions that record that a certificate was valid when they were made.
  private let attesting: Set<String>

  init(_ found: CredentialReport) {
    self.found = found
    byLabel = Dictionary(
      found.manifests.map { ($0.label, $0) }, uniquingKeysWith: { first, _ in first })
    areIntact = Dictionary(
      found.ingredients.map { ($0.assertion, $0.isReferenceIntact) },
      uniquingKeysWith: { $0 && $1 })
    attesting = Set(found.ingredients.filter(\.isValidityAttested).map(\.assertion))
  }

  /// The manifests that trust reaches: the active one where the whole is trusted, and each that is
  /// trusted by itself and that such a one refers to.
  ///
  /// What an ingredient assertion records makes a failure no news, but its manifest no better.
  var vouched: Set<String> {
    guard found.state == .trusted, let active = found.active else { return [] }
    var vouched: Set<String> = [active.label]
    var waiting = [active]
    while let manifest = waiting.popLast() {
      for ingredient in manifest.ingredients where areIntact[ingredient.assertion] == true {
        guard let child = ingredient.manifest.flatMap({ byLabel[$0] }), child.state == .trusted,
          vouched.insert(child.label).inserted
        else { continue }
        waiting.append(child)
      }
    }
    return vouched
  }

  /// The summaries in file order.
  var all: [CredentialSummary.Manifest] { found.manifests.map(summary) }

  private func summary(_ found: ManifestReport) -> CredentialSummary.Manifest {
    var manifest = CredentialSummary.Manifest()
    manifest.label = found.label
    manifest.isActive = found.isActive
    manifest.kind = found.kind.rawValue
    manifest.title = found.title
    manifest.claimGenerator = found.claimGenerator
    manifest.signer = found.signer?.displayName
    manifest.algorithm = found.signer?.algorithm
    manifest.signedAt = found.signedAt.map { "\($0.time)" }
    manifest.signedAtSource = found.signedAt?.source.rawValue
    manifest.timeStampAuthority = found.signedAt?.authority
    manifest.state = state(found)
    manifest.signature = .init(rawValue: found.signature.rawValue) ?? .unknown
    manifest.trust = .init(rawValue: found.trust.rawValue) ?? .notChecked
    manifest.trustList = found.trustList?.name
    manifest.assertions = found.assertions.map(\.label)
    manifest.codes = Self.codes(found.isActive ? self.found.statuses : found.statuses)
    manifest.actions = found.actions.map { found in
      var action = CredentialSummary.Action()
      action.action = found.action
      action.softwareAgent = found.softwareAgent.map(Self.text)
      action.digitalSourceType = found.digitalSourceType
      action.when = found.when
      action.isGathered = !found.isCreated
      return action
    }
    manifest.ingredients = found.ingredients.map { found in
      var ingredient = CredentialSummary.Ingredient()
      ingredient.relationship = found.relationship ?? ""
      ingredient.title = found.title
      ingredient.format = found.format
      ingredient.manifest = found.manifest
      ingredient.state = state(found)
      return ingredient
    }
    manifest.identities = found.identities.map { found in
      var identity = CredentialSummary.Identity()
      identity.outcome = found.outcome.rawValue
      identity.credentialType = found.credentialType
      identity.name = found.name
      identity.codes = found.problemCodes
      return identity
    }
    return manifest
  }

  private func state(_ manifest: ManifestReport) -> CredentialSummary.ManifestState {
    // The active manifest is judged with the content; its ingredients have a state of their own.
    let state =
      manifest.isActive && found.integrity == .altered
      ? CredentialReport.State.invalid
      : manifest.isActive && found.statuses.hasFailure ? .invalid : manifest.state
    return state.flatMap { CredentialSummary.ManifestState(rawValue: $0.rawValue) } ?? .notChecked
  }

  private func state(_ ingredient: IngredientReport) -> CredentialSummary.ManifestState {
    guard let label = ingredient.manifest else { return .none }
    guard let manifest = byLabel[label] else { return .missing }
    // A reference that the walk over the store did not come to was not compared.
    guard let isIntact = areIntact[ingredient.assertion] else { return .notChecked }
    guard isIntact else { return .invalid }
    // A certificate that was valid then and has expired since is no fault, and no trust either.
    let failures = Set(manifest.statuses.codes(.failure))
    if attesting.contains(ingredient.assertion), failures.contains(.signingCredentialExpired),
      failures.isSubset(of: [.signingCredentialExpired, .signingCredentialUntrusted])
    {
      return .valid
    }
    return state(manifest)
  }

  /// The codes of findings, by outcome.
  static func codes(_ statuses: ValidationStatuses) -> CredentialSummary.Codes {
    var codes = CredentialSummary.Codes()
    codes.success = statuses.codes(.success).map(\.rawValue)
    codes.informational = statuses.codes(.informational).map(\.rawValue)
    codes.failure = statuses.codes(.failure).map(\.rawValue)
    return codes
  }

  /// The name and version of software.
  static func text(_ software: ManifestReport.Software) -> String {
    [software.name, software.version].compactMap(\.self).joined(separator: " ")
  }
}
