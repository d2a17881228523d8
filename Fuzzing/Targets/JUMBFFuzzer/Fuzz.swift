import ByteReading
@testable import ContentCredentials

/// Reads any bytes as a JUMBF box and as a manifest store; no box may leave its parent.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  let view = ByteView(bytes)
  var limits = ParsingLimits()
  limits.payloadSize = 1 << 22
  limits.totalMemory = 1 << 23
  func check(_ box: JUMBFBox) {
    precondition(box.view.offsetInFile >= 0)
    precondition(box.view.offsetInFile + box.view.count <= bytes.count)
    precondition(box.content.count < box.view.count)
    for child in box.boxes {
      precondition(child.view.offsetInFile >= box.content.offsetInFile)
      precondition(child.view.count <= box.content.count)
      check(child)
    }
    for content in box.contents { precondition(content.data.count <= box.content.count) }
  }
  if let box = try? JUMBFBox(parsing: view, limits: limits) { check(box) }
  guard let store = try? ManifestStore(parsing: view, limits: limits) else { return 0 }
  for manifest in store.manifests {
    for box in manifest.claimBoxes + manifest.signatureBoxes + manifest.dataBoxes {
      let names = manifest.uri(box.label ?? "")
      if let uri = JUMBFURI(names) { _ = store.resolve(uri, from: manifest) }
    }
  }
  return 0
}
