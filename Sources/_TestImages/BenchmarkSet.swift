public import Codecs
import Pixels

/// Pictures for measurements: too many and too large to be checked in.
public enum BenchmarkSet {
  /// A JPEG of 12 megapixels with camera EXIF: one landscape repeated, with a comment of its own.
  public static func largePicture(number: Int) throws(DecodingError) -> [UInt8] {
    let tile = Scene(seed: 50, width: 500, height: 375).drawn()
    var samples: [UInt8] = []
    samples.reserveCapacity(4000 * 3000 * 3)
    for y in 0..<3000 {
      let start = y % tile.height * tile.rowStride
      let row = tile.samples[start..<(start + tile.rowStride)]
      for _ in 0..<8 { samples += row }
    }
    let picture = PixelBuffer(width: 4000, height: 3000, layout: .rgb, samples: samples)
    return JPEGWriter.inserting(
      [
        JPEGWriter.exif(SampleMetadata.camera.block()), JPEGWriter.comment("picture \(number)"),
      ], into: try ImageEncoder.encodeJPEG(picture, quality: 90))
  }

  /// Small files, no two alike: JPEG, PNG and WebP, some with metadata of generators.
  public static func smallFiles(
    count: Int
  ) throws(DecodingError) -> [(name: String, bytes: [UInt8])] {
    let scene = Scene(seed: 51, width: 48, height: 32).drawn()
    let jpeg = try ImageEncoder.encodeJPEG(scene, quality: 85)
    let png = try ImageEncoder.encodePNG(scene)
    let webp = try ImageEncoder.encodeWebP(scene, quality: 80)
    let header = Array(png.prefix(33))
    let rest = Array(png.dropFirst(33))
    let exif = JPEGWriter.exif(SampleMetadata.camera.block())
    let trained = XMPPacket.digitalSourceType("trainedAlgorithmicMedia")
    var files: [(name: String, bytes: [UInt8])] = []
    for number in 0..<count {
      let comment = "picture \(number)"
      let name = "\(number / 500)/picture-\(number)"
      switch number % 10 {
      case 0..<5:
        let segments = [exif, JPEGWriter.comment(comment)]
        files.append((name + ".jpg", JPEGWriter.inserting(segments, into: jpeg)))
      case 5, 6:
        let segments = [JPEGWriter.xmp(trained.text), JPEGWriter.comment(comment)]
        files.append((name + ".jpg", JPEGWriter.inserting(segments, into: jpeg)))
      case 7, 8:
        let chunk = PNGWriter.text("parameters", SampleMetadata.parameters + comment)
        files.append((name + ".png", header + chunk + rest))
      default:
        let packet = XMPPacket([("photoshop:Credit", comment)]).text
        files.append(
          (name + ".webp", WebPWriter.extended(webp, width: 48, height: 32, xmp: packet)))
      }
    }
    return files
  }
}
