import DeclaredOrigin
import EvidenceModel
import Metadata
import Pixels

/// Turns the traces of generators into declared evidence.
extension Inspection {
  /// Looks for what generators left in the metadata.
  mutating func readDeclaredOrigin() {
    guard let record else { return }
    add(OriginTraces(record), carrier: nil)
  }

  /// Adds traces as evidence.
  ///
  /// - Parameter carrier: Where they were read, when not in the fields themselves.
  mutating func add(_ found: OriginTraces, carrier: String?) {
    for trace in found.traces { add(trace, carrier: carrier) }
    for (label, field) in found.aigcLabels {
      var attributes: [String: EvidenceValue] = [
        "class": .string(label.classification.rawValue),
        "isValid": .boolean(label.problems.isEmpty),
        "problems": .string(label.problems.joined(separator: "; ")), "form": .string(field.path),
      ]
      attributes["producer"] = label.contentProducer.map { .string($0) }
      attributes["producerName"] = label.producerName.map { .string($0) }
      attributes["produceID"] = label.produceID.map { .string($0) }
      attributes["propagator"] = label.contentPropagator.map { .string($0) }
      report.evidence.add(
        Evidence(
          .declared, "declared.aigcLabel", value: .string(label.label), source: Self.source(field),
          attributes: attributes))
      report.metadata.generator = report.metadata.generator ?? label.producerName
    }
  }

  private mutating func add(_ trace: GeneratorTrace, carrier: String?) {
    let signature = verifiedSignature(of: trace)
    var attributes: [String: EvidenceValue] = [
      "family": .string(trace.family), "class": .string(trace.classification.rawValue),
      "certainty": .string(trace.certainty.rawValue), "signature": .string(signature.rawValue),
    ]
    attributes["vendor"] = trace.vendor.map { .string($0) }
    for (key, value) in trace.details { attributes[key] = .string(value) }
    let source =
      trace.fields.first.map(Self.source)
      ?? EvidenceSource(container: carrier ?? "metadata")
    report.evidence.add(
      Evidence(
        .declared, "generator.\(trace.family)", value: .string(trace.generator),
        source: carrier.map { EvidenceSource(container: $0, field: source.field) } ?? source,
        attributes: attributes))
    if trace.classification == .aiGenerated || trace.classification == .aiEdited {
      report.metadata.generator = report.metadata.generator ?? trace.generator
    }
    guard let prompt = trace.prompt, !prompt.isEmpty else { return }
    report.metadata.prompt = report.metadata.prompt ?? prompt
    guard !report.metadata.privacy.contains("prompt") else { return }
    report.metadata.privacy.append("prompt")
    report.evidence.add(
      Evidence(
        .declared, "privacy.prompt", value: .string(String(prompt.prefix(16_384))), source: source,
        isPersonal: true))
  }

  /// Verifies a signature over pixels; `none` where pixels were not decoded.
  private func verifiedSignature(of trace: GeneratorTrace) -> GeneratorTrace.Signature {
    guard let comment = trace.signedComment, let pixels = image?.pixels else {
      return trace.signature
    }
    return NovelAISignature.verify(comment: comment, rgb: pixels.convertedToRGB().samples)
  }
}
