/// The metadata that the test images carry.
enum SampleMetadata {
  /// Generation parameters as AUTOMATIC1111's web interface writes them.
  static let parameters = """
    a lighthouse on a cliff at dusk, oil on canvas
    Negative prompt: blurry, lowres
    Steps: 28, Sampler: DPM++ 2M Karras, CFG scale: 7, Seed: 1234567890, Size: 96x64, \
    Model hash: 6ce0161689, Model: v1-5-pruned-emaonly, Version: v1.10.1
    """

  /// The graph that ComfyUI ran.
  static let comfyPrompt = #"""
    {"3": {"class_type": "KSampler", "inputs": {"seed": 42, "steps": 20, "cfg": 8.0, \#
    "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0, "model": ["4", 0], \#
    "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]}}, \#
    "4": {"class_type": "CheckpointLoaderSimple", \#
    "inputs": {"ckpt_name": "sd_xl_base_1.0.safetensors"}}, \#
    "5": {"class_type": "EmptyLatentImage", \#
    "inputs": {"width": 96, "height": 64, "batch_size": 1}}, \#
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a harbour", "clip": ["4", 1]}}, \#
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "text", "clip": ["4", 1]}}}
    """#

  /// The graph as ComfyUI's editor shows it.
  static let comfyWorkflow = #"""
    {"last_node_id": 9, "last_link_id": 9, "nodes": [{"id": 3, "type": "KSampler", \#
    "pos": [863, 186]}], "links": [], "groups": [], "config": {}, "extra": {}, "version": 0.4}
    """#

  /// A Chinese content label.
  ///
  /// - Reference: GB 45438-2025, Annex E: label 1 is generated content.
  static let contentLabel = #"""
    {"Label":"1","ContentProducer":"001191110000ASSAYTEST010000","ProduceID":"test-0001",\#
    "ReservedCode1":"","ContentPropagator":"","PropagateID":"","ReservedCode2":""}
    """#

  /// EXIF as a camera writes it, with a position.
  static let camera = TIFFDirectory([
    0x010F: .ascii("Assay Works"), 0x0110: .ascii("Test Camera 1"), 0x0112: .shorts([1]),
    0x011A: .rationals([(72, 1)]), 0x011B: .rationals([(72, 1)]), 0x0128: .shorts([2]),
    0x0131: .ascii("Firmware 1.0"), 0x0132: .ascii("2026:05:01 12:00:00"),
    0x8769: .directory(
      TIFFDirectory([
        0x829A: .rationals([(1, 250)]), 0x829D: .rationals([(56, 10)]), 0x8827: .shorts([200]),
        0x9000: .undefined(Array("0232".utf8)), 0x9003: .ascii("2026:05:01 12:00:00"),
        0x9004: .ascii("2026:05:01 12:00:00"), 0x920A: .rationals([(35, 1)]),
        0xA431: .ascii("TC1-0001"), 0xA434: .ascii("Test Lens 35mm"),
      ])),
    0x8825: .directory(
      TIFFDirectory([
        0: .bytes([2, 3, 0, 0]), 1: .ascii("N"), 2: .rationals([(51, 1), (28, 1), (40, 1)]),
        3: .ascii("W"), 4: .rationals([(0, 1), (0, 1), (5, 1)]),
      ])),
  ])

  /// EXIF that holds generation parameters in its user comment: UTF-16, big-endian whatever the
  /// order of the block, as the library piexif writes it.
  static let parametersComment = TIFFDirectory([
    0x8769: .directory(
      TIFFDirectory([
        0x9286: .undefined(
          Array("UNICODE\0".utf8)
            + parameters.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
      ]))
  ])
}
