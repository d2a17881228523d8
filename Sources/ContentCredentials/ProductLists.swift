import Synchronization

/// The installed lists of conforming products, read when somebody first asks for them: a list is
/// long, and most runs meet no signer who is trusted.
public final class ProductLists: Sendable {
  /// What was read.
  public struct Content: Sendable {
    /// The products of all lists that can be read; nil when there is none.
    public var products: ConformingProducts?
    /// What is wrong with the other lists, one sentence each.
    public var faults: [String]

    /// Creates content.
    public init(products: ConformingProducts?, faults: [String] = []) {
      self.products = products
      self.faults = faults
    }
  }

  private let read: @Sendable () -> Content
  private let known = Mutex<Content?>(nil)

  /// Creates lists.
  ///
  /// - Parameter read: Reads them; it is called once at most.
  public init(_ read: @escaping @Sendable () -> Content) { self.read = read }

  /// What the lists hold.
  public var content: Content {
    known.withLock { known in
      if let known { return known }
      let content = read()
      known = content
      return content
    }
  }
}
