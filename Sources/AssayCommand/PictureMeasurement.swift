import ByteReading
import Codecs
import Containers
import Forensics
import Inspection
import Metadata
import Pixels

/// Reads one picture of a collection and measures it as inspection does.
struct PictureMeasurement {
  var format: String
  var width: Int
  var height: Int
  var coding: PictureCoding
  /// The chroma planes of a JPEG, for example `4:2:0`; nil for other files and gray ones.
  var chroma: String?
  var examination: ForensicExamination
  /// The whole picture as stored.
  var pixels: PixelBuffer
  /// How it is stored.
  var orientation: Orientation

  /// The quality of a JPEG on the IJG scale; nil for other files.
  var quality: Int? { coding.quality }

  /// Why a picture was not measured.
  struct Problem: Error { var reason: String }

  /// Measures a picture.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - region: The part to measure, `x,y,width,height` in pixels; nil for all. A part of a JPEG
  ///     must start at a multiple of 16, or its block grid is lost.
  ///   - model: The weights.
  /// - Throws: ``Problem``.
  init(
    path: String, region: [Int]? = nil, model: ForensicModel? = .standard,
    limits: ParsingLimits = ParsingLimits()
  ) throws(Problem) {
    let bytes: [UInt8]
    do { bytes = try FileContents.read(path: path, limit: limits.fileSize) } catch {
      throw Problem(reason: error.explanation)
    }
    let file = ByteView(bytes)
    let container: Container
    let image: DecodedImage
    do { container = try Container(parsing: file, limits: limits) } catch {
      throw Problem(reason: "the bytes are no image format that is known")
    }
    do { image = try ImageDecoder.decode(file, format: container.format, limits: limits) } catch {
      throw Problem(reason: error.description)
    }
    var measured = image.pixels
    if let region {
      guard region.count == 4,
        let part = measured.cropped(x: region[0], y: region[1], width: region[2], height: region[3])
      else { throw Problem(reason: "the region leaves the picture") }
      measured = part
    }
    pixels = image.pixels
    orientation = MetadataRecord(container, limits: limits).orientation
    format = container.format.rawValue
    (width, height) = (measured.width, measured.height)
    coding = PictureCoding(
      of: image, formatName: container.format.rawValue, isJPEG: container.format == .jpeg,
      quality: container.jpeg?.estimatedQuality,
      luminanceTable: container.jpeg?.quantizationTables[0] ?? [])
    chroma = container.jpeg?.chromaSubsampling
    examination = ForensicExamination(of: measured, coding: coding, model: model)
  }
}
