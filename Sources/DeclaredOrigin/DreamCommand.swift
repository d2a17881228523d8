/// The command that InvokeAI 1 and 2 write: the prompt in quotes and options as of a shell.
///
/// - Reference: InvokeAI 2.3 `docs/features/CLI.md`; `ldm/invoke/args.py`.
enum DreamCommand {
  /// The parameters of a command; only the prompt where it has no options.
  static func parameters(of text: String) -> GenerationParameters {
    var parameters = GenerationParameters()
    let bytes = Array(text.utf8)
    var words: [(text: String, isOption: Bool)] = []
    var index = 0
    var prompt: [String] = []
    while index < bytes.count, words.count < 512 {
      while index < bytes.count, bytes[index] <= 0x20 { index += 1 }
      guard index < bytes.count else { break }
      var end = index
      if bytes[index] == 0x22 {
        index += 1
        end = index
        while end < bytes.count, bytes[end] != 0x22 { end += bytes[end] == 0x5C ? 2 : 1 }
        end = min(end, bytes.count)
        words.append((String(decoding: bytes[index..<end], as: UTF8.self), false))
        index = end + 1
      } else {
        while end < bytes.count, bytes[end] > 0x20 { end += 1 }
        let word = String(decoding: bytes[index..<end], as: UTF8.self)
        words.append((word, word.utf8.first == 0x2D && word.utf8.count > 1))
        index = end
      }
    }
    let names: [String: GenerationParameters.Name] = [
      "-s": .steps, "-S": .seed, "-W": .width, "-H": .height, "-C": .cfg, "-A": .sampler,
    ]
    var hasOptions = false
    for (position, word) in words.enumerated() {
      if !word.isOption {
        if !hasOptions { prompt.append(word.text) }
        continue
      }
      hasOptions = true
      // An option and its value may be one word: -s50.
      if let name = names[word.text], position + 1 < words.count {
        parameters[name] = words[position + 1].text
      } else if let name = names[String(word.text.prefix(2))], word.text.utf8.count > 2 {
        parameters[name] = String(word.text.dropFirst(2))
      }
    }
    parameters[.prompt] = prompt.joined(separator: " ")
    return parameters
  }
}
