/// Kinds of data that a published picture need not carry.
public enum PrivateData: String, Sendable, Hashable, CaseIterable {
  /// Where it was taken: the GPS directory of EXIF, `exif:GPS…` in XMP.
  case position
  /// Serial numbers of body and lens; the maker note goes too, because it holds them.
  case serialNumbers
  /// The owner of the camera.
  case ownerName
  /// Names of people in the picture, and the regions that show them.
  case people
  /// Prompts and other settings of generators: EXIF UserComment, IPTC prompt fields, PNG texts.
  case prompts
  /// Embedded thumbnails.
  case thumbnails

  /// Whether a property of XMP is of this kind.
  func matchesXMP(_ namespace: String, _ name: String) -> Bool {
    switch self {
    case .position:
      return name.hasPrefix("GPS")
        && (namespace == "http://ns.adobe.com/exif/1.0/"
          || namespace == "http://cipa.jp/exif/1.0/")
    case .serialNumbers:
      return [
        "SerialNumber", "BodySerialNumber", "LensSerialNumber", "CameraSerialNumber",
      ].contains(name)
    case .ownerName: return name == "OwnerName" || name == "CameraOwnerName"
    case .people:
      return name == "PersonInImage" || name == "PersonInImageWDetails"
        || (name == "Regions" && namespace.contains("metadataworkinggroup"))
        || (name == "RegionInfo" && namespace.contains("ns.microsoft.com"))
        || name == "ImageRegion"
    case .prompts:
      return name == "AIPromptInformation" || name == "AIPromptWriterName"
        || (name == "UserComment" && namespace == "http://ns.adobe.com/exif/1.0/")
    case .thumbnails:
      return name == "Thumbnails" && namespace == "http://ns.adobe.com/xap/1.0/"
    }
  }

  /// Whether a field of EXIF is of this kind.
  func matchesEXIF(_ tag: UInt16, in directory: String) -> Bool {
    switch self {
    case .position: tag == 0x8825
    case .serialNumbers: [0xA431, 0xA435, 0xC62F, 0x927C].contains(tag)
    case .ownerName: tag == 0xA430
    case .people, .thumbnails: false
    case .prompts: tag == 0x9286
    }
  }

  /// Keys of PNG texts that generators write prompts and settings under.
  ///
  /// `Comment`, `Description` and `Source` are too common to be taken for that; a caller who knows
  /// the generator names them.
  public static let promptKeywords: Set<String> = [
    "parameters", "prompt", "workflow", "generation_data", "Dream", "sd-metadata",
    "invokeai_metadata", "invokeai_graph", "invokeai_workflow", "fooocus_scheme", "extras",
    "postprocessing", "smproj", "parameters-json", "sui_image_params", "negative_prompt",
    "use_stable_diffusion_model", "Negative Prompt", "Parameters", "invokeai", "comfyui",
  ]
}
