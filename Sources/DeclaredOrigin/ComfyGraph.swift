/// A graph of ComfyUI: what runs (`prompt`) or what the canvas shows (`workflow`).
///
/// - Reference: ComfyUI `nodes.py` (`SaveImage`), `server.py`; docs.comfy.org "Workflow JSON".
enum ComfyGraph {
  /// The largest number of links that is followed to a text.
  static let linkLimit = 24

  private static let loader = TextTest(.contains, ["oader"])
  private static let encoder = TextTest(.contains, ["TextEncode"])
  private static let latent = TextTest(.contains, ["Latent"])

  /// Whether every member is a node of a running graph: `class_type` and `inputs`.
  static func isPrompt(_ value: JSONValue) -> Bool {
    let nodes = value.members.filter { $0.value.isObject && $0.value["class_type"] != nil }
    return !nodes.isEmpty
      && nodes.allSatisfy {
        $0.value["class_type"]?.string != nil && $0.value["inputs"]?.isObject == true
      }
  }

  /// Whether it is a canvas: at least one of `nodes` with a `type` each, and `links` or `last_node_id`.
  static func isWorkflow(_ value: JSONValue) -> Bool {
    guard value["links"] != nil || value["last_node_id"] != nil,
      case .array(let nodes)? = value["nodes"]
    else { return false }
    return !nodes.isEmpty && nodes.allSatisfy { $0["type"]?.string != nil && $0["id"] != nil }
  }

  /// The graph within `value`: itself, or its member `prompt`, which may be text.
  static func prompt(in value: JSONValue) -> JSONValue? {
    if isPrompt(value) { return value }
    switch value["prompt"] {
    case .object(let members):
      let inner = JSONValue.object(members)
      return isPrompt(inner) ? inner : nil
    case .string(let text):
      guard let inner = try? JSONValue(parsing: text) else { return nil }
      return isPrompt(inner) ? inner : nil
    default: return nil
    }
  }

  /// What a running graph says: the settings of its first sampler, the texts that lead into it and
  /// the first model that is loaded.
  static func parameters(of graph: JSONValue) -> GenerationParameters {
    var parameters = GenerationParameters()
    let nodes = graph.members.filter { $0.value["inputs"] != nil }
    var byName: [String: JSONValue] = [:]
    for node in nodes { byName[node.name] = node.value }
    func inputs(_ node: JSONValue) -> JSONValue { node["inputs"] ?? .null }
    func text(_ value: JSONValue?, _ names: [String]) -> String? {
      var current = value
      for _ in 0..<linkLimit {
        guard case .array(let link)? = current else { return current?.string }
        guard let target = link.first?.scalar, let node = byName[target] else { return nil }
        let inputs = inputs(node)
        current = nil
        for name in names + ["text", "text_g", "string", "prompt", "value", "conditioning"] {
          if let next = inputs[name], next != .null {
            current = next
            break
          }
        }
      }
      return nil
    }
    func scalar(_ value: JSONValue?) -> String? {
      var current = value
      for _ in 0..<linkLimit {
        guard case .array(let link)? = current else { return current?.scalar }
        guard let target = link.first?.scalar, let node = byName[target] else { return nil }
        let inputs = inputs(node)
        current = inputs["seed"] ?? inputs["noise_seed"] ?? inputs["value"] ?? inputs["int"]
      }
      return nil
    }
    for node in nodes {
      let inputs = inputs(node.value)
      let kind = node.value["class_type"]?.string ?? ""
      if parameters[.model] == nil, Self.loader.passes(kind) {
        for name in ["ckpt_name", "unet_name", "model_name", "ckpt"] where parameters[.model] == nil
        {
          parameters[.model] = inputs[name]?.string
        }
      }
      if parameters[.width] == nil, Self.latent.passes(kind), let width = inputs["width"]?.scalar,
        let height = inputs["height"]?.scalar
      {
        parameters[.width] = width
        parameters[.height] = height
      }
      if parameters[.seed] == nil { parameters[.seed] = scalar(inputs["noise_seed"]) }
      guard inputs["steps"] != nil || inputs["sampler_name"] != nil else { continue }
      if parameters[.seed] == nil { parameters[.seed] = scalar(inputs["seed"]) }
      if parameters[.steps] == nil { parameters[.steps] = inputs["steps"]?.scalar }
      if parameters[.cfg] == nil { parameters[.cfg] = inputs["cfg"]?.scalar }
      if parameters[.sampler] == nil { parameters[.sampler] = inputs["sampler_name"]?.string }
      if parameters[.prompt] == nil {
        parameters[.prompt] = text(inputs["positive"], ["positive"])
      }
      if parameters[.negativePrompt] == nil {
        parameters[.negativePrompt] = text(inputs["negative"], ["negative"])
      }
    }
    return parameters
  }

  /// The canvas within `value`: itself, or its member `workflow`, which may be text.
  static func workflow(in value: JSONValue) -> JSONValue? {
    if isWorkflow(value) { return value }
    guard let inner = value["workflow"] else { return nil }
    let canvas = inner.string.flatMap { try? JSONValue(parsing: $0) } ?? inner
    return isWorkflow(canvas) ? canvas : nil
  }

  /// What a canvas says: the texts and the model that are typed into its nodes, and the settings of
  /// its first `KSampler`.
  static func parameters(ofWorkflow canvas: JSONValue) -> GenerationParameters {
    var parameters = GenerationParameters()
    let nodes = canvas["nodes"]?.elements ?? []
    func kind(_ node: JSONValue) -> String { node["type"]?.string ?? "" }
    func widgets(_ node: JSONValue) -> [JSONValue] { node["widgets_values"]?.elements ?? [] }
    // A link is an array: number, node it comes from, its output, node it goes to, its input, type.
    var texts: [String: String] = [:]
    for node in nodes where Self.encoder.passes(kind(node)) {
      guard let identifier = node["id"]?.scalar,
        let text = widgets(node).lazy.compactMap(\.string).first
      else { continue }
      texts[identifier] = text
      if parameters[.prompt] == nil { parameters[.prompt] = text }
    }
    var origins: [String: String] = [:]
    for link in canvas["links"]?.elements ?? [] where link.elements.count >= 2 {
      if let number = link.elements[0].scalar { origins[number] = link.elements[1].scalar }
    }
    func text(into sampler: JSONValue, _ input: String) -> String? {
      (sampler["inputs"]?.elements ?? []).first { $0["name"]?.string == input }
        .flatMap { $0["link"]?.scalar }.flatMap { origins[$0] }.flatMap { texts[$0] }
    }
    if let sampler = nodes.first(where: { kind($0) == "KSampler" }) {
      parameters[.prompt] = text(into: sampler, "positive") ?? parameters[.prompt]
      parameters[.negativePrompt] = text(into: sampler, "negative")
      let values = widgets(sampler)
      if values.count >= 5 {
        parameters[.seed] = values[0].scalar
        parameters[.steps] = values[2].scalar
        parameters[.cfg] = values[3].scalar
        parameters[.sampler] = values[4].string
      }
    }
    parameters[.model] =
      nodes.lazy.filter { Self.loader.passes(kind($0)) }
      .compactMap { widgets($0).first?.string }.first
    return parameters
  }
}
