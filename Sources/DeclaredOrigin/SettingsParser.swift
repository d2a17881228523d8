import Metadata

/// Takes model, seed, prompt and the like out of the fields of a trace.
struct SettingsParser {
  /// All fields of the file: settings are often spread over several.
  let fields: [MetadataField]

  /// Fills in what the parser called `name` finds.
  func fill(_ trace: inout GeneratorTrace, by name: String) {
    switch name {
    case "a1111": fillFromParameters(&trace)
    case "comfyui": fillFromComfy(&trace)
    case "invokeai": fillFromInvoke(&trace)
    case "novelai": fillFromNovelAI(&trace)
    case "swarmui": fillFromObject(&trace, under: "sui_image_params")
    case "midjourney": fillFromMidjourney(&trace)
    case "grok":
      trace.details["jobID"] = value(of: "exif.Artist")
    case "namedService":
      if let field = trace.fields.first { trace.generator = field.value }
    case "fooocus":
      fillFromParameters(&trace)
      if trace.details.isEmpty { fillFromObject(&trace, under: nil) }
    default: fillFromObject(&trace, under: nil)
    }
  }

  private func value(of path: String) -> String? { fields.first { $0.path == path }?.value }

  private func fillFromParameters(_ trace: inout GeneratorTrace) {
    for field in trace.fields + fields {
      guard let parameters = GenerationParameters(field.value) else { continue }
      let names = [
        ("Model", "model"), ("Model hash", "modelHash"), ("Seed", "seed"), ("Sampler", "sampler"),
        ("Version", "version"), ("Size", "size"), ("Steps", "steps"), ("CFG scale", "cfgScale"),
      ]
      for (key, name) in names { trace.details[name] = parameters.settings[key] }
      trace.details["tool"] = parameters.tool
      if trace.family == "a1111", parameters.tool != "AUTOMATIC1111 or a fork" {
        trace.generator = "Stable Diffusion (\(parameters.tool))"
      }
      trace.prompt = parameters.prompt
      trace.negativePrompt = parameters.negativePrompt
      return
    }
  }

  private func fillFromComfy(_ trace: inout GeneratorTrace) {
    trace.details["tool"] = "ComfyUI"
    for field in trace.fields {
      guard var graph = FieldForm.json(in: field.value) else { continue }
      if let inner = graph["prompt"], inner.isObject { graph = inner }
      if case .string(let text)? = graph["prompt"], let inner = JSONText(text) { graph = inner }
      for node in graph.members.prefix(10_000) {
        let type = node.value["class_type"]?.text ?? ""
        let inputs = node.value["inputs"]
        if type.contains("CheckpointLoader") || type.contains("UNETLoader") {
          trace.details["model"] =
            trace.details["model"] ?? inputs?["ckpt_name"]?.text ?? inputs?["unet_name"]?.text
        }
        if type.contains("KSampler") || type == "RandomNoise" {
          for key in ["seed", "noise_seed"] {
            if let seed = inputs?[key]?.text { trace.details["seed"] = seed }
          }
          trace.details["sampler"] = inputs?["sampler_name"]?.text ?? trace.details["sampler"]
          trace.details["steps"] = inputs?["steps"]?.text ?? trace.details["steps"]
        }
        if type.contains("TextEncode"), trace.prompt == nil,
          case .string(let text)? = inputs?["text"] ?? inputs?["text_g"], !text.isEmpty
        {
          trace.prompt = text
        }
      }
    }
  }

  private func fillFromInvoke(_ trace: inout GeneratorTrace) {
    trace.details["tool"] = "InvokeAI"
    for path in ["png.text.invokeai_metadata", "png.text.sd-metadata"] {
      guard let text = value(of: path), let json = JSONText(text) else { continue }
      let image = json["image"] ?? json
      trace.details["version"] = json["app_version"]?.text
      trace.details["seed"] = image["seed"]?.text
      trace.details["sampler"] = image["scheduler"]?.text ?? image["sampler"]?.text
      trace.details["steps"] = image["steps"]?.text
      trace.details["model"] =
        json["model"]?["model_name"]?.text ?? json["model"]?["name"]?.text
        ?? json["model_weights"]?.text ?? json["model"]?.text
      trace.details["modelHash"] = json["model_hash"]?.text
      trace.prompt =
        image["positive_prompt"]?.text ?? image["prompt"]?.text
        ?? image["prompt"]?.elements.first?["prompt"]?.text
      trace.negativePrompt = image["negative_prompt"]?.text
      return
    }
    guard let dream = value(of: "png.text.Dream") else { return }
    trace.prompt = String(dream.dropFirst().prefix { $0 != "\"" })
    for (letter, name) in [("S", "seed"), ("s", "steps"), ("A", "sampler")] {
      trace.details[name] = FieldForm.dreamOption(letter, in: dream)
    }
  }

  private func fillFromNovelAI(_ trace: inout GeneratorTrace) {
    let source =
      value(of: "png.text.Source") ?? value(of: "stealth.Source") ?? value(of: "exif.Software")
    trace.details["tool"] = "NovelAI"
    trace.details["model"] = source
    var comment = value(of: "png.text.Comment") ?? value(of: "stealth.Comment")
    if comment == nil, let text = value(of: "exif.UserComment"), let outer = JSONText(text) {
      // WebP: the comment is a string within the EXIF user comment.
      comment = outer["Comment"]?.text ?? text
    }
    trace.prompt =
      value(of: "png.text.Description") ?? value(of: "stealth.Description")
      ?? value(of: "exif.ImageDescription")
    guard let comment, let json = JSONText(comment) else { return }
    trace.details["seed"] = json["seed"]?.text
    trace.details["steps"] = json["steps"]?.text
    trace.details["sampler"] = json["sampler"]?.text
    trace.prompt = json["prompt"]?.text ?? trace.prompt
    trace.negativePrompt = json["uc"]?.text
    if json["signed_hash"] != nil { trace.signedComment = comment }
  }

  private func fillFromMidjourney(_ trace: inout GeneratorTrace) {
    for field in fields {
      guard let job = FieldForm.midjourneyJob(field.value) else { continue }
      trace.details["jobID"] = job
      let text = field.value
      trace.prompt = text.ranges(of: " Job ID: ").last.map { String(text[..<$0.lowerBound]) }
      if let version = text.ranges(of: "--v ").last {
        trace.details["version"] = String(text[version.upperBound...].prefix { !$0.isWhitespace })
      }
      return
    }
    trace.details["jobID"] = value(of: "xmp.Iptc4xmpExt:DigImageGUID")
  }

  /// Names of settings in the JSON of many tools, in lower case, and what they are called here.
  private static let names: [(key: String, name: String)] = [
    ("model", "model"), ("model_name", "model"), ("base_model", "model"), ("modelname", "model"),
    ("base_model_name", "model"), ("use_stable_diffusion_model", "model"),
    ("model_hash", "modelHash"), ("base_model_hash", "modelHash"), ("seed", "seed"),
    ("sampler", "sampler"), ("sampler_name", "sampler"), ("scheduler", "scheduler"),
    ("steps", "steps"), ("swarm_version", "version"), ("version", "version"), ("job_id", "jobID"),
    ("genaitype", "genAIType"), ("product", "product"),
  ]

  private func fillFromObject(_ trace: inout GeneratorTrace, under key: String?) {
    for field in trace.fields {
      guard let json = FieldForm.json(in: field.value) else { continue }
      let object = key.flatMap { json[$0] } ?? json
      for member in object.members.prefix(10_000) {
        guard let text = member.value.text else { continue }
        let lower = member.key.lowercased()
        if let name = Self.names.first(where: { $0.key == lower })?.name,
          trace.details[name] == nil
        {
          trace.details[name] = String(text.prefix(512))
        }
        if lower == "prompt" { trace.prompt = trace.prompt ?? text }
        if lower == "negative_prompt" || lower == "negativeprompt" || lower == "negative" {
          trace.negativePrompt = trace.negativePrompt ?? text
        }
      }
    }
  }
}
