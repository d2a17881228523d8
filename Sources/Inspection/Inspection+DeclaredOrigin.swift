import DeclaredOrigin
import EvidenceModel
import Metadata
import Pixels

/// Turns the traces of generators into declared evidence.
extension Inspection {
  /// Looks for what generators left in the metadata.
  mutating func readDeclaredOrigin() {
    guard let record else { return }
    do {
      declaredOrigin = try DeclaredOrigin(record.fields)
    } catch {
      report.diagnostics.append(
        Diagnostic(.error, code: "declared.catalogue", message: "\(error)", stage: "generators"))
    }
  }

  /// Adds what generators left in the metadata as evidence.
  mutating func noteDeclaredOrigin() {
    guard let origin = declaredOrigin else { return }
    // A label has evidence of its own.
    for trace in origin.traces where trace.family != "tc260" { add(trace, carrier: nil) }
    let named = origin.traces.first { $0.family == "tc260" && $0.product != nil }
    for label in origin.aigcLabels { add(label, producerName: named?.generator) }
    addProperties(of: origin)
  }

  /// Adds what was hidden in the pixels as text.
  mutating func addStealthTraces(_ payload: String, carrier: String) {
    for trace in (try? GeneratorCatalogue.builtIn())?.traces(inStealthPayload: payload) ?? [] {
      add(trace, carrier: carrier)
    }
  }

  private static func source(_ field: GeneratorTrace.Field) -> EvidenceSource {
    EvidenceSource(container: field.carrier, range: field.range, field: field.path)
  }

  /// Adds what the standard properties about AI, credit lines and rights statements say.
  private mutating func addProperties(of origin: DeclaredOrigin) {
    func attribute(_ key: String, _ name: String) -> [String: EvidenceValue] {
      origin.aiProperties.first { $0.name == name }.map { [key: .string($0.value)] } ?? [:]
    }
    let record = record
    func first(_ paths: [String]) -> EvidenceValue? {
      paths.compactMap { record?.value(at: $0) }.first { !$0.isEmpty }
        .map { .string(String($0.prefix(128))) }
    }
    for property in origin.aiProperties {
      switch property.name {
      case "AISystemUsed":
        let version = attribute("version", "AISystemVersionUsed")
        // The digital source type says what the system was used for.
        let types = record?.digitalSourceTypes.map(\.type.classification) ?? []
        let isEdit =
          !types.contains(.aiGenerated)
          && types.contains { $0 == .aiEdited || $0 == .aiComposite }
        var attributes = version
        attributes["class"] = .string(isEdit ? "aiEdited" : "aiGenerated")
        attributes["created"] = first([
          "xmp.photoshop:DateCreated", "xmp.xmp:CreateDate", "exif.DateTimeOriginal",
          "exif.DateTimeDigitized",
        ])
        attributes["identifier"] = first([
          "xmp.Iptc4xmpExt:DigImageGUID", "xmp.Iptc4xmpExt:DigitalImageGUID",
        ])
        report.evidence.add(
          Evidence(
            .declared, "declared.aiSystem", value: .string(property.value),
            source: Self.source(property.field), attributes: attributes))
        report.metadata.aiSystem = [property.value, version["version"]?.text]
          .compactMap(\.self).joined(separator: " ")
      case "AIPromptInformation":
        report.evidence.add(
          Evidence(
            .declared, "declared.aiPrompt", value: .string(property.value),
            source: Self.source(property.field),
            attributes: attribute("writer", "AIPromptWriterName"), isPersonal: true))
        report.metadata.prompt = report.metadata.prompt ?? property.value
      default: break
      }
    }
    for credit in origin.credits {
      report.evidence.add(
        Evidence(
          .declared, "declared.credit", value: .string(credit.text),
          source: Self.source(credit.field),
          attributes: ["class": .string(credit.classification.rawValue)]))
    }
    for rights in origin.dataMining {
      var attributes: [String: EvidenceValue] = [:]
      attributes["isProhibited"] = rights.isProhibited.map { .boolean($0) }
      report.evidence.add(
        Evidence(
          .declared, "declared.dataMining", value: .string(rights.term),
          source: Self.source(rights.field), attributes: attributes))
    }
  }

  private mutating func add(_ label: AIGCLabel, producerName: String?) {
    var attributes: [String: EvidenceValue] = [
      "class": .string(label.classification.rawValue), "isValid": .boolean(label.isValid),
      "problems": .string(label.problems.map(\.explanation).joined(separator: "; ")),
      "form": .string(label.form.rawValue),
    ]
    attributes["producer"] = label.producer.map { .string($0) }
    attributes["producerName"] = producerName.map { .string($0) }
    attributes["produceID"] = label.produceID.map { .string($0) }
    attributes["propagator"] = label.propagator.map { .string($0) }
    report.evidence.add(
      Evidence(
        .declared, "declared.aigcLabel", value: .string(label.writtenLabel ?? ""),
        source: label.field.map(Self.source) ?? EvidenceSource(container: "metadata"),
        attributes: attributes))
    report.metadata.generator = report.metadata.generator ?? producerName
  }

  private mutating func add(_ trace: GeneratorTrace, carrier: String?) {
    let signature = verifiedSignature(of: trace)
    var attributes: [String: EvidenceValue] = [
      "family": .string(trace.family), "class": .string(trace.classification.rawValue),
      "certainty": .string(trace.certainty.rawValue), "signature": .string(signature.rawValue),
    ]
    attributes["vendor"] = trace.vendor.map { .string($0) }
    attributes["product"] = trace.product.map { .string($0) }
    let personal: Set<GenerationParameters.Name> = [
      .prompt, .negativePrompt, .generator, .width, .height,
    ]
    for (name, value) in trace.parameters.values where !personal.contains(name) {
      attributes[name.rawValue] = .string(value)
    }
    attributes["size"] = trace.parameters.size.map { .string($0) }
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
    guard let prompt = trace.parameters.prompt, !prompt.isEmpty else { return }
    report.metadata.prompt = report.metadata.prompt ?? prompt
    guard !report.metadata.privacy.contains("prompt") else { return }
    report.metadata.privacy.append("prompt")
    report.evidence.add(
      Evidence(
        .declared, "privacy.prompt", value: .string(String(prompt.prefix(16_384))), source: source,
        isPersonal: true))
  }

  /// Verifies a signature over pixels; `none` where pixels were not decoded.
  private func verifiedSignature(of trace: GeneratorTrace) -> NovelAISignature.Outcome {
    guard let comment = trace.signedText, let pixels = image?.pixels else {
      return trace.signature
    }
    return NovelAISignature.verify(comment: comment, rgb: pixels.convertedToRGB().samples)
  }
}
