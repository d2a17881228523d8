public import ByteReading
import Compression

/// The manifests of one store.
///
/// - Reference: C2PA 2.4 §11.1.
public struct ManifestStore: Sendable {
  /// The manifests in their order; the active one is last.
  public internal(set) var manifests: [Manifest]
  /// Compressed manifests that cannot be unpacked, by their label.
  var brokenCompression: [String: ParsingError]

  /// The active manifest.
  public var active: Manifest? { manifests.last }

  /// Reads a store.
  ///
  /// - Parameters:
  ///   - bytes: One JUMBF superbox; what follows it is ignored.
  ///   - limits: The deepest nesting, the number of boxes and the size of what is unpacked.
  /// - Throws: ``ByteReading/ParsingError`` with what is wrong.
  public init(parsing bytes: ByteView, limits: ParsingLimits = ParsingLimits())
    throws(ParsingError)
  {
    let store = try JUMBFBox(parsing: bytes, limits: limits)
    guard store.type == .store, store.label == "c2pa" else {
      throw ParsingError(
        .badSignature, at: bytes.offsetInFile, in: "C2PA manifest store",
        clause: "C2PA 2.4 §11.1.4.2")
    }
    manifests = []
    brokenCompression = [:]
    // What may be unpacked for all manifests together.
    var allowance = limits.payloadSize
    for box in store.boxes {
      guard let label = box.label, let kind = Manifest.Kind(box.type) else { continue }
      // Manifests that only hold a time-stamp are of the past; they shall be ignored (§11.1.4.6).
      if kind == .timeStamp { continue }
      guard manifests.count < 4096 else {
        throw ParsingError(
          .limitExceeded(.count, requested: store.boxes.count), at: bytes.offsetInFile,
          in: "C2PA manifest store")
      }
      if kind != .compressed {
        manifests.append(Manifest(label: label, kind: kind, box: box))
        continue
      }
      do {
        manifests.append(
          try Self.unpack(box, label: label, limits: limits, allowance: &allowance))
      } catch {
        brokenCompression[label] = error
        manifests.append(Manifest(label: label, kind: .compressed, box: box))
      }
    }
    guard Set(manifests.map(\.label)).count == manifests.count else {
      throw ParsingError(
        .malformed, at: bytes.offsetInFile, in: "C2PA manifest store: a label that occurs twice",
        clause: "C2PA 2.4 §11.1.4.2")
    }
  }

  /// Unpacks a compressed manifest.
  ///
  /// - Reference: C2PA 2.4 §11.1.4.5.
  private static func unpack(
    _ box: JUMBFBox, label: String, limits: ParsingLimits, allowance: inout Int
  ) throws(ParsingError) -> Manifest {
    guard let packed = box.data(of: "brob") else {
      throw ParsingError(
        .malformed, at: box.view.offsetInFile, in: "Compressed manifest without a brob box")
    }
    // The four bytes before the stream name the type of the box that was packed.
    let stream = packed.has("jumb", at: 0) ? packed.suffix(from: 4) : packed
    let bytes = try brotliDecode(stream, limit: allowance)
    allowance -= bytes.count
    let inner = try JUMBFBox(parsing: ByteView(bytes), limits: limits)
    guard let kind = Manifest.Kind(inner.type), kind == .standard || kind == .update,
      inner.label == nil || inner.label == label
    else {
      throw ParsingError(
        .malformed, at: box.view.offsetInFile,
        in: "Compressed manifest that holds something else", clause: "C2PA 2.4 §11.1.4.5")
    }
    var manifest = Manifest(label: label, kind: kind, box: inner)
    manifest.packedBox = box
    return manifest
  }

  /// The manifest with a label.
  public func manifest(_ label: String) -> Manifest? { manifests.first { $0.label == label } }

  /// The manifest and the box inside of it that a JUMBF URI means.
  ///
  /// - Parameters:
  ///   - uri: `self#jumbf=/c2pa/…` or, relative to a manifest, `self#jumbf=…`.
  ///   - base: The manifest that relative URIs start from.
  func resolve(_ uri: JUMBFURI, from base: Manifest) -> (manifest: Manifest, box: JUMBFBox)? {
    guard let manifest = uri.manifest.map({ self.manifest($0) }) ?? base else { return nil }
    var box = manifest.box
    for (index, name) in uri.path.enumerated() {
      guard let next = box.boxes.first(where: { $0.label == name }) else { return nil }
      // The labels of a manifest's boxes must be unique along the way, or the URI has two meanings.
      if index == 0, box.boxes(labeled: name).count > 1 { return nil }
      box = next
    }
    return (manifest, box)
  }
}

/// A JUMBF URI that points into the store.
///
/// - Reference: C2PA 2.4 §8.3.
struct JUMBFURI: Sendable, Hashable {
  /// The label of the manifest; nil for a URI relative to its own.
  var manifest: String?
  /// The labels below the manifest.
  var path: [String]

  /// Reads a URI; nil when it does not point into the store.
  init?(_ text: String) {
    guard text.hasPrefix("self#jumbf=") else { return nil }
    var rest = Substring(text.dropFirst("self#jumbf=".count))
    // A few old writers put a query behind.
    if let query = rest.firstIndex(of: "?") { rest = rest[..<query] }
    var parts = rest.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    if rest.hasPrefix("/") || parts.first == "c2pa" {
      guard parts.count >= 2, parts[0] == "c2pa" else { return nil }
      manifest = parts[1]
      parts.removeFirst(2)
    } else {
      manifest = nil
    }
    guard parts.count <= 8 else { return nil }
    path = parts
  }

  /// The absolute form.
  func absolute(in base: String) -> String {
    "self#jumbf=/" + (["c2pa", manifest ?? base] + path).joined(separator: "/")
  }
}

/// One manifest: a claim with its signature and its assertions.
public struct Manifest: Sendable {
  /// The type of a manifest.
  public enum Kind: String, Sendable, Hashable {
    /// Bound to content of its own.
    case standard
    /// Says more about content that another manifest is bound to.
    case update
    /// Packed, and not unpacked.
    case compressed
    /// A time-stamp manifest of an old version; ignored.
    case timeStamp

    init?(_ type: JUMBFType) {
      switch type {
      // Old writers gave standard manifests a type of their own.
      case .manifest, .legacyManifest: self = .standard
      case .updateManifest: self = .update
      case .compressedManifest: self = .compressed
      case .timeStampManifest: self = .timeStamp
      default: return nil
      }
    }
  }

  /// The label, a URN.
  public var label: String
  /// The type.
  public var kind: Kind
  /// The boxes, unpacked.
  var box: JUMBFBox
  /// The box as stored, when it is packed.
  var packedBox: JUMBFBox?

  init(label: String, kind: Kind, box: JUMBFBox) {
    self.label = label
    self.kind = kind
    self.box = box
  }

  /// The absolute URI of the manifest, or of a part of it.
  func uri(_ parts: String...) -> String {
    "self#jumbf=/" + (["c2pa", label] + parts).joined(separator: "/")
  }

  var claimBoxes: [JUMBFBox] {
    box.boxes.filter { $0.type == .claim }
  }

  var signatureBoxes: [JUMBFBox] {
    box.boxes.filter { $0.type == .signature && $0.label == "c2pa.signature" }
  }

  /// The assertions in their order.
  var assertionBoxes: [JUMBFBox] {
    box.boxes.first { $0.type == .assertionStore && $0.label == "c2pa.assertions" }?.boxes ?? []
  }

  /// The data boxes and credentials, for references.
  var dataBoxes: [JUMBFBox] {
    box.boxes.filter { $0.type == .dataBoxes || $0.type == .credentialStore }.flatMap(\.boxes)
  }
}
