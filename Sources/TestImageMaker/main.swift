import Foundation
import _TestImages

print(FileManager.default.currentDirectoryPath)
