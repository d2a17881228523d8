public import ByteReading

/// What the Content Credentials of a file came to.
///
/// Four statements are kept apart: whether the file is what was signed (``integrity-swift.property``),
/// whether the signature verifies (``signature-swift.property``), whether the signer is on a list
/// (``trust-swift.property``), and what the manifests say. None of them means that what they say is
/// true.
///
/// - Reference: C2PA 2.4 §14.3.
public struct CredentialReport: Sendable {
  /// The state of the whole.
  public enum State: String, Sendable, Hashable, CaseIterable {
    /// There is no manifest store.
    case none
    /// There is only the address of one.
    case remoteOnly
    /// There is one, but it cannot be read.
    case malformed
    /// A check failed.
    case invalid
    /// All checks passed; the signer is on no list.
    case valid
    /// All checks passed, and the signer is on a list.
    case trusted
  }

  /// Whether the file is what was signed.
  public enum Integrity: String, Sendable, Hashable, CaseIterable {
    /// The digests of content and assertions fit.
    case intact
    /// A digest does not fit.
    case altered
    /// Nothing could be compared.
    case unknown
  }

  /// Whether the claim signature verifies.
  public enum Signature: String, Sendable, Hashable, CaseIterable {
    case verified, failed, missing, unknown
  }

  /// Whether the signer is trusted.
  public enum Trust: String, Sendable, Hashable, CaseIterable {
    /// On an official or on the user's own list.
    case trusted
    /// On the interim list, which is frozen.
    case legacy
    /// On no list, or not fit for signing.
    case untrusted
    /// The certificate has expired, and no trusted time-stamp shows that it was used before.
    case expired
    /// The certificate was revoked.
    case revoked
    /// There were no lists to look at.
    case notChecked
  }

  /// The state of the whole.
  public var state = State.none
  /// Whether the file is what was signed.
  public var integrity = Integrity.unknown
  /// Whether the claim signature verifies.
  public var signature = Signature.unknown
  /// Whether the signer is trusted.
  public var trust = Trust.notChecked
  /// The list that trust rests on; nil when the signer is on none.
  public var trustList: TrustStore.List?
  /// The findings on the active manifest and on the content.
  public var statuses = ValidationStatuses()
  /// The findings on ingredients, those left out that the ingredient assertion itself records.
  public var ingredients: [IngredientValidation] = []
  /// The manifests in file order; the active one is last.
  public var manifests: [ManifestReport] = []
  /// The digital source types of the whole store, each use in the order of the manifests.
  public var digitalSourceTypes: [DigitalSourceTypeUse] = []
  /// The signals of the official rubric, over the ingredient tree.
  public var signals: [CredentialSignal] = []
  /// The address of a remote manifest; nil when none is announced.
  public var remoteURL: String?
  /// Whether the store came from a sidecar file.
  public var isSidecar = false
  /// Whether the store was fetched from the network.
  public var isRemote = false
  /// How many stores the file holds. When there is more than one, none counts.
  public var storeCount = 0
  /// Why the store cannot be read.
  public var fault: ParsingError?
  /// Ranges of the file that no digest covers, other than the store.
  public var uncoveredRanges: [Range<Int>] = []
  /// The moment that certificates were judged at when no trusted time-stamp was there.
  public var validationTime = CredentialTime(seconds: 0)
  /// The parsed store; nil when there is none.
  public var store: ManifestStore?

  /// Creates the report of a file without credentials.
  public init() {}

  /// The active manifest.
  public var active: ManifestReport? { manifests.last { $0.isActive } }
}

/// The findings on one ingredient.
public struct IngredientValidation: Sendable, Hashable {
  /// The URI of the ingredient assertion.
  public var assertion: String
  /// The label of the ingredient's manifest; nil when it has none.
  public var manifest: String?
  /// The findings that are not recorded in the assertion.
  public var statuses = ValidationStatuses()
  /// Whether the manifest is the one that the assertion refers to, whatever the assertion records.
  public var isReferenceIntact = false
  /// Whether the assertion records that the certificate of the manifest's signer was valid when the
  /// ingredient was added: then it may have expired since.
  public var isValidityAttested = false

  /// Creates findings.
  public init(assertion: String, manifest: String?) {
    self.assertion = assertion
    self.manifest = manifest
  }
}

/// What one manifest says, and what was found about it.
public struct ManifestReport: Sendable, Hashable {
  /// The label, a URN.
  public var label: String
  /// Whether it is the active manifest.
  public var isActive = false
  /// Whether the active manifest leads to it through ingredients.
  public var isReferenced = false
  /// How many ingredients lie between the active manifest and this one; 0 for the active one.
  public var depth = 0
  /// Its type.
  public var kind = Manifest.Kind.standard
  /// The version of its claim, 1 or 2; 0 when there is no claim.
  public var claimVersion = 0
  /// The version of the specification that the claim names.
  public var specVersion: String?
  /// The title that the claim gives the asset.
  public var title: String?
  /// The media type that the claim gives the asset.
  public var format: String?
  /// The instance identifier.
  public var instanceID: String?
  /// Name and version of what made the claim.
  public var claimGenerator: String?
  /// The software that the claim names, in order.
  public var generators: [Software] = []
  /// Who signed; nil when no certificate can be read.
  public var signer: Signer?
  /// When it was signed; nil when nothing says.
  public var signedAt: SigningTime?
  /// The actions in order.
  public var actions: [ActionReport] = []
  /// Whether an actions assertion says that its list is complete.
  public var allActionsIncluded: Bool?
  /// The ingredients in order.
  public var ingredients: [IngredientReport] = []
  /// The assertions that the claim refers to, in order.
  public var assertions: [AssertionReport] = []
  /// The assertions of other manifests that this one redacts.
  public var redactions: [String] = []
  /// Soft bindings: algorithm and value.
  public var softBindings: [SoftBinding] = []
  /// The statements of `c2pa.ai-disclosure` assertions.
  public var aiDisclosures: [AIDisclosure] = []
  /// Assertions of the IAB by label, each with its fields as text.
  public var iabAssertions: [LabeledFields] = []
  /// Permissions for training and mining by purpose: `allowed`, `notAllowed`, `constrained`.
  public var trainingPermissions: [LabeledFields.Field] = []
  /// Identity assertions of the CAWG.
  public var identities: [IdentityReport] = []
  /// Whether the claim signature verifies.
  public var signature = CredentialReport.Signature.unknown
  /// Whether the signer is trusted.
  public var trust = CredentialReport.Trust.notChecked
  /// The list that trust rests on; nil when the signer is on none.
  public var trustList: TrustStore.List?
  /// The findings on this manifest alone, without those on the content that it is bound to.
  public var statuses = ValidationStatuses()

  /// The state of the manifest by itself: ``CredentialReport/State/invalid``, `valid` or `trusted`.
  /// nil when it was not judged, because nothing leads to it.
  public var state: CredentialReport.State? {
    guard isReferenced else { return nil }
    guard !statuses.hasFailure, signature == .verified else { return .invalid }
    return trustList == nil ? .valid : .trusted
  }

  /// Creates a report.
  public init(label: String) { self.label = label }

  /// A piece of software.
  public struct Software: Sendable, Hashable {
    /// The name.
    public var name: String
    /// The version; nil when it has none.
    public var version: String?

    init?(_ info: GeneratorInfo?) {
      guard let name = info?.name else { return nil }
      self.name = name
      version = info?.version
    }
  }

  /// The holder of the signing certificate.
  public struct Signer: Sendable, Hashable {
    /// The organization of the subject.
    public var organization: String?
    /// The common name of the subject.
    public var commonName: String?
    /// The organization or the common name of the issuer.
    public var issuer: String?
    /// The algorithm: `ES256`, `PS256`, `EdDSA` and so on.
    public var algorithm: String?
    /// The certificate.
    public var certificate: X509Certificate

    /// Organization and common name, for people.
    public var displayName: String { certificate.subject.displayName }
  }

  /// A time of signing, and who says so.
  public struct SigningTime: Sendable, Hashable {
    /// Who attests a time.
    public enum Source: String, Sendable, Hashable {
      /// A time-stamping authority on a list.
      case trustedTimeStamp
      /// A time-stamp of a version 1 claim; these were never bound to a list.
      case legacyTimeStamp
      /// A time-stamping authority on no list.
      case untrustedTimeStamp
      /// Only the signer.
      case claimed
    }

    /// The time.
    public var time: CredentialTime
    /// Who says so.
    public var source: Source
    /// The authority's name; nil without one.
    public var authority: String?
    /// The authority's certificate; nil without one.
    public var authorityCertificate: X509Certificate?
  }

  /// The actions that put a watermark into the content, or say so in words.
  public var watermarkActions: [ActionReport] {
    actions.filter { action in
      action.action.contains("watermark")
        || action.description?.lowercased().contains("watermark") == true
    }
  }

  /// A watermark or fingerprint that the manifest names.
  public struct SoftBinding: Sendable, Hashable {
    /// The identifier of the algorithm.
    public var algorithm: String
    /// The values, as text or base64.
    public var values: [String]
  }

  /// What a `c2pa.ai-disclosure` assertion says.
  public struct AIDisclosure: Sendable, Hashable {
    /// `c2pa.types.model` or one of its kinds.
    public var modelType: String?
    /// The model's name.
    public var modelName: String?
    /// Where the model is described.
    public var modelIdentifier: String?
    /// `fully_autonomous`, `prompt_guided` or `human_validated`.
    public var humanOversightLevel: String?
    /// The field of science the content belongs to.
    public var scientificDomain: String?
  }

  /// Fields of an assertion as text.
  public struct LabeledFields: Sendable, Hashable {
    /// A field.
    public struct Field: Sendable, Hashable {
      /// The name; nested ones are joined by points.
      public var name: String
      /// The value as text.
      public var value: String
    }

    /// The label of the assertion.
    public var label: String
    /// The fields in order; nested ones are joined by points.
    public var fields: [Field]
  }
}

/// An assertion that a claim refers to.
public struct AssertionReport: Sendable, Hashable {
  /// The label.
  public var label: String
  /// Whether it is the signer's own (created), or only gathered.
  public var isCreated: Bool
  /// Whether it was redacted.
  public var isRedacted = false
  /// Whether it is there and its digest fits.
  public var isIntact = false
}

/// An action of a manifest.
public struct ActionReport: Sendable, Hashable {
  /// `c2pa.created` and so on.
  public var action: String
  /// The label of the assertion that lists it.
  public var assertion: String
  /// The software that acted.
  public var softwareAgent: ManifestReport.Software?
  /// As written in the manifest.
  public var digitalSourceType: String?
  /// When it was done, as written.
  public var when: String?
  /// What was done, in words.
  public var description: String?
  /// Why, as written.
  public var reason: String?
  /// Whether the assertion is the signer's own, or only gathered.
  public var isCreated: Bool
  /// The prompt or other parameters that are text.
  public var parameters: [ManifestReport.LabeledFields.Field] = []
}

/// An ingredient of a manifest.
public struct IngredientReport: Sendable, Hashable {
  /// `parentOf`, `componentOf` or `inputTo`.
  public var relationship: String?
  /// The title.
  public var title: String?
  /// The media type.
  public var format: String?
  /// The label of its manifest in this store; nil when it has none.
  public var manifest: String?
  /// The instance identifier.
  public var instanceID: String?
  /// The digital source type that a version 3 ingredient without manifest may have.
  public var digitalSourceType: String?
  /// The types of data, for example `c2pa.types.generator.prompt`.
  public var dataTypes: [String] = []
  /// The URI of the assertion.
  public var assertion: String
}
