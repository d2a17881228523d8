import ByteReading
import Containers
@testable import ContentCredentials

/// Reads any bytes as an image file the way that content bindings do: as boxes of the general box
/// hash, as boxes of an ISO base media file with a hash and Merkle trees, and as ranges.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  let view = ByteView(bytes)
  var limits = ParsingLimits()
  limits.payloadSize = 1 << 22
  limits.totalMemory = 1 << 23
  guard let container = try? Container(parsing: view, limits: limits) else { return 0 }
  let stores = container.payloads(of: .c2pa)
  var content = BoundContent(bytes: view, format: container.format)
  if let store = stores.first {
    precondition(store.rangeInFile.upperBound <= bytes.count)
    content.store = StoreLocation(data: store.rangeInFile, carriers: store.carrierRanges)
  }
  // Whatever the file calls itself, every reader of boxes gets it.
  for format in [container.format, .jpeg, .png, .gif, .webp, .tiff] {
    content.format = format
    guard let map = BoxMap(content) else { continue }
    for entry in map.entries {
      for range in entry.ranges {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count)
      }
    }
  }
  content.format = container.format
  for kind in [[UInt8(0)], [1]] {
    let digest = CBOR.bytes(ByteView([UInt8](repeating: kind[0], count: 32)))
    _ = BMFFHash.verify(bmffFields(digest), algorithm: "sha256", content: content)
    _ = DataHash.verify(dataFields(digest, bytes), algorithm: "sha256", content: content)
  }
  for store in stores {
    guard let parsed = try? ManifestStore(parsing: store.data, limits: limits) else { continue }
    for manifest in parsed.manifests {
      for box in manifest.assertionBoxes {
        guard let data = box.data(of: "cbor"), let fields = (try? CBOR(decoding: data))?.map else {
          continue
        }
        _ = DataHash.verify(fields, algorithm: "sha256", content: content)
        _ = BoxHash.verify(fields, algorithm: "sha256", content: content)
        _ = BMFFHash.verify(fields, algorithm: "sha256", content: content)
      }
    }
  }
  return 0
}

private func field(_ name: String, _ value: CBOR) -> CBOR.Map.Pair { .init(.text(name), value) }

private func bmffFields(_ digest: CBOR) -> CBOR.Map {
  let paths = ["/uuid", "/ftyp", "/meta/iloc", "/meta[1]/iinf[1]", "/moof/traf"]
  let exclusions = paths.map { CBOR.map(.init([field("xpath", .text($0))])) }
  let tree = CBOR.map(
    .init([
      field("uniqueId", .unsigned(1)), field("localId", .unsigned(0)), field("count", .unsigned(4)),
      field("fixedBlockSize", .unsigned(16)), field("hashes", .array([digest])),
    ]))
  return CBOR.Map([
    field("exclusions", .array(exclusions)), field("merkle", .array([tree])),
    field("alg", .text("sha256")),
  ])
}

/// Exclusions whose places the first bytes of the file give.
private func dataFields(_ digest: CBOR, _ bytes: [UInt8]) -> CBOR.Map {
  let numbers = bytes.prefix(16).map { UInt64($0) }
  let exclusions = stride(from: 0, to: numbers.count - numbers.count % 2, by: 2).map { index in
    CBOR.map(
      .init([
        field("start", .unsigned(numbers[index] &* 3)),
        field("length", .unsigned(numbers[index + 1])),
      ]))
  }
  return CBOR.Map([
    field("exclusions", .array(exclusions)), field("hash", digest), field("alg", .text("sha256")),
  ])
}
