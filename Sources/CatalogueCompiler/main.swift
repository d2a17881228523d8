// Writes the compact form of the rules and of the generator catalogue, which is what the program
// carries. Run it after each change of their YAML files:
//
//   swift run CatalogueCompiler
import DataTree
import Foundation

for (folder, output) in [
  ("Sources/Policy/Resources", "Sources/Policy/Compiled/rules.tree"),
  ("Sources/DeclaredOrigin/Catalogue", "Sources/DeclaredOrigin/Compiled/catalogue.tree"),
] {
  let names = try FileManager.default.contentsOfDirectory(atPath: folder)
  let files = try names.filter { $0.hasSuffix(".yml") }.map { name in
    (
      name: String(name.dropLast(4)),
      text: try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
    )
  }
  let bytes = try CompactTree.bytes(ofFiles: files)
  let url = URL(filePath: output)
  try FileManager.default.createDirectory(
    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
  try Data(bytes).write(to: url)
  print("\(output): \(files.count) files, \(bytes.count) bytes")
}
