/// An assertion that a test puts into a manifest.
public struct TestAssertion: Sendable {
  /// What the box holds.
  public enum Content: Sendable {
    case cbor(TestCBOR)
    case json(String)
    case file(mediaType: String, [UInt8])
    /// A content box of a type, with bytes.
    case box(String, [UInt8])
  }

  /// The label.
  public var label: String
  /// What the box holds.
  public var content: Content
  /// Whether the claim lists it as gathered.
  public var isGathered = false
  /// Whether the claim lists it at all.
  public var isDeclared = true
  /// Whether the box is there at all.
  public var isPresent = true
  /// Whether the digest in the claim is wrong.
  public var hasWrongHash = false
  /// The URI in the claim; nil for the right one.
  public var uri: String?

  /// Creates an assertion.
  public init(_ label: String, _ content: Content) {
    self.label = label
    self.content = content
  }

  /// The first action of most manifests.
  public static func created(
    _ type: String = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
    agent: String = "Test Model", more: [TestCBOR] = []
  ) -> TestAssertion {
    TestAssertion(
      "c2pa.actions.v2",
      .cbor(
        .map([
          (
            "actions",
            .array(
              [
                .map([
                  ("action", .text("c2pa.created")), ("digitalSourceType", .text(type)),
                  ("softwareAgent", .map([("name", .text(agent))])),
                ])
              ] + more)
          ), ("allActionsIncluded", .boolean(true)),
        ])))
  }

  /// An actions assertion with actions as given.
  public static func actions(_ actions: TestCBOR...) -> TestAssertion {
    TestAssertion("c2pa.actions.v2", .cbor(.map([("actions", .array(actions))])))
  }

  /// An actions assertion whose only action opens `ingredient`.
  public static func opened(_ ingredient: TestAssertion) -> TestAssertion {
    .actions(.opened(ingredient))
  }

  /// The hard binding of a manifest whose content is not here, as that of an ingredient.
  public static let absentContent = TestAssertion(
    "c2pa.hash.data",
    .cbor(
      .map([
        ("alg", .text("sha256")), ("hash", .bytes([UInt8](repeating: 3, count: 32))),
        ("pad", .bytes([])),
      ])))
}

extension TestCBOR {
  /// The action that opens an ingredient of the same manifest.
  public static func opened(_ ingredient: TestAssertion) -> TestCBOR {
    let reference = ManifestBuilder.reference(
      "self#jumbf=c2pa.assertions/\(ingredient.label)", ManifestBuilder.encoded(ingredient))
    return .map([
      ("action", .text("c2pa.opened")),
      ("parameters", .map([("ingredients", .array([reference]))])),
    ])
  }

  /// What the assertion of an ingredient records of its manifest.
  public static func validationResults(
    success: [TestCBOR] = [], failure: [TestCBOR] = []
  ) -> TestCBOR {
    .map([
      (
        "activeManifest",
        .map([
          ("success", .array(success)), ("informational", .array([])), ("failure", .array(failure)),
        ])
      )
    ])
  }
}
