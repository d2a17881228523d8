import ByteReading

/// The digests of boxes that were taken already: a hostile store must not have a large box hashed
/// once for each of thousands of references to it.
final class DigestCache {
  private struct Key: Hashable {
    var offset: Int
    var count: Int
    var algorithm: DigestAlgorithm
  }

  private var digests: [Key: [UInt8]] = [:]

  /// The digest of what a hashed URI of a box is computed over.
  ///
  /// - Parameter manifest: The manifest that holds the box. Unpacked ones have positions of their
  ///   own and are not kept.
  func digest(
    of box: JUMBFBox, in manifest: Manifest, _ algorithm: DigestAlgorithm
  ) -> [UInt8] {
    guard manifest.packedBox == nil else { return algorithm.digest(box.content) }
    let key = Key(
      offset: box.content.offsetInFile, count: box.content.count, algorithm: algorithm)
    if let known = digests[key] { return known }
    let digest = algorithm.digest(box.content)
    digests[key] = digest
    return digest
  }
}
