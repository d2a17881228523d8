import ByteReading
import Codecs
import Containers
import EvidenceModel
import Forensics
import Inspection
import Metadata
import Pixels

/// A decoded picture, and the pictures that show what was measured on it.
struct MeasurementPictures {
  /// One picture.
  struct Item {
    /// A name for files, in kebab case.
    var name: String
    /// A title for people.
    var title: String
    /// What it shows, in one sentence.
    var caption: String
    /// The picture.
    var pixels: PixelBuffer
  }

  /// The picture as stored.
  let pixels: PixelBuffer
  /// How it is stored.
  let orientation: Orientation

  /// Reads and decodes a file; nil when that fails.
  init?(path: String, limits: ParsingLimits) {
    guard path != "-", let bytes = try? FileContents.read(path: path, limit: limits.fileSize)
    else { return nil }
    let file = ByteView(bytes)
    guard let container = try? Container(parsing: file, limits: limits),
      let decoded = try? ImageDecoder.decode(file, format: container.format, limits: limits)
    else { return nil }
    pixels = decoded.pixels
    orientation = MetadataRecord(container, limits: limits).orientation
  }

  /// The residual, the spectrum, the map of tiles, and the faces where there are any.
  func items(of report: InspectionReport) -> [Item] {
    let tiles = TileSelection(of: pixels).tiles
    var items: [Item] = []
    if let residual = ForensicPictures.residual(of: pixels) {
      items.append(
        Item(
          name: "residual", title: "Residual",
          caption: "What each pixel is beyond what its neighbours predict, eight times as strong.",
          pixels: residual))
    }
    if let spectrum = ForensicPictures.spectrum(of: pixels, tiles: tiles) {
      let marked = spectrum.peaks.count
      items.append(
        Item(
          name: "spectrum", title: "Spectrum",
          caption:
            "Frequencies of the measured tiles, slow ones in the middle; \(marked) peaks are marked. "
            + "Peaks come from upsampling, from JPEG and from textures alike.",
          pixels: spectrum.picture))
    }
    if !tiles.isEmpty {
      items.append(
        Item(
          name: "tiles", title: "Tiles",
          caption: "Where the statistics were measured.",
          pixels: ForensicPictures.tileMap(of: pixels, tiles: tiles)))
    }
    if let faces = report.faces, !faces.isEmpty {
      items.append(
        Item(
          name: "faces", title: "Faces",
          caption: "Where faces were found. Nobody is identified.", pixels: overlay(faces)))
    }
    return items
  }

  /// The upright picture, made small, with a frame around each face.
  private func overlay(_ faces: [FaceResult]) -> PixelBuffer {
    let small = pixels.thumbnail(maxSide: 768).upright(from: orientation).convertedToRGB()
    let width = orientation.swapsAxes ? pixels.height : pixels.width
    let scale = Double(small.width) / Double(max(width, 1))
    var samples = small.samples
    func mark(_ x: Int, _ y: Int) {
      guard (0..<small.width).contains(x), (0..<small.height).contains(y) else { return }
      let index = 3 * (y * small.width + x)
      (samples[index], samples[index + 1], samples[index + 2]) = (255, 210, 0)
    }
    for face in faces {
      func scaled(_ number: Int) -> Int { Int((Double(number) * scale).rounded()) }
      let (left, top) = (scaled(face.x), scaled(face.y))
      let (right, bottom) = (left + scaled(face.width), top + scaled(face.height))
      // A detector may answer boxes that leave the picture.
      for inset in 0..<2 where right > left && bottom > top {
        for x in max(left, 0)...max(0, min(right, small.width)) {
          mark(x, top + inset)
          mark(x, bottom - inset)
        }
        for y in max(top, 0)...max(0, min(bottom, small.height)) {
          mark(left + inset, y)
          mark(right - inset, y)
        }
      }
    }
    return PixelBuffer(
      width: small.width, height: small.height, layout: .rgb, samples: samples)
  }
}

extension MetadataRecord {
  /// How the picture is stored, by the first EXIF block that says so.
  var orientation: Orientation {
    exif.lazy.compactMap(\.content.orientation).first.flatMap(Orientation.init) ?? .up
  }
}
