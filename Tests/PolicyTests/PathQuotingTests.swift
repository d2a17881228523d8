import Testing

@testable import Policy

@Suite struct PathQuotingTests {
  @Test(arguments: [
    ("a.png", "a.png"), ("a b.png", "'a b.png'"), ("a;b", "'a;b'"), ("it's", "'it'\\''s'"),
    ("-x.png", "./-x.png"), ("a`b", "$'a\\x60b'"), ("\u{1B}[31m", "$'\\x1b[31m'"),
    ("猫.png", "猫.png"),
  ])
  func `a path in a command is one word of the shell`(_ path: String, _ word: String) {
    #expect(Evaluation.quoted(path) == word)
  }
}
