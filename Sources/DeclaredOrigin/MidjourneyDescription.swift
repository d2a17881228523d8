/// The description that Midjourney writes: the prompt, its options and the job.
///
/// - Reference: Midjourney documentation, "Parameter List"; files of 2023 to 2026.
enum MidjourneyDescription {
  /// The parameters of a description; nil unless it ends with `Job ID: ` and a UUID.
  static func parameters(of text: String) -> GenerationParameters? {
    var bytes = Array(text.utf8)[...]
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    let mark = Array("Job ID: ".utf8)
    guard bytes.count >= 36 + mark.count else { return nil }
    let identifier = bytes.suffix(36)
    guard TextShape.isUUID(identifier), bytes.dropLast(36).suffix(mark.count).elementsEqual(mark)
    else { return nil }
    var parameters = GenerationParameters()
    parameters[.jobID] = String(decoding: identifier, as: UTF8.self)
    let words = bytes.dropLast(36 + mark.count)
      .split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
    var prompt: [String] = []
    var isOption = false
    for (index, word) in words.enumerated() {
      if word.hasPrefix("--") { isOption = true }
      if !isOption { prompt.append(word) }
      let value = index + 1 < words.count ? words[index + 1] : nil
      switch word {
      case "--v", "--version": parameters[.version] = value
      case "--niji": parameters[.model] = value.map { "niji \($0)" } ?? "niji"
      case "--seed": parameters[.seed] = value
      default: break
      }
    }
    parameters[.prompt] = prompt.joined(separator: " ")
    return parameters
  }
}
