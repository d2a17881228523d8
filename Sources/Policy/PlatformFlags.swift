import EvidenceModel

/// The flags by which the publishing interfaces of platforms take a disclosure.
enum PlatformFlags {
  /// The flags whose value `true` (or the one named) discloses, as spelled by the platforms.
  private static let disclosing: [String: Set<String>] = [
    "is_ai_generated": ["true", "1"],
    "is_aigc": ["true", "1"],
    "containssyntheticmedia": ["true", "1"],
    "video_made_with_ai": ["true", "1"],
    "syntheticcontentattestationstatus": ["is_synthetic"],
    "ai_disclosure.status": ["ai_generated"],
    "userdeclarationbind.origin": ["2"],
    "digitalsourcetype": ["trainedalgorithmicmediadigitalsource", "trainedalgorithmicmedia"],
    "ai_disclosure": ["true", "1", "yes", "ai_generated"],
    "ai_generated": ["true", "1", "yes"],
  ]

  /// The flags that belong to one platform, and that mean nothing to the others.
  private static let owners: [String: [String]] = [
    "is_ai_generated": ["instagram"],
    "is_aigc": ["tiktok"],
    "containssyntheticmedia": ["youtube"],
    "video_made_with_ai": ["tiktok"],
    "syntheticcontentattestationstatus": ["campaignmanager360"],
  ]

  /// The platforms of policies that a flag discloses to; a flag without an owner counts for each.
  static func platforms(of name: String) -> [String] {
    owners[name.lowercased()] ?? ["instagram", "tiktok", "pinterest", "linkedin"]
  }

  /// The values by which a flag says that there is no AI.
  private static let denying: [String: Set<String>] = [
    "is_ai_generated": ["false", "0"],
    "is_aigc": ["false", "0"],
    "containssyntheticmedia": ["false", "0"],
    "video_made_with_ai": ["false", "0"],
    "syntheticcontentattestationstatus": ["not_synthetic"],
    "ai_disclosure.status": ["not_ai_generated"],
    "digitalsourcetype": [
      "digitalcapture", "digitalcapturedigitalsource", "digitalcreation", "humanedits",
    ],
    "ai_disclosure": ["false", "0", "no", "not_ai_generated"],
    "ai_generated": ["false", "0", "no"],
  ]

  /// Whether a flag with this value says that there is no AI.
  static func denies(_ name: String, _ value: EvidenceValue) -> Bool {
    denying[name.lowercased()]?.contains(value.text.lowercased()) ?? false
  }

  /// The name of the platform whose policy counts for a post to `name`.
  static func policyPlatform(_ name: String) -> String {
    ["facebook", "threads"].contains(name) ? "instagram" : name
  }

  /// Whether a flag with this value discloses AI.
  static func discloses(_ name: String, _ value: EvidenceValue) -> Bool {
    disclosing[name.lowercased()]?.contains(value.text.lowercased()) ?? false
  }
}

/// The wordings by which a caption says that it is paid for, or that a picture is virtual.
enum SponsorWording {
  /// - Reference: 16 CFR 255 (2023); French law 2023-451, article 5.
  private static let phrases = [
    "#ad", "#sponsored", "#werbung", "#anzeige", "#publicité", "#reclame", "#spon", "#publi",
    "paid partnership", "sponsored", "advertisement", "werbung", "anzeige", "publicité",
    "patrocinado", "patrocinada", "sponsorizzato", "sponsorizzata", "sponsorisé", "sponsorisée",
    "gesponsert", "gesponsord", "sponsoreret", "sponsrad", "sponsrat", "sponsorowane",
    "collaboration commerciale", "betaalde samenwerking", "reclame", "publicidad", "pubblicità",
    "samarbete", "reklam", "reklama", "annonse", "広告", "광고", "广告",
  ]

  /// Wordings that a law asks for by the letter, in lower case.
  static let special: [String: [String]] = [
    "imagesVirtuelles": ["images virtuelles", "image virtuelle"],
    "imagesRetouchees": ["images retouchées", "image retouchée"],
    "sparkles": ["✨"],
  ]

  /// Whether a caption says that it is paid for.
  static func discloses(_ caption: String) -> Bool {
    let words = DisclosureWording.words(caption[...])
    return phrases.contains { phrase in
      let wanted = DisclosureWording.words(phrase[...])
      guard let first = wanted.first else { return false }
      return words.indices.contains {
        words[$0] == first && $0 + wanted.count <= words.count
          && words[$0..<($0 + wanted.count)].elementsEqual(wanted)
          && !DisclosureWording.isDenied(words, $0..<($0 + wanted.count))
      }
    }
  }
}
