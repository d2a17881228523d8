import ByteReading

/// The rules for actions assertions.
///
/// - Reference: C2PA 2.4 §15.10.3.2.2, §18.14.
struct ActionRules {
  let parsed: ParsedManifest
  let claim: Claim
  /// Finds an ingredient assertion of any manifest of the store.
  let ingredient: (JUMBFURI) -> (ingredient: Ingredient, manifest: String)?
  /// Whether a URI leads to an assertion, or to where a redacted one was.
  let isAssertion: (JUMBFURI) -> Bool

  /// References that may still be followed.
  private var budget = 4096

  init(
    parsed: ParsedManifest, claim: Claim,
    ingredient: @escaping (JUMBFURI) -> (ingredient: Ingredient, manifest: String)?,
    isAssertion: @escaping (JUMBFURI) -> Bool
  ) {
    self.parsed = parsed
    self.claim = claim
    self.ingredient = ingredient
    self.isAssertion = isAssertion
  }

  /// Actions that an update manifest may have.
  private static let updateActions: Set<String> = [
    "c2pa.edited.metadata", "c2pa.opened", "c2pa.published", "c2pa.redacted",
  ]

  private static let needsSoftBinding: Set<String> = [
    "c2pa.watermarked", "c2pa.watermarked.bound",
  ]

  /// Checks all actions assertions of a manifest.
  mutating func check(_ statuses: inout ValidationStatuses) {
    let assertions = parsed.assertions.filter { AssertionLabel.isActions($0.label) }
    var openings = 0
    for (index, assertion) in assertions.enumerated() {
      guard !assertion.isRedacted, assertion.content != nil else { continue }
      if let fault = ActionSchema.fault(of: assertion.fields) {
        // In a version 1 claim an assertion that is not one of actions is as good as none.
        statuses.fail(
          claim.version > 1 ? .assertionActionMalformed : .assertionRequiredMissing,
          assertion.uri, fault)
        continue
      }
      let actions = assertion.fields?["actions"]?.array ?? []
      if claim.version == 1, index > 0 {
        statuses.fail(
          .assertionActionMalformed, assertion.uri, "a version 1 claim has one actions assertion")
      }
      if claim.version > 1, actions.isEmpty {
        statuses.fail(.assertionActionMalformed, assertion.uri, "the list of actions is empty")
      }
      for (position, action) in actions.prefix(100_000).enumerated() {
        guard let name = action["action"]?.text else { continue }
        if name == "c2pa.created" || name == "c2pa.opened" {
          openings += 1
          if claim.version > 1, index > 0 || position > 0 {
            statuses.fail(
              .assertionActionMalformed, assertion.uri, "\(name) is not the first action")
          }
        }
        checkFields(name, action, assertion, &statuses)
      }
    }
    checkPresence(assertions, openings, &statuses)
  }

  private func checkPresence(
    _ assertions: [ParsedManifest.ParsedAssertion], _ openings: Int,
    _ statuses: inout ValidationStatuses
  ) {
    guard claim.version > 1, parsed.manifest.kind == .standard else { return }
    guard let first = assertions.first else {
      statuses.fail(
        .assertionActionMalformed, parsed.manifest.uri(),
        "a standard manifest needs an action that created or opened the asset")
      return
    }
    if openings == 0, first.content != nil {
      statuses.fail(
        .assertionActionMalformed, first.uri, "no action says how the asset came to be")
    }
  }

  private mutating func checkFields(
    _ name: String, _ action: CBOR, _ assertion: ParsedManifest.ParsedAssertion,
    _ statuses: inout ValidationStatuses
  ) {
    let uri = assertion.uri
    if parsed.manifest.kind == .update, !Self.updateActions.contains(name) {
      statuses.fail(.manifestUpdateInvalid, uri, "\(name) is not allowed in an update manifest")
    }
    let parameters = action["parameters"]?.map
    switch name {
    case "c2pa.created":
      if claim.version > 1, action["digitalSourceType"]?.text == nil {
        statuses.fail(.assertionActionMalformed, uri, "c2pa.created has no digital source type")
      }
    case "c2pa.opened":
      checkIngredients(name, parameters, relationship: "parentOf", count: 1, uri, &statuses)
    case "c2pa.placed":
      checkIngredients(name, parameters, relationship: "componentOf", count: nil, uri, &statuses)
    case "c2pa.removed":
      checkIngredients(
        name, parameters, relationship: "componentOf", count: nil, uri, isElsewhere: true,
        &statuses)
    case "c2pa.transcoded", "c2pa.repackaged":
      guard parameters?["ingredients"] != nil || parameters?["ingredient"] != nil else { break }
      checkIngredients(name, parameters, relationship: "parentOf", count: nil, uri, &statuses)
    case "c2pa.translated" where claim.version > 1:
      if parameters?["sourceLanguage"]?.text == nil || parameters?["targetLanguage"]?.text == nil {
        statuses.fail(.assertionActionMalformed, uri, "\(name) does not name both languages")
      }
    case "c2pa.redacted":
      guard let text = parameters?["redacted"]?.text ?? action["redacted"]?.text,
        let target = JUMBFURI(text), isAssertion(target)
      else {
        statuses.fail(
          .assertionActionRedactionMismatch, uri, "the redacted assertion cannot be found")
        break
      }
    case _ where Self.needsSoftBinding.contains(name) && claim.version > 1:
      let hasBinding = parsed.assertions.contains { $0.base == "c2pa.soft-binding" }
      if !hasBinding {
        statuses.fail(.assertionActionSoftBindingMissing, uri)
      }
    default: break
    }
  }

  /// Checks the ingredients that an action works on.
  private mutating func checkIngredients(
    _ name: String, _ parameters: CBOR.Map?, relationship: String, count: Int?, _ uri: String,
    isElsewhere: Bool = false, _ statuses: inout ValidationStatuses
  ) {
    func fail(_ text: String) {
      if claim.version > 1 {
        statuses.fail(.assertionActionIngredientMismatch, uri, "\(name): \(text)")
      } else {
        // The rule is younger than version 1 claims.
        statuses.note(.assertionActionIngredientMismatch, uri, "\(name): \(text)")
      }
    }
    var references = (parameters?["ingredients"]?.array ?? []).map { HashedURI($0) }
    if let single = parameters?["ingredient"] { references.append(HashedURI(single)) }
    if references.isEmpty {
      fail("no ingredient is named")
      return
    }
    if let count, references.count != count {
      fail("\(references.count) ingredients are named instead of \(count)")
      return
    }
    for reference in references {
      budget -= 1
      guard budget >= 0 else { return }
      guard let reference, let target = JUMBFURI(reference.url),
        let found = ingredient(
          JUMBFURI(target.absolute(in: parsed.manifest.label)) ?? target)
      else {
        fail("an ingredient cannot be found")
        return
      }
      guard found.ingredient.relationship == relationship else {
        fail("an ingredient is not \(relationship)")
        return
      }
      guard isElsewhere || found.manifest == parsed.manifest.label else {
        fail("an ingredient belongs to another manifest")
        return
      }
      if isElsewhere, found.manifest == parsed.manifest.label {
        fail("the removed ingredient belongs to this manifest")
        return
      }
    }
  }
}
