// Writes the folder TestImages, or the pictures of the benchmarks:
//
//   swift run TestImageMaker [FOLDER]
//   swift run -c release TestImageMaker --benchmark FOLDER
//   swift run TestImageMaker --signed FOLDER
import Foundation
import _TestImages

func write(_ bytes: [UInt8], to url: URL) throws {
  try FileManager.default.createDirectory(
    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
  try Data(bytes).write(to: url)
}

var arguments = Array(CommandLine.arguments.dropFirst())
let isBenchmark = arguments.first == "--benchmark"
let isSigned = arguments.first == "--signed"
if isBenchmark || isSigned { arguments.removeFirst() }
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
} else if isSigned {
  // Signed files of many kinds, for comparisons with other validators.
  let files = try TestImageSet.signedVariety(count: 108)
  for file in files { try write(file.bytes, to: folder.appending(path: file.name)) }
  try write(try TestImageSet.signedRoot(), to: folder.appending(path: "root.pem"))
  print("\(files.count) files in \(folder.path)")
} else {
  let files = try TestImageSet.files()
  for file in files { try write(file.bytes, to: folder.appending(path: file.name)) }
  try write(
    Array(TestImageSet.readMe(of: files).utf8), to: folder.appending(path: "README.md"))
  print("\(files.count) files, \(files.reduce(0) { $0 + $1.bytes.count }) bytes in \(folder.path)")
}
