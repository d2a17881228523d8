import EvidenceModel

/// What opens below an image: decision, reason and fix first, then the evidence.
extension HTMLReporter {
  func detail(_ image: ImageReport, _ pictures: HTMLPictures?) -> String {
    let inspection = image.inspection
    return act(image) + disclosure(image) + evidence(inspection)
      + credentials(inspection.credentials) + watermarks(inspection)
      + pixels(inspection, pictures?.measurements ?? [])
      + faces(image, pictures?.faces ?? []) + limits(inspection) + file(image)
  }

  func section(_ title: String, _ body: String, note: String = "") -> String {
    let note = note.isEmpty ? "" : "<p class=\"dim\">\(HTMLText.escape(note))</p>"
    return "<section><h4>\(HTMLText.escape(title))</h4>\(note)\(body)</section>\n"
  }

  // MARK: Decision, reason, fix

  private func act(_ image: ImageReport) -> String {
    let verdict = image.verdict
    var reasons = verdict.countingFindings.map { finding($0, of: image) }.joined()
    for finding in verdict.suppressedFindings {
      reasons += """
        <li class="finding waived"><p class="head">Waived: \(HTMLText.escape(title(finding)))</p>\
        <p class="small">\(HTMLText.foreign(finding.suppression ?? ""))</p></li>
        """
    }
    if reasons.isEmpty {
      reasons = "<li>No rule found anything to object to.</li>"
    }
    let steps = image.nextSteps.map { "<li><span>\(HTMLText.prose($0))</span></li>" }.joined()
    let next =
      steps.isEmpty ? "<p>Nothing. Keep the metadata when you publish.</p>" : "<ol>\(steps)</ol>"
    return """
      <div class="act"><section class="next"><h4>What to do next</h4>\(next)</section>\
      <section><h4>Why</h4><ul>\(reasons)</ul></section></div>

      """
  }

  private func title(_ finding: Finding) -> String { rules[finding.rule]?.title ?? finding.rule }

  private func finding(_ finding: Finding, of image: ImageReport) -> String {
    var small =
      "\(Wording.severity(finding.severity)), \(finding.confidence.rawValue) confidence, "
      + "rule \(finding.rule)"
    if let location = finding.location {
      small += ", in \(location.path)" + (location.line.map { " line \($0)" } ?? "")
    }
    var text = "<li class=\"finding\">"
    if let title = rules[finding.rule]?.title {
      text += "<p class=\"head\">\(HTMLText.escape(title))</p>"
    }
    text += "<p>\(HTMLText.prose(redaction.text(finding.message, of: image)))</p>"
    text += "<p class=\"small\"><bdi>\(HTMLText.escape(small))</bdi></p>"
    if !finding.references.isEmpty {
      let links = finding.references.map { reference in
        HTMLText.link(reference.title, to: reference.url)
          + (reference.date.map { " (\(HTMLText.escape($0)))" } ?? "")
      }
      text += "<p class=\"small\">\(links.joined(separator: "; "))</p>"
    }
    return text + "</li>"
  }

  private func disclosure(_ image: ImageReport) -> String {
    let disclosure = image.verdict.disclosure
    guard !disclosure.labels.isEmpty else {
      return section("Disclosure", "<p>\(Wording.disclosure(disclosure)).</p>")
    }
    let rows = disclosure.labels.map { label in
      """
      <tr><td>\(HTMLText.escape(label.type))</td><td>\(HTMLText.foreign(label.value))</td>\
      <td>\(HTMLText.foreign(label.location))</td></tr>
      """
    }.joined()
    return section(
      "Disclosure",
      "<p>\(Wording.disclosure(disclosure)).</p>"
        + Self.table(["Label", "Says", "Where"], rows))
  }

  static func table(_ columns: [String], _ rows: String) -> String {
    let head = columns.map { "<th scope=\"col\">\($0)</th>" }.joined()
    let style = columns.count == 3 ? " class=\"three\"" : ""
    return "<div class=\"scroll\"><table\(style)><thead><tr>\(head)</tr></thead>"
      + "<tbody>\(rows)</tbody></table></div>"
  }

  // MARK: Evidence

  private func evidence(_ inspection: InspectionReport) -> String {
    let items = inspection.evidence.items
    guard !items.isEmpty else {
      return section("Evidence", "<p>The file says nothing about its origin.</p>")
    }
    var body = ""
    for kind in EvidenceKind.allCases {
      let facts = items.filter { $0.kind == kind }
      guard !facts.isEmpty else { continue }
      let (title, explanation) = Wording.evidenceKind(kind)
      body += "<h5 class=\"kind\">\(title) <span class=\"dim\">\(explanation)</span></h5>"
      body += Self.table(["Fact", "Value", "Where"], facts.map(row).joined())
    }
    return section("Evidence", body)
  }

  private func row(_ evidence: Evidence) -> String {
    let source = evidence.source
    var place = source.field ?? ""
    if let offset = source.byteOffset {
      place += (place.isEmpty ? "" : ", ") + "byte \(offset)"
      if let length = source.byteLength { place += ", \(Wording.count(length, "byte")) long" }
    }
    let attributes = redaction.attributes(of: evidence).sorted { $0.key < $1.key }
      .map { "\($0.key): \($0.value.text)" }.joined(separator: "; ")
    let more =
      attributes.isEmpty ? "" : "<span class=\"sub\">\(HTMLText.foreign(attributes))</span>"
    let sub = place.isEmpty ? "" : "<span class=\"sub\">\(HTMLText.foreign(place))</span>"
    return """
      <tr><td><bdi>\(HTMLText.escape(evidence.id))</bdi></td>\
      <td>\(HTMLText.foreign(redaction.value(of: evidence).text))\(more)</td>\
      <td>\(HTMLText.foreign(source.container))\(sub)</td></tr>
      """
  }

  // MARK: Marks and pixels

  private func watermarks(_ inspection: InspectionReport) -> String {
    guard !inspection.watermarks.isEmpty else { return "" }
    let rows = inspection.watermarks.map { mark in
      var strength: [String] = []
      if let matched = mark.matchedBits, let total = mark.totalBits {
        strength.append("\(matched) of \(total) bits")
      }
      if let zScore = mark.zScore { strength.append("z = \(DecimalText.fixed(zScore, 1))") }
      if let pValue = mark.pValue {
        strength.append("p = \(DecimalText.probability(pValue))")
      }
      if let view = mark.view { strength.append(view) }
      let remark = mark.isPresenceUnknown ? "Bits only: no test for presence exists." : ""
      return """
        <tr><td>\(HTMLText.foreign(mark.name))<span class="sub">\(HTMLText.foreign(mark.scheme))\
        </span></td><td>\(HTMLText.foreign(redaction.payload(of: mark) ?? mark.generator ?? "–"))\
        <span class="sub">\(remark)</span></td>\
        <td>\(HTMLText.foreign(strength.joined(separator: ", ")))</td>\
        <td>\(HTMLText.foreign(mark.robustness))</td></tr>
        """
    }.joined()
    return section(
      "Watermarks and patterns",
      Self.table(["Mark", "Carries", "Strength", "Survives"], rows))
  }

  private func pixels(_ inspection: InspectionReport, _ pictures: [HTMLPicture]) -> String {
    guard inspection.forensics != nil || !pictures.isEmpty else { return "" }
    var body = ""
    if let result = inspection.forensics {
      body += "<dl class=\"facts\"><div><dt>Outcome</dt>"
      body += "<dd>\(Wording.outcome(result.outcome))</dd></div>"
      if let score = result.score, score.isFinite {
        let number = DecimalText.fixed(score, 2)
        body += """
          <div><dt>Score</dt><dd>\(number)<meter min="0" max="1" low="0.5" high="0.9" \
          value="\(number)" aria-label="Score \(number) of 1"></meter></dd></div>
          """
      }
      if let model = result.model {
        body += "<div><dt>Model</dt><dd>\(HTMLText.foreign(model))</dd></div>"
      }
      body += "<div class=\"wide\"><dt>Reason</dt><dd>\(HTMLText.foreign(result.reason))</dd></div>"
      if !result.statistics.isEmpty {
        let list = result.statistics.sorted { $0.key < $1.key }
          .map { "\($0.key) \(DecimalText.fixed($0.value, 3))" }.joined(separator: ", ")
        body +=
          "<div class=\"wide\"><dt>Statistics</dt><dd>\(HTMLText.foreign(list))</dd></div>"
      }
      body += "</dl>"
    }
    if !pictures.isEmpty {
      let figures = pictures.map { picture in
        """
        <figure>\(Self.picture(picture, alternative: HTMLText.escape(picture.title)))\
        <figcaption><b>\(HTMLText.escape(picture.title))</b> \
        \(HTMLText.escape(picture.caption))</figcaption></figure>
        """
      }.joined()
      body += "<div class=\"figures\">\(figures)</div>"
    }
    return section(
      "Measured on the picture", body,
      note: "Statistics give reasons to look, not proof; compression and filters move them.")
  }

  private func faces(_ image: ImageReport, _ crops: [HTMLPicture?]) -> String {
    guard let faces = image.inspection.faces, !faces.isEmpty else { return "" }
    let name = HTMLText.escape(
      image.inspection.path.split(separator: "/").last.map(String.init) ?? "")
    let rows = faces.prefix(100).enumerated().map { index, face in
      let crop = (index < crops.count ? crops[index] : nil).map {
        let alternative = "Face \(index + 1) of \(name), cut out"
        return "<span class=\"crop\">\(Self.picture($0, alternative: alternative))</span>"
      }
      let cues = face.cues.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.text)" }
      let score = face.score.map { " (score \(DecimalText.fixed($0, 2)))" } ?? ""
      return """
        <tr><td>\(crop ?? "")Face \(index + 1)<span class="sub">\(face.width) × \(face.height) at \
        \(face.x), \(face.y); detection score \(DecimalText.fixed(face.detection, 2))</span></td><td>\(Wording.outcome(face.outcome))\(score)</td>\
        <td>\(HTMLText.foreign(cues.joined(separator: "; ")))</td></tr>
        """
    }.joined()
    return section(
      "Faces", Self.table(["Face", "Outcome", "Measured"], rows),
      note: "Found to measure framing and detail. Nobody is identified.")
  }

  // MARK: Limits and file

  private func limits(_ inspection: InspectionReport) -> String {
    guard !inspection.diagnostics.isEmpty || !inspection.notEvaluated.isEmpty else { return "" }
    var body = ""
    if !inspection.diagnostics.isEmpty {
      let rows = inspection.diagnostics.prefix(200).map { diagnostic in
        """
        <tr><td>\(Wording.severity(diagnostic.severity))</td>\
        <td>\(HTMLText.foreign(diagnostic.message))<span class="sub">\
        \(HTMLText.foreign(diagnostic.code))</span></td>\
        <td>\(HTMLText.foreign(diagnostic.stage))\(diagnostic.offset.map { ", byte \($0)" } ?? "")\
        </td></tr>
        """
      }.joined()
      body += Self.table(["Weight", "What could not be read or checked", "Where"], rows)
    }
    if !inspection.notEvaluated.isEmpty {
      let rows = inspection.notEvaluated.map { name in
        """
        <tr><td>\(HTMLText.foreign(Wording.notEvaluated(name)))</td>\
        <td>\(HTMLText.foreign(inspection.notEvaluatedReasons[name] ?? ""))</td></tr>
        """
      }.joined()
      body += Self.table(["Not checked", "Why"], rows)
    }
    return section("Limits of this check", body)
  }

  private func file(_ image: ImageReport) -> String {
    let inspection = image.inspection
    let path = RelativePath.shortened(inspection.path, root: options.root)
    let metadata = inspection.metadata
    var facts: [(String, String)] = []
    if let format = inspection.format { facts.append(("Format", format)) }
    if let width = inspection.width, let height = inspection.height {
      facts.append(("Size", "\(width) × \(height)"))
    }
    facts.append(("Bytes", DecimalText.bytes(inspection.byteCount)))
    if let camera = metadata.camera { facts.append(("Camera", camera)) }
    if let software = metadata.software { facts.append(("Software", software)) }
    if let generator = metadata.generator { facts.append(("Generator", generator)) }
    if let system = metadata.aiSystem { facts.append(("AI system", system)) }
    if let prompt = redaction.prompt(of: metadata) { facts.append(("Prompt", prompt)) }
    if !metadata.privacy.isEmpty {
      facts.append(("Personal data in the file", metadata.privacy.joined(separator: ", ")))
    }
    let total = inspection.timing.reduce(0) { $0 + $1.milliseconds }
    if total > 0 { facts.append(("Time taken", "\(DecimalText.fixed(total, 1)) ms")) }
    var body = facts.map { "<div><dt>\($0.0)</dt><dd>\(HTMLText.foreign($0.1))</dd></div>" }
      .joined()
    body += "<div class=\"wide\"><dt>Path</dt><dd>\(HTMLText.foreign(path))</dd></div>"
    if !image.posts.isEmpty {
      let posts = image.posts.map { "\($0.path)\($0.line.map { ":\($0)" } ?? "")" }
      body += "<div class=\"wide\"><dt>Used in</dt>"
      body += "<dd>\(HTMLText.foreign(posts.joined(separator: ", ")))</dd></div>"
    }
    if !inspection.sha256.isEmpty {
      body += "<div class=\"wide\"><dt>SHA-256</dt>"
      body += "<dd><code>\(HTMLText.escape(inspection.sha256))</code></dd></div>"
    }
    return section("File", "<dl class=\"facts\">\(body)</dl>")
  }
}
