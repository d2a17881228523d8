public import ByteReading

/// How Content Credentials are validated.
public struct CredentialOptions: Sendable, Hashable {
  /// How much a store may ask for.
  public var limits = ParsingLimits()
  /// How many manifests are validated, in all levels of ingredients together.
  public var manifestCount = 256

  /// Creates the defaults.
  public init() {}
}
