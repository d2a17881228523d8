/// What the Content Credentials of an image came to, in the words of the C2PA specification.
///
/// Four statements are kept apart: is the file what was signed (`integrity`), does the signature
/// verify (`signature`), is the signer on a list (`trust`), and what does the manifest say (the
/// evidence of kind `signed`).
public struct CredentialSummary: Sendable, Hashable {
  /// The state of the whole.
  public enum State: String, Sendable, Hashable, CaseIterable {
    case none, remoteOnly, malformed, invalid, valid, trusted
  }
  /// Whether the file is what was signed.
  public enum Integrity: String, Sendable, Hashable, CaseIterable {
    case intact, altered, unknown
  }
  /// Whether the claim signature verifies.
  public enum Signature: String, Sendable, Hashable, CaseIterable {
    case verified, failed, missing, unknown
  }
  /// Whether the signer is trusted.
  public enum Trust: String, Sendable, Hashable, CaseIterable {
    case trusted, legacy, untrusted, expired, revoked, notChecked
  }

  /// Status codes by outcome, as C2PA 2.4 names them; repeated codes appear once each time.
  public struct Codes: Sendable, Hashable {
    /// Codes of checks that passed.
    public var success: [String] = []
    /// Codes that tell something and decide nothing.
    public var informational: [String] = []
    /// Codes of checks that failed.
    public var failure: [String] = []

    /// Creates an empty set.
    public init() {}
  }

  /// One word for a manifest, or for an ingredient by its manifest.
  public enum ManifestState: String, Sendable, Hashable, CaseIterable {
    /// An ingredient without credentials.
    case none
    /// An ingredient whose manifest is not in the store.
    case missing
    /// Nothing leads from the active manifest to it, or it is past a limit: it was not judged.
    case notChecked
    /// A check failed.
    case invalid
    /// All checks passed; the signer is on no list, or is that of an ingredient whose certificate has
    /// expired since it was added.
    case valid
    /// All checks passed, and the signer is on a list.
    case trusted
  }

  /// One manifest of the store.
  public struct Manifest: Sendable, Hashable {
    /// The manifest's label (URN).
    public var label = ""
    /// Whether it is the active one.
    public var isActive = false
    /// The title the claim gives the asset.
    public var title: String?
    /// Name and version of what made the claim.
    public var claimGenerator: String?
    /// The subject's organization and common name.
    public var signer: String?
    /// The trusted or claimed time of signing, ISO 8601.
    public var signedAt: String?
    /// Who says so: `trustedTimeStamp`, `legacyTimeStamp` (of a version 1 claim, bound to no list),
    /// `untrustedTimeStamp` or `claimed` (by the signer); nil without a time.
    public var signedAtSource: String?
    /// The time-stamping authority; nil without one.
    public var timeStampAuthority: String?
    /// The algorithm of the signature, `ES256` and so on.
    public var algorithm: String?
    /// `standard`, `update` or `compressed`.
    public var kind = "standard"
    /// One word for all checks. For an ingredient's manifest those of the content that it was bound
    /// to are not among them: that content is not here.
    public var state = ManifestState.notChecked
    /// Whether the claim signature verifies.
    public var signature = Signature.unknown
    /// Whether the signer is trusted.
    public var trust = Trust.notChecked
    /// The name of the list that trust rests on; nil when the signer is on none.
    public var trustList: String?
    /// The identity assertions of the CAWG.
    public var identities: [Identity] = []
    /// What it was made from, by relationship and title, with the label of the manifest if any.
    public var ingredients: [Ingredient] = []
    /// The actions, in order.
    public var actions: [Action] = []
    /// The labels of its assertions, in order.
    public var assertions: [String] = []
    /// Its own status codes; those of the active manifest are the codes of the asset as well.
    public var codes = Codes()

    /// Creates an empty manifest.
    public init() {}
  }

  /// An ingredient of a manifest.
  public struct Ingredient: Sendable, Hashable {
    /// `parentOf`, `componentOf` or `inputTo`.
    public var relationship = ""
    /// Its title, as the manifest gives it.
    public var title: String?
    /// Its media type, as the manifest gives it.
    public var format: String?
    /// The label of its manifest in this store; nil when it has none.
    public var manifest: String?
    /// One word for it: that of its manifest, or that there is none.
    public var state = ManifestState.none

    /// Creates an empty ingredient.
    public init() {}
  }

  /// An action of a manifest.
  public struct Action: Sendable, Hashable {
    /// `c2pa.created` and so on.
    public var action = ""
    /// The tool that did it.
    public var softwareAgent: String?
    /// As written in the manifest.
    public var digitalSourceType: String?
    /// When, ISO 8601, as the manifest gives it.
    public var when: String?
    /// Whether the action was only gathered: the signer does not vouch for it.
    public var isGathered = false

    /// Creates an empty action.
    public init() {}
  }

  /// An identity assertion: who else stands behind the content. It says nothing about the manifest.
  public struct Identity: Sendable, Hashable {
    /// `trusted`, `verified`, `failed` or `notEvaluated`.
    public var outcome = ""
    /// `cawg.x509.cose`, `cawg.identity_claims_aggregation` or another.
    public var credentialType: String?
    /// Whom the credential names.
    public var name: String?
    /// The codes that are no successes.
    public var codes: [String] = []

    /// Creates an empty identity.
    public init() {}
  }

  /// A product on the list of conforming products.
  public struct Product: Sendable, Hashable {
    /// The legal name of the company.
    public var vendor = ""
    /// The name of the product.
    public var name = ""
    /// The versions of the specification that it conforms to.
    public var specVersions: [String] = []
    /// The highest assurance level, 1 or 2; nil where none is given.
    public var assuranceLevel: Int?
    /// The identifier of the record; nil when several have this name.
    public var recordID: String?
    /// `conformant`, `revoked` …
    public var status = ""

    /// Creates an empty product.
    public init() {}
  }

  /// What all checks together say.
  public var state = State.none
  /// Whether the file is what was signed.
  public var integrity = Integrity.unknown
  /// Whether the claim signature verifies.
  public var signature = Signature.unknown
  /// Whether the signer is on a trust list.
  public var trust = Trust.notChecked
  /// The signer of the active manifest, for people.
  public var signer: String?
  /// When the active manifest was signed, ISO 8601.
  public var signedAt: String?
  /// The tool that made the claim, as it names itself.
  public var claimGenerator: String?
  /// The codes of the active manifest and of the asset.
  public var codes = Codes()
  /// The codes of ingredients.
  public var ingredientCodes = Codes()
  /// The digital source types of the whole store, as written, each once, in order.
  public var digitalSourceTypes: [String] = []
  /// The manifests of the store in file order; the active one is last.
  public var manifests: [Manifest] = []
  /// The address of a remote manifest; nil when none is announced.
  public var remoteURL: String?
  /// What the signer's trust rests on: the name of the list; nil when untrusted.
  public var trustList: String?

  /// The product that signed; nil when no list is installed, when the list has none, and when the
  /// signer is not trusted.
  public var product: Product?
  /// The whole store as crJSON, one JSON object; nil unless it was asked for and can be read.
  public var crJSON: String?

  /// Creates the summary of a file without credentials.
  public init() {}
}
