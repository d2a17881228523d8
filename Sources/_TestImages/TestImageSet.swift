import Codecs
import Containers
import EvidenceModel
import Pixels

/// All files of the folder TestImages.
public enum TestImageSet {
  /// The files, sorted by name.
  ///
  /// HEIC and AVIF are left out where the system's libheif has no encoder for them.
  public static func files() throws -> [TestImage] {
    let all =
      try disclosed() + undisclosed() + hidden() + silent() + broken() + signed()
    return all.sorted { $0.name < $1.name }
  }

  /// Pictures whose metadata says openly that a model made or changed them.
  static func disclosed() throws(DecodingError) -> [TestImage] {
    let trained = XMPPacket.digitalSourceType("trainedAlgorithmicMedia").text
    let jpeg = try ImageEncoder.encodeJPEG(Scene(seed: 1).drawn(), quality: 85)
    let webp = try ImageEncoder.encodeWebP(Scene(seed: 3).drawn(), quality: 80)
    let edited = XMPPacket.digitalSourceType(
      "compositeWithTrainedAlgorithmicMedia", and: [("photoshop:Credit", "Edited with a test tool")]
    )
    let job = "5b0f5a52-0c6f-4a57-9d3c-6f3c8a1b2c3d"
    var files = [
      TestImage(
        name: "ai-disclosed.jpg",
        bytes: JPEGWriter.inserting([JPEGWriter.xmp(trained)], into: jpeg),
        content: "XMP: IPTC DigitalSourceType `trainedAlgorithmicMedia`, in APP1",
        origin: .aiGenerated,
        disclosure: .present, isCodedHere: false),
      TestImage(
        name: "ai-disclosed.png",
        bytes: PNGWriter.file(Scene(seed: 2).drawn(), beforeData: [PNGWriter.xmp(trained)]),
        content: "XMP: `trainedAlgorithmicMedia`, in an iTXt chunk", origin: .aiGenerated,
        disclosure: .present,
        isCodedHere: true),
      TestImage(
        name: "ai-disclosed.webp",
        bytes: WebPWriter.extended(webp, width: 96, height: 64, xmp: trained),
        content: "XMP: `trainedAlgorithmicMedia`, in an XMP chunk", origin: .aiGenerated,
        disclosure: .present,
        isCodedHere: false),
      TestImage(
        name: "ai-disclosed.jxl", bytes: emptyJPEGXL(xmp: trained),
        content: "XMP: `trainedAlgorithmicMedia`, in an `xml ` box; the codestream has no frame",
        origin: .aiGenerated, disclosure: .present, isCodedHere: true),
      TestImage(
        name: "ai-edited.jpg",
        bytes: JPEGWriter.inserting(
          [JPEGWriter.exif(SampleMetadata.camera.block()), JPEGWriter.xmp(edited.text)],
          into: try ImageEncoder.encodeJPEG(Scene(seed: 4).drawn(), quality: 90)),
        content: "camera EXIF; XMP: `compositeWithTrainedAlgorithmicMedia`", origin: .aiEdited,
        disclosure: .present, isCodedHere: false),
      TestImage(
        name: "midjourney.png",
        bytes: PNGWriter.file(
          Scene(seed: 5).drawn(),
          beforeData: [
            PNGWriter.text("Description", "a lighthouse at dusk --ar 3:2 --v 6.1 Job ID: \(job)"),
            PNGWriter.text("Author", "assay_test"),
            PNGWriter.text("Creation Time", "Fri, 01 May 2026 12:00:00 GMT"),
            PNGWriter.text("XML:com.adobe.xmp", trained.withoutByteOrderMark),
          ]),
        content: "a Midjourney job in tEXt, and XMP in a tEXt chunk as Midjourney writes it",
        origin: .aiGenerated, disclosure: .present, isCodedHere: true),
      TestImage(
        name: "tc260-label.png",
        bytes: PNGWriter.file(
          Scene(seed: 6).drawn(),
          beforeData: [
            PNGWriter.xmp(XMPPacket([("TC260:AIGC", SampleMetadata.contentLabel)]).text)
          ]),
        content: "the AIGC label of GB 45438-2025, generated", origin: .aiGenerated,
        disclosure: .present, isCodedHere: true),
    ]
    for (format, name, seed) in [
      (ImageFormat.heif, "ai-disclosed.heic", UInt64(7)), (.avif, "ai-disclosed.avif", 8),
    ] {
      do throws(DecodingError) {
        let bytes = try ImageEncoder.encodeHEIF(
          Scene(seed: seed).drawn(), format: format, quality: 70, xmp: Array(trained.utf8))
        files.append(
          TestImage(
            name: name, bytes: bytes, content: "XMP: `trainedAlgorithmicMedia`, in a metadata item",
            origin: .aiGenerated, disclosure: .present, isCodedHere: false))
      } catch {
        guard error.lacksCodec else { throw error }
      }
    }
    return files
  }

  /// Pictures whose metadata shows a generator, but no disclosure that platforms read.
  static func undisclosed() throws(DecodingError) -> [TestImage] {
    let parameters = PNGWriter.text("parameters", SampleMetadata.parameters)
    let jpeg = try ImageEncoder.encodeJPEG(Scene(seed: 12).drawn(), quality: 85)
    return [
      TestImage(
        name: "a1111.png", bytes: PNGWriter.file(Scene(seed: 10).drawn(), beforeData: [parameters]),
        content: "Stable Diffusion web UI parameters in tEXt", origin: .aiGenerated,
        disclosure: .missing, isCodedHere: true),
      TestImage(
        name: "a1111-comment.jpg",
        bytes: JPEGWriter.inserting(
          [JPEGWriter.exif(SampleMetadata.parametersComment.block())], into: jpeg),
        content: "Stable Diffusion web UI parameters in the EXIF user comment",
        origin: .aiGenerated, disclosure: .missing,
        isCodedHere: false),
      TestImage(
        name: "comfyui.png",
        bytes: PNGWriter.file(
          Scene(seed: 11).drawn(),
          beforeData: [
            PNGWriter.text("prompt", SampleMetadata.comfyPrompt),
            PNGWriter.text("workflow", SampleMetadata.comfyWorkflow),
          ]),
        content: "ComfyUI's graph in tEXt", origin: .aiGenerated, disclosure: .missing,
        isCodedHere: true),
      TestImage(
        name: "contradictory.png",
        bytes: PNGWriter.file(
          Scene(seed: 13).drawn(),
          beforeData: [
            PNGWriter.xmp(XMPPacket.digitalSourceType("digitalCapture").text), parameters,
          ]),
        content: "XMP says `digitalCapture`, tEXt holds generation parameters",
        origin: .aiGenerated, disclosure: .contradicted, isCodedHere: true),
    ]
  }

  /// Pictures that carry their mark in the pixels.
  static func hidden() -> [TestImage] {
    [
      TestImage(
        name: "stealth.png",
        bytes: PNGWriter.file(
          StealthText.embedding(SampleMetadata.parameters, in: Scene(seed: 20).drawn())),
        content: "generation parameters in the lowest bit of alpha, nothing else",
        origin: .aiGenerated, disclosure: .missing, isCodedHere: true),
      TestImage(
        name: "sdxl-watermark.png",
        bytes: PNGWriter.file(
          DwtDctEmbedder.embedding(
            DwtDctEmbedder.stableDiffusionXL,
            in: Scene(seed: 21, width: 256, height: 256).drawn())),
        content: "the invisible mark of Stable Diffusion XL, no metadata", origin: .aiGenerated,
        disclosure: .missing, isCodedHere: true),
    ]
  }

  /// Pictures that say nothing of generative models.
  static func silent() throws(DecodingError) -> [TestImage] {
    let frames = (30...32).map { Scene(seed: UInt64($0), width: 48, height: 32).drawn() }
    let animation = PNGWriter.animation(frames)
    let camera = SampleMetadata.camera
    return [
      TestImage(
        name: "camera.jpg",
        bytes: JPEGWriter.inserting(
          [JPEGWriter.exif(camera.block())],
          into: try ImageEncoder.encodeJPEG(Scene(seed: 33).drawn(), quality: 95)),
        content: "camera EXIF with a position (GPS); not signed", origin: .noEvidence,
        disclosure: .notRequired, isCodedHere: false),
      TestImage(
        name: "plain.png", bytes: PNGWriter.file(Scene(seed: 34).drawn()),
        content: "no metadata at all", origin: .noEvidence, disclosure: .notRequired,
        isCodedHere: true),
      TestImage(
        name: "plain.bmp", bytes: BMPWriter.file(Scene(seed: 35, width: 48, height: 32).drawn()),
        content: "a Windows bitmap", origin: .noEvidence, disclosure: .notRequired,
        isCodedHere: true),
      TestImage(
        name: "scan.tiff",
        bytes: TIFFWriter.file(
          Scene(seed: 36, width: 48, height: 32).drawn(),
          fields: [
            0x10F: .ascii("Assay Works"), 0x110: .ascii("Test Scanner 2"),
            0x131: .ascii("Scanning Program 3.1"), 0x132: .ascii("2026:05:01 12:00:00"),
          ]),
        content: "a scanner's fields", origin: .noEvidence, disclosure: .notRequired,
        isCodedHere: true),
      TestImage(
        name: "animation.gif", bytes: GIFWriter.file(frames, comment: "three landscapes"),
        content: "three frames and a comment", origin: .noEvidence, disclosure: .notRequired,
        isCodedHere: true),
      TestImage(
        name: "animation.png",
        bytes: PNGWriter.file(
          frames[0], beforeData: animation.beforeData, afterData: animation.afterData),
        content: "an APNG of three frames", origin: .noEvidence, disclosure: .notRequired,
        isCodedHere: true),
      TestImage(
        name: "drawing.svg", bytes: Array(drawing.utf8),
        content: "XMP: `digitalCreation`, made by a person", origin: .humanMade,
        disclosure: .notRequired, isCodedHere: true),
    ]
  }

  /// Pictures that are damaged or lie about themselves.
  static func broken() throws(DecodingError) -> [TestImage] {
    let whole = try ImageEncoder.encodeJPEG(Scene(seed: 40).drawn(), quality: 90)
    return [
      TestImage(
        name: "truncated.jpg", bytes: Array(whole.prefix(whole.count * 2 / 3)),
        content: "a JPEG whose last third is missing", origin: .noEvidence,
        disclosure: .notRequired, isCodedHere: false),
      TestImage(
        name: "png-inside.jpg", bytes: PNGWriter.file(Scene(seed: 41).drawn()),
        content: "a PNG with the name of a JPEG", origin: .noEvidence, disclosure: .notRequired,
        isCodedHere: true),
    ]
  }

  private static var drawing: String {
    let packet = XMPPacket.digitalSourceType("digitalCreation").text.withoutByteOrderMark
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" width="96" height="64" viewBox="0 0 96 64">
      <metadata>
      \(packet)
      </metadata>
      <rect width="96" height="64" fill="#9cc4e8"/>
      <circle cx="30" cy="16" r="8" fill="#fae196"/>
      <path d="M0 40 L32 28 L64 42 L96 30 V64 H0 Z" fill="#5a783c"/>
      </svg>

      """
  }

  /// A JPEG XL file of 96 × 64 pixels by its header, with metadata but without a frame.
  ///
  /// - Reference: ISO/IEC 18181-2:2024 §9; ISO/IEC 18181-1:2024 §D.2 (SizeHeader).
  private static func emptyJPEGXL(xmp: String) -> [UInt8] {
    func box(_ type: String, _ data: [UInt8]) -> [UInt8] {
      var box = ByteList()
      box.big(data.count + 8, count: 4)
      box.append(type)
      box.append(data)
      return box.bytes
    }
    // Size: a multiple of 8, 8 × 8 rows, ratio 4 (3:2); then all metadata at its defaults.
    let codestream: [UInt8] = [0xFF, 0x0A, 0x0F, 0x03]
    return box("JXL ", [0x0D, 0x0A, 0x87, 0x0A])
      + box("ftyp", Array("jxl ".utf8) + [0, 0, 0, 0] + Array("jxl ".utf8))
      + box("xml ", Array(xmp.utf8)) + box("jxlc", codestream)
  }
}

extension String {
  /// The text without U+FEFF, which XML allows at the start of a document only and tEXt not at all.
  fileprivate var withoutByteOrderMark: String {
    String(String.UnicodeScalarView(unicodeScalars.filter { $0.value != 0xFEFF }))
  }
}
