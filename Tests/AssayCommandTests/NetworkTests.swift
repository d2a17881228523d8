import Foundation
import Testing
import _CredentialTestSupport
import _TestSupport

/// The two uses of a network, against a server of this machine.
struct NetworkTests {
  /// The root of the signed test images.
  private static func pem() throws -> Data { Data(try TestPKI(seed: "test images").rootPEM) }

  /// Files by the names that the official lists have.
  private static func lists(_ change: (inout [String: Data]) -> Void = { _ in }) throws
    -> [String: LoopbackServer.Answer]
  {
    let digest = Data(Data(repeating: 7, count: 32).base64EncodedString().utf8)
    var files = [
      "/C2PA-TRUST-LIST.pem": try pem(), "/C2PA-TSA-TRUST-LIST.pem": try pem(),
      "/anchors.pem": try pem(), "/allowed.sha256.txt": digest,
      "/conforming-products-list.json": Data(products.utf8),
      "/store.cfg": Data("1.3.6.1.5.5.7.3.4\n1.3.6.1.4.1.62558.2.1\n".utf8),
    ]
    change(&files)
    return files.mapValues { LoopbackServer.Answer($0) }
  }

  /// A list with the product that signs the files of tests.
  private static let products = """
    [{"recordId": "0197aa34-665b-7811-9bbc-317cfd988d0a", "applicant": "Assay Test", "status": "conformant",
      "product": {"productType": "generatorProduct", "DN": {"CN": "Test Signer", "O": "Assay Test", "C": "DE"},
        "assurance": {"maxAssuranceLevel": 1}, "disallowedSignals": {"inception": ["capturedMedia"]}},
      "specVersion": ["2.2", "2.4"]}, 7]
    """

  private static func names(_ folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path + "/trust").sorted()
  }

  // MARK: Trust lists

  @Test func `trust lists are downloaded, listed with their digest, and used`() throws {
    let server = try LoopbackServer(try Self.lists())
    let folder = try TemporaryFolder()
    let environment = ["ASSAY_DATA": folder.path]
    let update = try ToolRun(
      ["trust", "update", "--from", server.address], environment: environment)
    #expect(update.status == 0, "\(update.errors)")
    #expect(server.requests.sorted() == (try Self.lists()).keys.sorted())
    let installed = [
      "conforming-products.json", "legacy-allowed.sha256.txt", "legacy-anchors.pem",
      "legacy-store.cfg", "lists.json",
      "official-signers.pem", "official-tsa.pem",
    ]
    #expect(try Self.names(folder) == installed)
    let list = try ToolRun(["trust", "list"], environment: environment).output
    #expect(list.contains("C2PA trust list (official)"))
    #expect(list.contains("sha256 "))
    #expect(list.contains("from \(server.address)/C2PA-TRUST-LIST.pem"))
    #expect(!list.contains("overdue") && !list.contains("run 'assay trust update'"))

    // A list that was changed afterwards is refused.
    try folder.write("trust/official-signers.pem", Data("x".utf8))
    let changed = try ToolRun(["check", "TestImages/plain.png"], environment: environment)
    #expect(changed.status == 64)
    #expect(changed.errors.contains("was changed after it was installed"))
  }

  @Test func `a download that fails or holds something else changes nothing`() throws {
    let folder = try TemporaryFolder()
    let environment = ["ASSAY_DATA": folder.path]
    let good = try LoopbackServer(try Self.lists())
    _ = try ToolRun(["trust", "update", "--from", good.address], environment: environment)
    let path = URL(filePath: folder.path + "/trust/official-signers.pem")
    let before = try Data(contentsOf: path)
    let bad = try LoopbackServer(
      try Self.lists {
        $0["/C2PA-TRUST-LIST.pem"] = Data("<html>not found</html>".utf8)
        $0["/anchors.pem"] = nil
      })
    let update = try ToolRun(["trust", "update", "--from", bad.address], environment: environment)
    #expect(update.status == 2)
    #expect(update.errors.contains("does not hold what a list holds"))
    #expect(update.errors.contains("404"))
    #expect(try Data(contentsOf: path) == before)
    #expect(!(try Self.names(folder)).contains { $0.hasSuffix(".tmp") })
    for address in ["http://example.com", "ftp://127.0.0.1", "file:///etc", "x"] {
      let refused = try ToolRun(["trust", "update", "--from", address], environment: environment)
      #expect(refused.status == 2)
      #expect(
        refused.errors.contains("only https is allowed") || refused.errors.contains("no address"))
    }
    // A redirection to plain HTTP elsewhere is not followed.
    let elsewhere = try LoopbackServer(
      try Self.lists().mapValues { _ in .init(redirect: "ftp://127.0.0.1/list") })
    let redirected = try ToolRun(
      ["trust", "update", "--official-only", "--from", elsewhere.address],
      environment: environment)
    #expect(redirected.status == 2)
    #expect(try Data(contentsOf: path) == before)
  }

  @Test func `the product of a trusted signer is named where the list is installed`() throws {
    let check = [
      "check", "--no-pixels", "--exit-zero", "--format", "ndjson", "TestImages/signed-capture.png",
    ]
    let folder = try TemporaryFolder()
    let environment = ["ASSAY_DATA": folder.path]
    let server = try LoopbackServer(try Self.lists { $0["/conforming-products-list.json"] = nil })
    let partly = try ToolRun(
      ["trust", "update", "--from", server.address], environment: environment)
    #expect(partly.status == 2 && partly.errors.contains("C2PA conforming products"))
    let without = try ToolRun(check, environment: environment)
    #expect(try Self.credentials(without).state == "trusted", "\(without.output)")
    #expect(!without.output.contains("product"))
    let missing = try ToolRun(["trust", "list"], environment: environment).output
    #expect(missing.contains("list of conforming products is not installed"))

    let whole = try LoopbackServer(try Self.lists())
    let update = try ToolRun(
      ["trust", "update", "--official-only", "--from", whole.address], environment: environment)
    #expect(update.status == 0, "\(update.errors)")
    let list = try ToolRun(["trust", "list"], environment: environment).output
    #expect(list.contains("C2PA conforming products (products)"))
    #expect(list.contains("1 products, 1 more that cannot be read, installed"))
    let image = try #require(try ToolRun(check, environment: environment).images().first)
    let product = try #require(
      (image["credentials"] as? [String: Any])?["product"] as? [String: Any])
    #expect(product["name"] as? String == "Test Signer")
    #expect(product["vendor"] as? String == "Assay Test")
    #expect(product["specVersions"] as? [String] == ["2.2", "2.4"])
    let findings = try #require(image["findings"] as? [[String: Any]])
    let finding = try #require(
      findings.first { $0["rule"] as? String == "credentials-signal-disallowed" })
    #expect(finding["severity"] as? String == "warning")
    #expect((finding["message"] as? String)?.contains("capturedMedia") == true)
    let text = try ToolRun(
      ["check", "--no-pixels", "--exit-zero", "--verbose", "TestImages/signed-capture.png"],
      environment: environment
    ).output
    #expect(text.contains("Test Signer by Assay Test, a conforming product (C2PA 2.2, 2.4)"))
    // A list that was changed afterwards is not used, and stops nothing.
    let path = folder.path + "/trust/conforming-products.json"
    try Data("[]".utf8).write(to: URL(filePath: path))
    let changed = try ToolRun(check, environment: environment)
    #expect(try Self.credentials(changed).codes.contains("trust.products"))
    #expect(!changed.output.contains("\"product\""))
    try Data(Self.products.utf8).write(to: URL(filePath: path))
    // The name of a signer whom nobody vouches for is not the product's.
    let untrusted = try ToolRun(check + ["--trust-list", "none"], environment: environment)
    #expect(!untrusted.output.contains("\"product\""))
    let broken = try LoopbackServer(
      try Self.lists { $0["/conforming-products-list.json"] = Data("[{\"a\": 1}]".utf8) })
    let kept = try ToolRun(["trust", "update", "--from", broken.address], environment: environment)
    #expect(kept.status == 2 && kept.errors.contains("does not hold what a list holds"))
    #expect(try ToolRun(["trust", "list"], environment: environment).output.contains("1 products"))
  }

  @Test func `a list of conforming products is added and removed like certificates`() throws {
    let folder = try TemporaryFolder()
    let environment = ["ASSAY_DATA": folder.path]
    try folder.write("list.json", Data(Self.products.utf8))
    try folder.write("other.json", Data("{\"hello\": []}".utf8))
    try folder.write("root.pem", try Self.pem())
    func trust(_ arguments: String...) throws -> ToolRun {
      try ToolRun(["trust"] + arguments, environment: environment)
    }
    #expect(
      try trust("add", folder.path + "/other.json").errors.contains("holds no PEM certificate"))
    #expect(try trust("add", "--tsa", folder.path + "/list.json").status == 64)
    #expect(try trust("add", folder.path + "/list.json").status == 0)
    #expect(try trust("add", folder.path + "/root.pem").status == 0)
    #expect(try trust("list").output.contains("list (products)"))
    let check = [
      "check", "--no-pixels", "--exit-zero", "--format", "ndjson", "TestImages/signed-capture.png",
    ]
    let named = try ToolRun(check, environment: environment)
    #expect(named.output.contains("\"vendor\":\"Assay Test\""), "\(named.output)")
    #expect(try trust("remove", "list").status == 0)
    #expect(!(try ToolRun(check, environment: environment).output.contains("\"vendor\"")))
  }

  private static func codes(_ run: ToolRun) throws -> Set<String> {
    let diagnostics = try run.images().first?["diagnostics"] as? [[String: Any]] ?? []
    return Set(diagnostics.compactMap { $0["code"] as? String })
  }

  @Test func `a trust list that is missing or out of date is noticed`() throws {
    let folder = try TemporaryFolder()
    let environment = ["ASSAY_DATA": folder.path]
    let check = ["check", "--no-pixels", "--format", "ndjson", "TestImages/signed-capture.png"]
    #expect(try Self.codes(ToolRun(check, environment: environment)).contains("trust.missing"))
    #expect(
      try !Self.codes(ToolRun(check + ["--trust-list", "none"], environment: environment))
        .contains("trust.missing"))
    let plain = ["check", "--no-pixels", "--format", "ndjson", "TestImages/plain.png"]
    #expect(try !Self.codes(ToolRun(plain, environment: environment)).contains("trust.missing"))

    let server = try LoopbackServer(try Self.lists())
    _ = try ToolRun(["trust", "update", "--from", server.address], environment: environment)
    #expect(
      try Self.codes(ToolRun(check, environment: environment))
        .isDisjoint(with: ["trust.missing", "trust.stale"]))

    let index = URL(filePath: folder.path + "/trust/lists.json")
    let text = try String(contentsOf: index, encoding: .utf8)
    let today = String(Date().formatted(.iso8601).prefix(10))
    for (old, new, words) in [
      ("2027-08-05", "2026-01-01", "was due on 2026-01-01"),
      (today, "2024-01-01", "days ago"),
    ] {
      #expect(text.contains(old))
      try text.replacing(old, with: new).write(to: index, atomically: true, encoding: .utf8)
      let run = try ToolRun(check, environment: environment)
      #expect(try Self.codes(run).contains("trust.stale"))
      #expect(run.output.contains(words))
      let list = try ToolRun(["trust", "list"], environment: environment).output
      #expect(list.contains(words) && list.contains("run 'assay trust update'"))
    }
  }

  // MARK: Remote manifests

  /// A PNG with nothing but the address of its manifest, and that manifest.
  private static func remote(_ address: String, pki: TestPKI) throws -> (file: Data, store: Data) {
    let packet = """
      <?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">\
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description \
      rdf:about="" xmlns:dcterms="http://purl.org/dc/terms/" dcterms:provenance="\(address)"/>\
      </rdf:RDF></x:xmpmeta><?xpacket end="r"?>
      """
    let chunk = TestCarrier.chunk(
      "iTXt", Array("XML:com.adobe.xmp".utf8) + [0, 0, 0, 0, 0] + Array(packet.utf8))
    let sample = TestCarrier.png.sample
    let file = Array(sample[..<33]) + chunk + Array(sample[33...])
    let builder = ManifestBuilder(identity: try pki.signer())
    return (Data(file), Data(try builder.sidecar(for: file)))
  }

  private static func credentials(_ run: ToolRun) throws -> (state: String, codes: [String]) {
    let image = try #require(try run.images().first)
    let found = image["credentials"] as? [String: Any]
    let diagnostics = image["diagnostics"] as? [[String: Any]] ?? []
    return (found?["state"] as? String ?? "?", diagnostics.compactMap { $0["code"] as? String })
  }

  /// The manifests of the crJSON in a report; nil when there is none.
  private static func crJSON(_ run: ToolRun) throws -> [[String: Any]]? {
    let image = try #require(try run.images().first)
    let credentials = image["credentials"] as? [String: Any]
    return (credentials?["crJSON"] as? [String: Any])?["manifests"] as? [[String: Any]]
  }

  @Test func `a remote manifest is fetched only when asked, and must fit the file`() throws {
    let pki = try TestPKI()
    let folder = try TemporaryFolder()
    let server = try LoopbackServer()
    let made = try Self.remote(server.address + "/m.c2pa", pki: pki)
    try folder.write("image.png", made.file)
    let anchors = folder.path + "/root.pem"
    try Data(pki.rootPEM).write(to: URL(filePath: anchors))
    let command = [
      "check", "--no-pixels", "--format", "ndjson", "--trust-anchors", anchors,
      folder.path + "/image.png",
    ]
    let fetch = command + ["--fetch-remote-manifests"]
    let loopback = ["ASSAY_ALLOW_LOOPBACK": "1"]

    #expect(try Self.credentials(ToolRun(command, environment: loopback)).state == "remoteOnly")
    #expect(server.requests.isEmpty)
    // This machine is not asked unless a test allows it.
    let refused = try Self.credentials(ToolRun(fetch))
    #expect(refused.state == "remoteOnly")
    #expect(refused.codes.contains("credentials.remoteUnavailable"))
    #expect(server.requests.isEmpty)

    // Not there, then something else, then the manifest of another file, then the right one.
    let missing = try Self.credentials(ToolRun(fetch, environment: loopback))
    #expect(missing.state == "remoteOnly")
    #expect(missing.codes.contains("credentials.remoteUnavailable"))
    server["/m.c2pa"] = .init(Data("<html>hello</html>".utf8))
    #expect(try Self.credentials(ToolRun(fetch, environment: loopback)).state == "malformed")
    server["/m.c2pa"] = .init(try Self.remote("https://example.com", pki: pki).store)
    let wrong = try ToolRun(fetch, environment: loopback)
    #expect(try Self.credentials(wrong).state == "invalid")
    #expect(wrong.output.contains("assertion.dataHash.mismatch"))
    server["/m.c2pa"] = .init(redirect: "/store.c2pa")
    server["/store.c2pa"] = .init(made.store)
    let right = try ToolRun(fetch, environment: loopback)
    #expect(try Self.credentials(right).state == "trusted", "\(right.output)")
    #expect(right.output.contains("remote manifest"))
    #expect(server.requests.suffix(2) == ["/m.c2pa", "/store.c2pa"])

    // crJSON comes from there, too; and from a file beside the image, without any network.
    let path = folder.path + "/image.png"
    let inspect = ["inspect", "--no-pixels", "--exit-zero", "--trust-anchors", anchors, path]
    let json = try ToolRun(
      inspect + ["--format", "ndjson", "--fetch-remote-manifests"], environment: loopback)
    #expect(try Self.crJSON(json)?.count == 1, "\(json.errors)")
    let alone = try ToolRun(
      inspect + ["--crjson", "--fetch-remote-manifests"], environment: loopback)
    #expect(alone.status == 0 && alone.output.hasPrefix("{\"@context\""))
    let left = try ToolRun(inspect + ["--crjson"])
    #expect(left.status == 2 && left.errors.contains("--fetch-remote-manifests"))
    #expect(try Self.crJSON(ToolRun(inspect + ["--format", "ndjson"])) == nil)
    let count = server.requests.count
    try folder.write("image.c2pa", made.store)
    #expect(try Self.crJSON(ToolRun(inspect + ["--format", "ndjson"]))?.count == 1)
    #expect(try ToolRun(inspect + ["--crjson"]).output.contains("\"validationResults\""))
    #expect(server.requests.count == count)
    try FileManager.default.removeItem(atPath: folder.path + "/image.c2pa")
    // A redirection to another protocol is not followed.
    server["/m.c2pa"] = .init(redirect: "file:///etc/hostname")
    #expect(try Self.credentials(ToolRun(fetch, environment: loopback)).state == "remoteOnly")
  }
}
