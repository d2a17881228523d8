/// What the fields of an actions assertion must be, whatever they say.
///
/// Fields that are not known are passed over, and null stands for no field.
///
/// - Reference: C2PA 2.4 §18.14, schema `actions-map-v2`.
enum ActionSchema {
  /// A field that is not of its type; nil when there is none.
  static func fault(of fields: CBOR.Map?) -> String? {
    guard let fields else { return "the assertion is no map" }
    guard let actions = fields["actions"]?.array else { return "the assertion has no actions" }
    for action in actions.prefix(100_000) {
      if let fault = fault(of: action, depth: 0) { return fault }
    }
    if let all = value("allActionsIncluded", in: fields), all.boolean == nil {
      return "allActionsIncluded is no truth value"
    }
    if let metadata = value("metadata", in: fields), metadata.map == nil {
      return "metadata is no map"
    }
    if let agents = value("softwareAgents", in: fields) {
      guard let list = agents.array, list.allSatisfy(isSoftware) else {
        return "softwareAgents does not hold software"
      }
    }
    if let templates = value("templates", in: fields) {
      guard let list = templates.array, list.allSatisfy({ $0["action"]?.text != nil }) else {
        return "templates does not hold actions"
      }
    }
    return nil
  }

  private static let texts = ["digitalSourceType", "description", "reason", "instanceID"]

  private static func fault(of action: CBOR, depth: Int) -> String? {
    guard let fields = action.map else { return "an action is no map" }
    guard fields["action"]?.text != nil else { return "an action has no name" }
    for name in texts {
      if let text = value(name, in: fields), text.text == nil { return "\(name) is no text" }
    }
    if let when = value("when", in: fields), when.untagged.text == nil { return "when is no time" }
    if let agent = value("softwareAgent", in: fields), !isSoftware(agent) {
      return "softwareAgent is no software"
    }
    if let index = value("softwareAgentIndex", in: fields), index.integer == nil {
      return "softwareAgentIndex is no number"
    }
    if let changes = value("changes", in: fields), changes.array == nil {
      return "changes is no array"
    }
    if let parameters = value("parameters", in: fields) {
      guard let map = parameters.map else { return "parameters is no map" }
      if let fault = fault(ofParameters: map) { return fault }
    }
    if let related = value("related", in: fields) {
      guard let list = related.array, depth < 8 else { return "related is no array of actions" }
      for action in list.prefix(10_000) {
        if let fault = fault(of: action, depth: depth + 1) { return fault }
      }
    }
    return nil
  }

  private static func fault(ofParameters fields: CBOR.Map) -> String? {
    if let single = value("ingredient", in: fields), single.map == nil {
      return "ingredient is no map"
    }
    if let list = value("ingredients", in: fields), list.array == nil {
      return "ingredients is no array"
    }
    for name in ["redacted", "sourceLanguage", "targetLanguage"] {
      if let text = value(name, in: fields), text.text == nil { return "\(name) is no text" }
    }
    if let truth = value("multipleInstances", in: fields), truth.boolean == nil {
      return "multipleInstances is no truth value"
    }
    return nil
  }

  private static func value(_ name: String, in fields: CBOR.Map) -> CBOR? {
    fields[name].flatMap { $0 == .null ? nil : $0 }
  }

  /// Software is a name, or a map that has one.
  private static func isSoftware(_ item: CBOR) -> Bool {
    item.text != nil || item.map?["name"]?.text != nil
  }
}
