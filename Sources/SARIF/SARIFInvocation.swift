/// How a tool ran (§ 3.20).
public struct SARIFInvocation: Sendable, Hashable, Codable {
  /// Whether everything could be inspected.
  public var executionSuccessful: Bool
  /// When the run ended, in UTC as RFC 3339 has it.
  public var endTimeUtc: String?
  /// What went wrong on the way.
  public var toolExecutionNotifications: [SARIFNotification]

  /// Creates an invocation.
  public init(
    executionSuccessful: Bool, endTimeUtc: String? = nil,
    toolExecutionNotifications: [SARIFNotification] = []
  ) {
    self.executionSuccessful = executionSuccessful
    self.endTimeUtc = endTimeUtc
    self.toolExecutionNotifications = toolExecutionNotifications
  }
}

/// What went wrong while a tool ran (§ 3.58).
public struct SARIFNotification: Sendable, Hashable, Codable {
  /// What the notification is about (§ 3.52).
  public struct Descriptor: Sendable, Hashable, Codable {
    /// A stable code.
    public var id: String

    /// Creates a reference to a descriptor.
    public init(id: String) { self.id = id }
  }

  /// A stable code.
  public var descriptor: Descriptor?
  /// How much it matters.
  public var level: SARIFLevel
  /// What to tell people.
  public var message: SARIFMessage
  /// Where it happened.
  public var locations: [SARIFLocation]?

  /// Creates a notification.
  public init(
    descriptor: Descriptor? = nil, level: SARIFLevel, message: SARIFMessage,
    locations: [SARIFLocation]? = nil
  ) {
    self.descriptor = descriptor
    self.level = level
    self.message = message
    self.locations = locations
  }
}
