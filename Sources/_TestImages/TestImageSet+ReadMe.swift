import EvidenceModel

extension TestImageSet {
  /// The table of the files, for people.
  public static func readMe(of files: [TestImage]) -> String {
    let rows = files.map { file in
      let note = file.isCodedHere ? "" : " ¹"
      return "| `\(file.name)`\(note) | \(file.content) | `\(file.origin.rawValue)` "
        + "| `\(file.disclosure.rawValue)` |"
    }
    return """
      # Test images

      Small pictures drawn by code, one for each format and each case. No picture here is a photo,
      and none was made by a model: the metadata and the marks are what is tested. Cameras, names,
      jobs and places in them are made up.

      `swift run TestImageMaker` writes this folder anew, this table included. A test compares it
      with what the tool makes.

      | file | holds | origin | disclosure |
      |---|---|---|---|
      \(rows.joined(separator: "\n"))

      ¹ Coded by a library of the system; other versions of it may write other bytes. The test then
      compares the pixels, within a tolerance. All other files are the same bytes on every machine.

      """
  }
}
