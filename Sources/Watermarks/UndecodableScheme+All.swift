extension UndecodableScheme {
  /// All that are known, in the order of reports.
  ///
  /// - Reference: C2PA soft binding algorithm list; the schemes' own publications.
  public static let all: [UndecodableScheme] = [
    UndecodableScheme(
      "synthid", "SynthID", vendor: "Google", [], .closedDetector,
      reason: "Only Google's own detector can read the mark; it is a service.",
      check: "Upload the picture to the Gemini app and ask whether it was made "
        + "with Google AI."),
    UndecodableScheme(
      "digimarc", "Digimarc Validate", vendor: "Digimarc", ["com.digimarc."], .closedDetector,
      check: "Use Digimarc's own validation tools (digimarc.com)."),
    UndecodableScheme(
      "imatag", "Imatag Lamark", vendor: "Imatag", ["com.imatag."], .closedDetector,
      check: "Ask Imatag to look for the mark (imatag.com)."),
    UndecodableScheme(
      "steg-ai", "Steg.AI", vendor: "Steg.AI", ["ai.steg."], .closedDetector,
      reason: "Only Steg.AI's service can read the mark.",
      check: "Use Steg.AI's service (steg.ai)."),
    UndecodableScheme(
      "invismark", "InvisMark", vendor: "Microsoft", ["com.microsoft.invismark."], .closedDetector,
      reason: "The network that services use is not public.",
      check: "Rely on the service that wrote the credentials: no public check "
        + "for InvisMark is known."),
    UndecodableScheme(
      "trufo", "Trufo watermark", vendor: "Trufo", ["ai.trufo."], .closedDetector,
      check: "Use Trufo's service (trufo.ai)."),
    UndecodableScheme(
      "overlai", "Overlai Watermark", vendor: "Overlai", ["app.overlai."], .closedDetector,
      check: "Use Overlai's app (overlai.app)."),
    UndecodableScheme(
      "castlabs", "castLabs image watermark", vendor: "castLabs", ["castLabs."], .closedDetector,
      check: "Ask castLabs to look for the mark (castlabs.com)."),
    UndecodableScheme(
      "nexguard", "NexGuard", vendor: "NAGRA", ["com.nagra."], .closedDetector,
      check: "Ask NAGRA to look for the mark (nagra.vision)."),
    UndecodableScheme(
      "mentaport", "Mentaport watermark", vendor: "Mentaport", ["com.mentaport."], .closedDetector,
      check: "Use Mentaport's service (mentaport.com)."),
    UndecodableScheme(
      "sonicorigin", "SonicOrigin watermark", vendor: "SonicOrigin", ["com.sonicorigin."],
      .closedDetector,
      check: "Ask SonicOrigin to look for the mark (sonicai.ai)."),
    UndecodableScheme(
      "contentlens", "ContentLens watermark", vendor: "ContentLens", ["ai.contentlens."],
      .closedDetector,
      check: "Use ContentLens's service (contentlens.ai)."),
    UndecodableScheme(
      "lumatrace", "Lumatrace", vendor: "Lumatrace", ["es.lumatrace"], .needsSecret,
      check: "Use Lumatrace's soft binding service (lumatrace.es)."),
    UndecodableScheme(
      "markany", "MarkAny watermark", vendor: "MarkAny", ["com.markany."], .closedDetector,
      check: "Ask MarkAny to look for the mark (markany.com)."),
    UndecodableScheme(
      "verimatrix", "Verimatrix watermark", vendor: "Verimatrix", ["com.verimatrix."],
      .closedDetector,
      check: "Ask Verimatrix to look for the mark (verimatrix.com)."),
    UndecodableScheme(
      "teletrax", "Teletrax", vendor: "Kinetiq", ["tv.kinetiq."], .closedDetector,
      check: "Ask Kinetiq to look for the mark (kinetiq.tv)."),
    UndecodableScheme(
      "atsc-a336", "ATSC A/336", vendor: "ATSC", ["org.atsc."], .closedDetector,
      reason: "It is a mark of broadcast video, and is not looked for in single "
        + "pictures.",
      check: "Use a receiver that implements ATSC A/336 on the video that the "
        + "picture was taken from."),
    UndecodableScheme(
      "trustmark", "TrustMark", vendor: "Adobe", ["com.adobe.trustmark."], .needsWeights,
      reason: "The network that turns pixels into bits is a separate download.",
      check: "Download Adobe's decoder_Q.onnx, install ONNX Runtime, and give "
        + "the paths of both."),
    UndecodableScheme(
      "stable-signature", "Stable Signature", vendor: "Meta", [], .needsWeights,
      reason: "The detector's weights are a separate download, and each owner of "
        + "a generator has a signature of their own to compare with.",
      check: "Run the extractor of facebookresearch/stable_signature and "
        + "compare with the signature that the generator's owner names."),
    UndecodableScheme(
      "watermark-anything", "Watermark Anything", vendor: "Meta", [], .needsWeights,
      check: "Run the detector of facebookresearch/watermark-anything with its "
        + "published weights."),
    UndecodableScheme(
      "video-seal", "Video Seal and Pixel Seal", vendor: "Meta",
      ["com.aiwatermark.videoseal.", "com.aiwatermark.pixelseal."], .needsWeights,
      check: "Run the detector of facebookresearch/videoseal with its published "
        + "weights."),
    UndecodableScheme(
      "tree-ring", "Tree-Ring", vendor: "Tree-Ring (University of Maryland)", [], .needsSecret,
      reason: "Detection takes the generator's own model and the key of its "
        + "owner.",
      check: "Ask the generator's owner: nobody else can look for the mark."),
    UndecodableScheme(
      "blind-watermark", "blind-watermark", vendor: "blind-watermark", [], .needsSecret,
      reason: "Reading it takes the password and the length that the writer "
        + "chose.",
      check: "Run the Python package blind-watermark with the password and the "
        + "length that the writer tells you."),
  ]
}
