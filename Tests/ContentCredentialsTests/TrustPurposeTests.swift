import ByteReading
import ContentCredentials
import Testing
import _CredentialTestSupport

/// Which extended key usages a signer may have, and what follows.
struct TrustPurposeTests {
  private static let claimSigning = "1.3.6.1.4.1.62558.2.1"
  private static let mail = "1.3.6.1.5.5.7.3.4"

  @Test func `a configuration is read as other tools write it`() {
    var trust = TrustStore()
    let text = """
      //id-kp-emailProtection\u{20}
      1.3.6.1.5.5.7.3.4
      // time-stamps and OCSP are no purposes of a claim signer
      1.3.6.1.5.5.7.3.8
      1.3.6.1.5.5.7.3.9
        1.3.6.1.4.1.62558.2.1  // C2PA\r
      1.3.6.1.5.5.7.3.4
      1..3
      x.1
      # 1.2.3.4
      """
    #expect(trust.setPurposes(configuration: text) == 2)
    #expect(trust.acceptedPurposes == [Self.mail, Self.claimSigning])
    // A file of Windows, and an arc of 128 bits.
    let uuid = "2.25.329800735698586629295641978511506172918"
    #expect(trust.setPurposes(configuration: "\u{FEFF}\(Self.mail)\r\n\(uuid)\r\n") == 2)
    #expect(trust.acceptedPurposes == [Self.mail, uuid])
    #expect(trust.setPurposes(configuration: text) == 2)
    // What names none changes nothing.
    for address in ["10.0.0.1", "192.168.1.1", "1.40.1", "1.+3", "1.03", "2"] {
      #expect(trust.setPurposes(configuration: address) == 0, "\(address)")
    }
    #expect(trust.setPurposes(configuration: "1.3.6.1.5.5.7.3.8\nhello") == 0)
    #expect(trust.acceptedPurposes == [Self.mail, Self.claimSigning])
  }

  @Test func `a certificate's purpose may be a UUID`() throws {
    let uuid = "2.25.329800735698586629295641978511506172918"
    let pki = try TestPKI()
    let identity = try pki.signer { $0.purposes = [uuid] }
    let file = try ManifestBuilder(identity: identity).sign(TestCarrier.png.sample, .png)
    var trust = SignedFile.trust(pki)
    #expect(try SignedFile.validate(file, trust: trust).trust == .untrusted)
    trust.acceptedPurposes = [uuid]
    #expect(try SignedFile.validate(file, trust: trust).trust == .trusted)
  }

  @Test(
    "a certificate counts where one of its purposes is accepted",
    arguments: [[claimSigning], [mail], [claimSigning, mail]], [true, false])
  func purposes(of leaf: [String], hasAnchor: Bool) throws {
    let pki = try TestPKI()
    let identity = try pki.signer { $0.purposes = leaf }
    let file = try ManifestBuilder(identity: identity).sign(TestCarrier.png.sample, .png)
    var trust = hasAnchor ? SignedFile.trust(pki) : TrustStore()
    trust.acceptedPurposes = TrustStore.unconfiguredPurposes
    let report = try SignedFile.validate(file, trust: trust)
    let isAccepted = leaf.contains(Self.mail)
    #expect(SignedFile.failures(report).contains("signingCredential.invalid") == !isAccepted)
    #expect(report.signature == .verified)
    #expect(report.integrity == .intact)
    #expect(report.state == (!isAccepted ? .invalid : hasAnchor ? .trusted : .valid))
    // Without a list nobody was asked; with one, the answer is no.
    #expect(report.trust == (!hasAnchor ? .notChecked : isAccepted ? .trusted : .untrusted))
  }
}
