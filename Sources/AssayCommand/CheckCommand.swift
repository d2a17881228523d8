import ArgumentParser

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Inspect files, or one image on standard input.",
    discussion: """
      Says for every file what is known of its origin, whether the policy lets it pass, why, and \
      what to do. A sidecar 'photo.jpg.assay.yml' adds what the file cannot say: the caption, a \
      visible label, an exemption. 'assay scan' reads the posts that use an image, too.

      Examples:
        assay check portrait.jpg
        assay check --policy eu-ai-act-50 --verbose *.jpg
        curl -s https://example.com/a.png | assay check -
      """)

  @Argument(help: ArgumentHelp("The files; '-' reads standard input.", valueName: "file"))
  var files: [String]

  @OptionGroup(title: "Options of inspection and report")
  var options: CommonOptions

  func run() throws {
    throw try CheckRun(files: files, options: options.values).run()
  }
}
