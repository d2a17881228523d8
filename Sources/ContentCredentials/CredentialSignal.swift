/// placeholder
public struct CredentialSignal: Sendable, Hashable {}
public struct DigitalSourceTypeUse: Sendable, Hashable {}
