import EvidenceModel
import _CredentialTestSupport

extension TestImageSet {
  /// Pictures with Content Credentials of a made-up authority that is on no list.
  ///
  /// Keys come from seeds, signatures are Ed25519, and no time is taken from a clock: the bytes are
  /// the same on every machine.
  static func signed() throws -> [TestImage] {
    let pki = try TestPKI(seed: "test images")
    let term = "http://cv.iptc.org/newscodes/digitalsourcetype/"
    /// A builder whose certificate is valid until 2040.
    func builder(
      _ assertions: [TestAssertion], until end: Int = 2_208_988_800
    ) throws -> ManifestBuilder {
      var builder = ManifestBuilder(identity: try pki.signer { $0.notAfter = end })
      builder.assertions = assertions
      return builder
    }
    func picture(_ seed: UInt64) -> [UInt8] { PNGWriter.file(Scene(seed: seed).drawn()) }
    let captured = [TestAssertion.created(term + "digitalCapture", agent: "Assay Test Camera")]
    let generated = [
      TestAssertion.created(term + "trainedAlgorithmicMedia", agent: "Assay Test Model")
    ]
    let whole = try builder(captured).sign(picture(50), .png)
    return [
      TestImage(
        name: "signed-capture.png", bytes: whole,
        content: "an intact C2PA manifest that claims a capture; its signer is on no list",
        origin: .noEvidence, disclosure: .notRequired, isCodedHere: true),
      TestImage(
        name: "signed-tampered.png",
        bytes: PNGWriter.inserting(PNGWriter.text("Comment", "added later"), into: whole),
        content: "the same with a text chunk that was added after signing", origin: .noEvidence,
        disclosure: .notRequired, isCodedHere: true),
      TestImage(
        name: "signed-clash.png",
        bytes: try builder(captured).sign(
          PNGWriter.file(
            DwtDctEmbedder.embedding(
              DwtDctEmbedder.stableDiffusionXL,
              in: Scene(seed: 54, width: 256, height: 256).drawn())), .png),
        content:
          "a C2PA manifest that claims a capture, over pixels with a generator's mark",
        origin: .aiGenerated, disclosure: .contradicted, isCodedHere: true),
      TestImage(
        name: "signed-ai.png", bytes: try builder(generated).sign(picture(51), .png),
        content: "an intact C2PA manifest: created as `trainedAlgorithmicMedia`",
        origin: .aiGenerated, disclosure: .present, isCodedHere: true),
      TestImage(
        name: "signed-ai-ingredient.png",
        bytes: try withIngredient(try builder(generated), in: picture(52)),
        content: "an intact C2PA manifest that only opens and crops; AI made its ingredient",
        origin: .aiGenerated, disclosure: .present, isCodedHere: true),
      TestImage(
        name: "signed-expired.png",
        bytes: try builder(generated, until: 1_738_368_000).sign(picture(53), .png),
        content:
          "an intact C2PA manifest (`trainedAlgorithmicMedia`) whose certificate has expired",
        origin: .aiGenerated, disclosure: .present, isCodedHere: true),
    ]
  }

  /// The root of the made-up authority, in PEM.
  public static func signedRoot() throws -> [UInt8] { try TestPKI(seed: "test images").rootPEM }

  /// Signs a picture with a manifest that opens what another manifest made.
  private static func withIngredient(
    _ first: ManifestBuilder, in picture: [UInt8]
  ) throws -> [UInt8] {
    var inner = first
    inner.label = "urn:c2pa:00000000-0000-4000-8000-00000000aaaa"
    let manifest = try inner.manifest(binding: .absentContent)
    let ingredient = TestAssertion(
      "c2pa.ingredient.v3",
      .cbor(
        .map([
          ("relationship", .text("parentOf")), ("dc:title", .text("generated.png")),
          ("dc:format", .text("image/png")),
          (
            "activeManifest",
            ManifestBuilder.reference("self#jumbf=/c2pa/\(inner.label)", manifest)
          ),
          ("validationResults", .validationResults()),
        ])))
    var outer = first
    outer.ingredients = [manifest]
    outer.assertions = [
      .actions(.opened(ingredient), .map([("action", .text("c2pa.cropped"))])), ingredient,
    ]
    return try outer.sign(picture, .png)
  }

  /// Signed files of every format, key and kind of binding, whole and broken, for comparisons with
  /// other validators. Unlike the test images they are not checked in: RSA and ECDSA signatures
  /// differ from run to run.
  ///
  /// - Parameter count: How many to make.
  public static func signedVariety(count: Int) throws -> [(name: String, bytes: [UInt8])] {
    let pki = try TestPKI(seed: "test images")
    let carriers: [TestCarrier] = [.jpeg, .png, .webp, .gif, .tiff, .svg, .heif, .avif, .jxl]
    let damages = ["whole", "content", "assertion", "signature", "expired", "purpose"]
    var files: [(name: String, bytes: [UInt8])] = []
    for number in 0..<count {
      let carrier = carriers[number % carriers.count]
      let damage = damages[number / carriers.count % damages.count]
      let kind = TestKey.Kind.allCases[number % TestKey.Kind.allCases.count]
      let identity = try pki.signer {
        $0.keyKind = kind
        $0.commonName = "Signer \(number)"
        if damage == "expired" { $0.notAfter = 1_738_368_000 }
        if damage == "purpose" { $0.purposes = ["1.3.6.1.5.5.7.3.1"] }
      }
      var builder = ManifestBuilder(identity: identity)
      builder.claimVersion = number % 4 == 3 ? 1 : 2
      if [.jpeg, .png].contains(carrier), number % 2 == 1 { builder.binding = .boxes }
      let note = TestAssertion("org.example.note", .cbor(.map([("text", .text("\(number)"))])))
      builder.assertions.append(note)
      if damage == "assertion" { builder.assertions[1].hasWrongHash = true }
      if damage == "signature" {
        builder.editSignature = { parts in
          guard case .bytes(var value) = parts[3] else { return }
          value[value.count / 2] ^= 1
          parts[3] = .bytes(value)
        }
      }
      var file = try builder.sign(carrier.sample, carrier)
      if damage == "content" {
        let position =
          switch carrier {
          case .tiff: 8
          case .webp: 22
          case .svg: file.count - 10
          case .png: file.count - 20
          default: file.count - 5
          }
        file[position] ^= 1
      }
      let suffix = carrier == .heif ? "heic" : carrier == .jpeg ? "jpg" : carrier.rawValue
      let digits = String(1000 + number).dropFirst()
      files.append(("built-\(digits)-\(damage)-\(kind.rawValue).\(suffix)", file))
    }
    return files
  }
}
