import ByteReading
import Codecs
import Containers
import EvidenceModel
import Forensics
import Metadata
import Pixels

/// How much the embedded thumbnail differs from the picture.
struct ThumbnailComparison {
  /// The mean difference of luma, in levels.
  var difference: Double
  /// Where the thumbnail stands in the file.
  var range: Range<Int>
}

/// Decodes pixels, and compares the embedded thumbnail with them.
extension Inspection {
  /// Decodes the picture, when the options ask for it and the format has a decoder.
  mutating func decodePixels() {
    guard options.examinesPixels else {
      report.leaveOut("pixels", because: "Decoding was switched off (--no-pixels).")
      return
    }
    guard let container else { return }
    do {
      let image = try ImageDecoder.decode(file, format: container.format, limits: options.limits)
      for warning in image.warnings {
        report.diagnostics.append(
          Diagnostic(.note, code: "decode.warning", message: warning, stage: "decode"))
      }
      if image.isTruncated {
        report.diagnostics.append(
          Diagnostic(
            .warning, code: "decode.truncated", message: "The picture data ends too early",
            stage: "decode"))
      }
      report.width = image.pixels.width
      report.height = image.pixels.height
      coding = PictureCoding(
        of: image, formatName: container.format.rawValue, isJPEG: container.format == .jpeg,
        quality: container.jpeg?.estimatedQuality,
        luminanceTable: container.jpeg?.quantizationTables[0] ?? [])
      orientation =
        record?.exif.lazy.compactMap(\.content.orientation).first
        .flatMap { Orientation(rawValue: $0) } ?? .up
      self.image = image
    } catch {
      report.leaveOut("pixels", because: "The picture could not be decoded: \(error.description)")
      report.lacksPicture = !error.lacksCodec
      let code =
        error.identifier.hasPrefix("limit.") ? error.identifier : "decode.\(error.identifier)"
      report.diagnostics.append(
        Diagnostic(
          error.code == .unsupported ? .note : .error, code: code, message: error.description,
          stage: "decode"))
    }
  }

  /// The mean difference of luma, in levels, above which a thumbnail shows something else.
  ///
  /// Re-coded and sharpened thumbnails of cameras stay below 12 on our test pictures; a crop or
  /// another picture lies above 25.
  static let thumbnailThreshold = 20.0

  /// Compares the embedded thumbnail with the picture: a crop or an edit leaves the old one behind.
  mutating func compareThumbnail() {
    guard let image, let data = record?.exif.lazy.compactMap(\.content.thumbnail).first,
      let small = try? ImageDecoder.decode(data, format: .jpeg, limits: options.limits)
    else { return }
    thumbnail = Self.difference(small.pixels, image.pixels).map {
      ThumbnailComparison(difference: $0, range: data.rangeInFile)
    }
  }

  /// Adds what the embedded thumbnail shows as evidence.
  mutating func noteThumbnail() {
    guard let thumbnail else { return }
    let differs = thumbnail.difference > Self.thumbnailThreshold
    report.evidence.replaceAttribute(
      "thumbnail", of: "declared.camera", with: .string(differs ? "differs" : "equal"))
    guard differs else { return }
    report.evidence.add(
      Evidence(
        .declared, "privacy.thumbnail", value: .string("differs"),
        source: EvidenceSource(container: "EXIF thumbnail", range: thumbnail.range),
        attributes: ["difference": .number((thumbnail.difference * 10).rounded() / 10)]))
    report.metadata.privacy.append("thumbnail")
  }

  /// The mean absolute difference of luma, in levels `0...255`, of a thumbnail and a picture at
  /// 32 × 32, after black bars of the thumbnail were cut off; nil when either is too small.
  static func difference(_ thumbnail: PixelBuffer, _ picture: PixelBuffer) -> Double? {
    guard thumbnail.width >= 32, thumbnail.height >= 32, picture.width >= 64, picture.height >= 64
    else { return nil }
    // Cameras fit a 3:2 picture into a 4:3 thumbnail with black bars.
    let (tw, th) = (Double(thumbnail.width), Double(thumbnail.height))
    let aspect = Double(picture.width) / Double(picture.height)
    let fitted =
      tw / th > aspect
      ? (width: (th * aspect).rounded(), height: th) : (width: tw, height: (tw / aspect).rounded())
    func compare(_ width: Int, _ height: Int) -> Double? {
      guard width >= 16, height >= 16,
        let part = thumbnail.cropped(
          x: (thumbnail.width - width) / 2, y: (thumbnail.height - height) / 2, width: width,
          height: height)
      else { return nil }
      let a = part.downscaled(width: 16, height: 16).luma().values
      let b = picture.downscaled(width: 16, height: 16).luma().values
      // Cameras brighten thumbnails: a common shift is no difference.
      let shift = zip(a, b).reduce(0) { $0 + Double($1.0 - $1.1) } / Double(a.count)
      return zip(a, b).reduce(0) { $0 + abs(Double($1.0 - $1.1) - shift) } / Double(a.count)
    }
    let candidates = [
      compare(Int(fitted.width), Int(fitted.height)), compare(thumbnail.width, thumbnail.height),
    ]
    return candidates.compactMap(\.self).min()
  }
}
