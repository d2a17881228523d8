import EvidenceModel

/// The part of an image that the gallery shows.
extension HTMLReporter {
  func card(_ image: ImageReport, _ pictures: HTMLPictures?) -> String {
    let verdict = image.verdict
    let path = RelativePath.shortened(image.inspection.path, root: options.root)
    let slash = path.lastIndex(of: "/")
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let folder = slash.map { String(path[...$0]) } ?? ""
    let summary = redaction.text(verdict.origin.summary, of: image)
    var origin = Wording.origin(verdict.origin.classification)
    if let generator = verdict.origin.generator { origin += " · \(generator)" }
    let why =
      verdict.countingFindings.first.map { redaction.text($0.message, of: image) }
      ?? image.gravestDiagnostics.first?.message
    return """
      <summary>\(frame(image, pictures?.thumbnail))<div class="words">\
      <span class="pill">\(Self.icon(verdict.decision))\(Wording.decision(verdict.decision))</span>\
      <h3><bdi>\(HTMLText.escape(name))</bdi></h3>\
      <p class="folder"><bdi>\(HTMLText.escape(folder))</bdi></p>\
      <p class="origin"><bdi>\(HTMLText.escape(origin))</bdi></p>\
      <p class="why"><bdi>\(HTMLText.escape(String((why ?? summary).prefix(160))))</bdi></p>\
      <p class="sentence"><bdi>\(HTMLText.escape(String(summary.prefix(600))))</bdi></p>\
      <p class="more">Close</p></div></summary>
      """
  }

  /// The thumbnail, with the boxes of faces over it.
  private func frame(_ image: ImageReport, _ thumbnail: HTMLPicture?) -> String {
    guard let thumbnail, thumbnail.width > 0, thumbnail.height > 0 else {
      let format = image.inspection.format.map { "No preview (\($0))" } ?? "No preview"
      return "<div class=\"frame\"><span class=\"none\">\(HTMLText.escape(format))</span></div>"
    }
    let name = HTMLText.escape(
      image.inspection.path.split(separator: "/").last.map(String.init) ?? "")
    return """
      <div class="frame">\(Self.picture(thumbnail, alternative: "Preview of \(name)"))\
      \(faces(image.inspection, thumbnail))</div>
      """
  }

  /// Face boxes in the coordinates of the upright image; only where these are plausible.
  private func faces(_ inspection: InspectionReport, _ thumbnail: HTMLPicture) -> String {
    guard let faces = inspection.faces, !faces.isEmpty, let width = inspection.width,
      let height = inspection.height, width > 0, height > 0
    else { return "" }
    // The size is that of the stored picture; the boxes are of the picture turned upright.
    let isTurned = (width > height) != (thumbnail.width > thumbnail.height) && width != height
    let (columns, rows) = isTurned ? (height, width) : (width, height)
    let boxes = faces.prefix(100).map { face in
      let box =
        "x=\"\(face.x)\" y=\"\(face.y)\" width=\"\(max(0, face.width))\" height=\"\(max(0, face.height))\""
      return "<rect class=\"edge\" \(box)/><rect \(box)/>"
    }.joined()
    return """
      <svg class="faces" viewBox="0 0 \(columns) \(rows)" role="img" \
      aria-label="\(Wording.count(faces.count, "face")) marked">\(boxes)</svg>
      """
  }

  /// A picture as data of the page.
  static func picture(_ picture: HTMLPicture, alternative: String) -> String {
    """
    <img src="data:\(picture.encoding.rawValue);base64,\(Base64.encode(picture.data))" \
    width="\(picture.width)" height="\(picture.height)" alt="\(alternative)" loading="lazy" \
    decoding="async">
    """
  }

  private static func icon(_ decision: Decision) -> String {
    let path =
      switch decision {
      case .block: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM3.7 3.7l8.6 8.6"
      case .review: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.3 10.3 14 14"
      case .pass: "m3 8.5 3.3 3.3L13 4.7"
      case .notInspected: "M5.5 5.6a2.6 2.6 0 1 1 3.6 2.5C8.3 8.5 8 9 8 10M8 13.2v.1"
      }
    return "<svg viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"\(path)\"/></svg>"
  }
}
