// Writes the folder TestImages, or the pictures of the benchmarks:
//
//   swift run TestImageMaker [FOLDER]
//   swift run -c release TestImageMaker --benchmark FOLDER
import Foundation
import _TestImages

func write(_ bytes: [UInt8], to url: URL) throws {
  try FileManager.default.createDirectory(
    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
  try Data(bytes).write(to: url)
}

var arguments = Array(CommandLine.arguments.dropFirst())
let isBenchmark = arguments.first == "--benchmark"
if isBenchmark { arguments.removeFirst() }
let folder = URL(filePath: arguments.first ?? "TestImages")

if isBenchmark {
  for file in try BenchmarkSet.smallFiles(count: 10_000) {
    try write(file.bytes, to: folder.appending(path: "small/\(file.name)"))
  }
  for number in 0..<6 {
    try write(
      try BenchmarkSet.largePicture(number: number),
      to: folder.appending(path: "large/picture-\(number).jpg"))
  }
} else {
  let files = try TestImageSet.files()
  for file in files { try write(file.bytes, to: folder.appending(path: file.name)) }
  try write(
    Array(TestImageSet.readMe(of: files).utf8), to: folder.appending(path: "README.md"))
  print("\(files.count) files, \(files.reduce(0) { $0 + $1.bytes.count }) bytes in \(folder.path)")
}
