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
    /// What it was made from, by relationship and title, with the label of the manifest if any.
    public var ingredients: [Ingredient] = []
    /// The actions, in order.
    public var actions: [Action] = []
    /// The labels of its assertions, in order.
    public var assertions: [String] = []
    /// Its own status codes.
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

    /// Creates an empty action.
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
