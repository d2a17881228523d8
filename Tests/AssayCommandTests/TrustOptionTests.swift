import Crypto
import Foundation
import Testing
import _CredentialTestSupport
import _TestSupport

/// The options and lists that decide whom the program trusts.
struct TrustOptionTests {
  private static let claimSigning = "1.3.6.1.4.1.62558.2.1"

  /// A file whose signer has one purpose, and what may vouch for it.
  private struct Sample {
    let folder: TemporaryFolder
    let environment: [String: String]
    let signer: [UInt8]

    init(purposes: [String] = [claimSigning]) throws {
      folder = try TemporaryFolder()
      environment = ["ASSAY_DATA": folder.path + "/data"]
      let pki = try TestPKI(seed: "options")
      let identity = try pki.signer { $0.purposes = purposes }
      signer = identity.certificate
      let file = try ManifestBuilder(identity: identity).sign(TestCarrier.png.sample, .png)
      try folder.write("signed.png", Data(file))
      try folder.write("root.pem", Data(pki.rootPEM))
      try folder.write("signer.pem", Data(TestPKI.pem(signer)))
      let digest = Data(SHA256.hash(data: Data(signer))).base64EncodedString()
      try folder.write("digests.txt", Data("// allowed\n\(digest)\n".utf8))
      try folder.write("store.cfg", Data("// C2PA\n\(claimSigning)\n".utf8))
      try folder.write("mail.cfg", Data("1.3.6.1.5.5.7.3.4\n".utf8))
    }

    func path(_ name: String) -> String { folder.path + "/" + name }

    /// State, trust and failures of the file.
    func check(_ arguments: String...) throws -> (state: String, trust: String, failures: [String])
    {
      let run = try ToolRun(
        ["check", "--no-pixels", "--exit-zero", "--format", "ndjson", "--at", "2026-06-01"]
          + arguments + [path("signed.png")], environment: environment)
      let credentials = try #require(
        try run.images().first?["credentials"] as? [String: Any], "\(run.errors)")
      let codes = credentials["codes"] as? [String: [String]]
      return (
        credentials["state"] as? String ?? "", credentials["trust"] as? String ?? "",
        codes?["failure"] ?? []
      )
    }

    func trust(_ arguments: String...) throws -> ToolRun {
      try ToolRun(["trust"] + arguments, environment: environment)
    }
  }

  @Test func `with no list at all only e-mail protection is a purpose, unless one is named`() throws
  {
    let sample = try Sample()
    // The lists that are not installed are still those whose purposes count.
    let plain = try sample.check()
    #expect(plain.state == "valid" && plain.failures == ["signingCredential.untrusted"])
    let none = try sample.check("--trust-list", "none")
    #expect(none.state == "invalid" && none.trust == "notChecked")
    #expect(Set(none.failures) == ["signingCredential.invalid", "signingCredential.untrusted"])
    let named = try sample.check("--trust-list", "none", "--trust-config", sample.path("store.cfg"))
    #expect(named.state == "valid" && named.failures == ["signingCredential.untrusted"])
    let anchored = try sample.check(
      "--trust-list", "none", "--trust-anchors", sample.path("root.pem"))
    #expect(anchored.state == "trusted" && anchored.failures.isEmpty)
    let narrowed = try sample.check(
      "--trust-anchors", sample.path("root.pem"), "--trust-config", sample.path("mail.cfg"))
    #expect(narrowed.state == "invalid" && narrowed.trust == "untrusted")

    let mail = try Sample(purposes: ["1.3.6.1.5.5.7.3.4"])
    #expect(try mail.check("--trust-list", "none").state == "valid")
  }

  @Test(arguments: ["signer.pem", "digests.txt"])
  func `a signer may be trusted by name, without a chain`(file: String) throws {
    let sample = try Sample()
    let found = try sample.check("--trust-list", "none", "--trust-allowed", sample.path(file))
    #expect(found.state == "trusted" && found.trust == "trusted" && found.failures.isEmpty)
    let other = try Sample(purposes: [Self.claimSigning, "1.3.6.1.5.5.7.3.36"])
    #expect(
      try other.check("--trust-list", "none", "--trust-allowed", sample.path(file)).trust
        == "untrusted")
  }

  @Test func `files that hold nothing of the kind are usage errors`() throws {
    let sample = try Sample()
    for arguments in [
      ["--trust-allowed", sample.path("store.cfg")], ["--trust-config", sample.path("root.pem")],
      ["--trust-config", sample.path("missing")], ["--trust-allowed", sample.path("missing")],
    ] {
      let run = try ToolRun(
        ["check"] + arguments + [sample.path("signed.png")], environment: sample.environment)
      #expect(run.status == 64 && run.output.isEmpty, "\(arguments)")
    }
  }

  @Test func `the configuration names allowed signers and purposes`() throws {
    let sample = try Sample()
    try sample.folder.write(
      ".assay.yml",
      Data("trust: {list: none, allowed: [signer.pem], purposes: store.cfg}\n".utf8))
    #expect(try sample.check().state == "trusted")
    try sample.folder.write(
      ".assay.yml", Data("trust: {list: none, allowed: signer.pem, purposes: mail.cfg}\n".utf8))
    #expect(try sample.check().state == "invalid")
  }

  @Test func `lists of every kind are added, counted, used and removed`() throws {
    let sample = try Sample()
    #expect(try sample.trust("add", sample.path("digests.txt")).status == 0)
    #expect(try sample.check().state == "trusted")
    #expect(try sample.trust("add", "--legacy", sample.path("digests.txt")).status == 0)
    let legacy = try sample.check()
    #expect(legacy.state == "trusted" && legacy.trust == "legacy")
    #expect(try sample.check("--trust-list", "official").trust == "notChecked")
    #expect(try sample.trust("remove", "digests").status == 0)

    #expect(
      try sample.trust("add", "--allowed", "--name", "one", sample.path("signer.pem")).status == 0)
    #expect(try sample.trust("add", sample.path("store.cfg")).status == 0)
    // A list of anchors may be called anything.
    #expect(try sample.trust("add", "--name", "allowed", sample.path("root.pem")).status == 0)
    let list = try sample.trust("list").output
    #expect(list.contains("1 certificates of signers"))
    #expect(list.contains("1 extended key usages of signers"))
    #expect(list.contains("1 certificates, installed"))
    #expect(try sample.check("--trust-list", "none").trust == "trusted")
    #expect(try sample.trust("remove", "one").status == 0)
    #expect(try sample.check("--trust-list", "none").trust == "trusted")
    #expect(try sample.trust("remove", "allowed").status == 0)
    let left = try sample.check("--trust-list", "none")
    #expect(left.state == "valid" && left.trust == "notChecked")
    #expect(try sample.trust("remove", "store").status == 0)
    #expect(try sample.check("--trust-list", "none").state == "invalid")

    #expect(try sample.trust("add", "--tsa", sample.path("digests.txt")).status == 64)
    // One name is one list, whatever it holds.
    #expect(try sample.trust("add", "--name", "corp", sample.path("root.pem")).status == 0)
    #expect(try sample.check("--trust-list", "none").trust == "trusted")
    let replaced = try sample.trust("add", "--name", "corp", sample.path("store.cfg"))
    #expect(replaced.output.contains("replaced"))
    #expect(try sample.check("--trust-list", "none").trust == "notChecked")
    #expect(try sample.trust("remove", "corp").status == 0)
    #expect(try !sample.trust("list").output.contains("corp"))
    let both = try sample.trust("add", "--tsa", "--legacy", sample.path("root.pem"))
    #expect(both.status == 64 && both.errors.contains("vouch for signers too"))
    #expect(try sample.check().trust == "notChecked")
    #expect(try sample.trust("add", sample.path("signed.png")).status == 64)
  }
}
