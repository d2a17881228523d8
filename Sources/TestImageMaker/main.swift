// Writes the folder TestImages: swift run TestImageMaker [FOLDER]
import Foundation
import _TestImages

let folder = URL(filePath: CommandLine.arguments.dropFirst().first ?? "TestImages")
let files = try TestImageSet.files()
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
for file in files {
  try Data(file.bytes).write(to: folder.appending(path: file.name))
}
try Data(TestImageSet.readMe(of: files).utf8).write(to: folder.appending(path: "README.md"))
print("\(files.count) files, \(files.reduce(0) { $0 + $1.bytes.count }) bytes in \(folder.path)")
