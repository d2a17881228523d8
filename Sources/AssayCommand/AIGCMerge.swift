import ByteReading
import Containers
import Foundation
import Inspection
import Labeling
import Metadata

/// Puts a label of TC260 beside the one that a file has: a file may hold only one.
///
/// - Reference: GB 45438-2025 §6.1 c; TC260-PG-20259A.
struct AIGCMerge {
  private let fields: [MetadataField]

  /// Looks for the labels of a file and of its sidecar.
  init(_ file: [UInt8], path: String) {
    guard let container = try? Container(parsing: ByteView(file)) else {
      fields = []
      return
    }
    var record = MetadataRecord(container)
    if let sidecar = XMPSidecar.contents(of: path) { record.addSidecar(ByteView(sidecar)) }
    fields = record.fields
  }

  /// The label to write; nil when the one that is there says it already.
  ///
  /// A producer's label stays, and who writes now is added as the one who spreads the content.
  ///
  /// - Throws: ``Failure`` when there is no room for another label.
  func label(producer: String, number: String) throws -> AIGCLabel? {
    let other = fields.first {
      $0.path != "xmp.TC260:AIGC"
        && ($0.path == "png.text.AIGC" || $0.value.contains("\"AIGC\"")
          || $0.value.hasPrefix("AIGC{") || ($0.path.hasPrefix("jpeg.app") && $0.detail == "AIGC")
          || ($0.value.contains("\"Label\"")
            && ($0.value.contains("ContentProducer") || $0.value.contains("ServiceProvider"))))
    }
    if let other {
      throw Failure(
        "it has an AIGC label already, in \(other.path), and a file may hold only one "
          + "(GB 45438-2025 §6.1); it is left alone")
    }
    let new = AIGCLabel(contentProducer: producer, produceID: number)
    let written = fields.filter { $0.path == "xmp.TC260:AIGC" }
    guard let text = written.first?.value else { return new }
    guard written.count == 1 else {
      throw Failure("it has several AIGC labels already, and a file may hold only one")
    }
    let names: Set<String> = [
      "Label", "ContentProducer", "ProduceID", "ReservedCode1", "ContentPropagator", "PropagateID",
      "ReservedCode2",
    ]
    guard let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    else { return new }
    func value(_ name: String) -> String {
      (object[name] as? String) ?? (object[name] as? NSNumber)?.stringValue ?? ""
    }
    guard Set(object.keys).isSubset(of: names) else {
      throw Failure(
        "it has an AIGC label already, in a form that is not the standard's, and a file may hold "
          + "only one (GB 45438-2025 §6.1); it is left alone")
    }
    var label = AIGCLabel(
      label: AIGCLabel.Certainty(rawValue: value("Label")) ?? .generated,
      contentProducer: value("ContentProducer"), produceID: value("ProduceID"),
      reservedCode1: value("ReservedCode1"), contentPropagator: value("ContentPropagator"),
      propagateID: value("PropagateID"), reservedCode2: value("ReservedCode2"))
    let mine = (producer, number)
    if label.contentProducer.isEmpty
      || (label.contentProducer == producer && label.produceID.isEmpty)
    {
      (label.contentProducer, label.produceID) = mine
      return label
    }
    if mine == (label.contentProducer, label.produceID)
      || mine == (label.contentPropagator, label.propagateID)
    {
      return nil
    }
    guard label.contentPropagator.isEmpty, label.propagateID.isEmpty else {
      throw Failure(
        "its AIGC label names both who made it and who spreads it; it is left alone")
    }
    (label.contentPropagator, label.propagateID) = mine
    return label
  }
}
