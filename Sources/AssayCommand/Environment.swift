#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The environment of the process, asked for one name at a time: a copy of the whole of it costs
/// more than the rest of a short run's preparation.
enum Environment {
  /// The value of a variable; nil where it is not set.
  static subscript(_ name: String) -> String? {
    // The program never changes its environment, so the text stays where it is.
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }
}
