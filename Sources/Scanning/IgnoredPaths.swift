/// Which paths of a repository the ignore rules of the project leave out, without walking a tree.
public struct IgnoredPaths: Sendable {
  private let rules: [IgnoreRules]

  /// Creates the rules.
  ///
  /// - Parameters:
  ///   - patterns: Patterns of the configuration, as in `.gitignore`.
  ///   - folder: Where they count from; empty for the root, as in all other paths here.
  ///   - files: The folder and the text of every `.assayignore`.
  public init(patterns: [String], folder: String, files: [(folder: String, text: String)]) {
    var rules: [IgnoreRules] = []
    if !patterns.isEmpty {
      rules.append(IgnoreRules(text: patterns.joined(separator: "\n"), base: folder))
    }
    // Rules of folders further down win.
    for file in files.sorted(by: { $0.folder.utf8.count < $1.folder.utf8.count }) {
      rules.append(IgnoreRules(text: file.text, base: file.folder))
    }
    self.rules = rules
  }

  /// Whether `path`, or a folder that it lies in, is left out.
  public func contains(_ path: String) -> Bool {
    guard !rules.isEmpty else { return false }
    var folder = ""
    let parts = path.split(separator: "/")
    for part in parts.dropLast() {
      folder += (folder.isEmpty ? "" : "/") + part
      if IgnoreRules.isIgnored(folder, isDirectory: true, by: rules) { return true }
    }
    return IgnoreRules.isIgnored(path, isDirectory: false, by: rules)
  }
}
