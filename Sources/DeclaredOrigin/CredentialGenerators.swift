/// Names generators from what Content Credentials say of the tool and the signer.
public enum CredentialGenerators {
  /// A generator that is known by its software agent.
  public struct Match: Sendable, Hashable {
    /// The generator's name for people.
    public var generator: String
    /// What the agent alone says of the picture; nil when it only names the vendor.
    public var classification: GeneratorTrace.Classification?
  }

  /// Software agents that only ever generate; matched at the start of the name, capitals ignored.
  private static let agents: [(prefix: String, generator: String)] = [
    ("image creator from designer", "Microsoft Image Creator"),
    ("bing image creator", "Microsoft Image Creator"), ("microsoft designer", "Microsoft Designer"),
    ("gpt-4o", "OpenAI"), ("gpt-image", "OpenAI"), ("dall·e", "OpenAI DALL·E"),
    ("dall-e", "OpenAI DALL·E"), ("openai api", "OpenAI"), ("sora", "OpenAI Sora"),
    ("titan image generator", "Amazon Titan"), ("flux", "Black Forest Labs FLUX"),
    ("stable diffusion", "Stable Diffusion"), ("imagen", "Google Imagen"),
    ("midjourney", "Midjourney"),
  ]

  /// Vendors by a part of claim generator or signer; a name and no more.
  private static let vendors: [(part: String, generator: String)] = [
    ("openai", "OpenAI"), ("chatgpt", "OpenAI"), ("google", "Google Gemini"),
    ("adobe_firefly", "Adobe Firefly"), ("adobe firefly", "Adobe Firefly"),
    ("black forest labs", "Black Forest Labs FLUX"), ("amazon_bedrock", "Amazon Titan"),
    ("bedrock", "Amazon Titan"), ("microsoft", "Microsoft"), ("galaxy", "Samsung Galaxy AI"),
    ("samsung", "Samsung Galaxy AI"), ("adobe_photoshop", "Adobe Photoshop"),
    ("adobe photoshop", "Adobe Photoshop"), ("adobe", "Adobe"), ("stability ai", "Stability AI"),
    ("truepic", "Truepic"), ("volcengine", "ByteDance"), ("dreamina", "ByteDance Dreamina"),
    ("byteplus", "ByteDance"), ("bria", "Bria"), ("canva", "Canva"), ("fal.ai", "fal.ai"),
    ("getty", "Getty Images"), ("midjourney", "Midjourney"),
  ]

  /// Names the generator behind a software agent; nil when the agent is no generator that is known.
  public static func agent(_ softwareAgent: String) -> Match? {
    let name = softwareAgent.lowercased()
    if name.hasPrefix("adobe firefly") || name.hasPrefix("adobe_firefly") {
      return Match(generator: "Adobe Firefly", classification: nil)
    }
    guard let found = agents.first(where: { name.hasPrefix($0.prefix) }) else { return nil }
    return Match(generator: found.generator, classification: .aiGenerated)
  }

  /// Names the vendor from the claim generator and the signer, in this order of weight: software
  /// agent, claim generator, signer. Nil when none is known.
  public static func name(claimGenerator: String?, softwareAgent: String?, signer: String?)
    -> String?
  {
    if let match = softwareAgent.flatMap(agent) { return match.generator }
    for text in [softwareAgent, claimGenerator, signer] {
      guard let text = text?.lowercased() else { continue }
      if let found = vendors.first(where: { text.contains($0.part) }) { return found.generator }
    }
    return nil
  }
}
