import ByteReading
import ContentCredentials
import Testing
import _CredentialTestSupport

struct TimeStampTests {
  static let signing = 1_750_000_000  // 2025-06-15
  static let late = CredentialTime(seconds: 1_990_000_000)  // after the signer expired

  @Test("a trusted time-stamp rescues an expired certificate", arguments: [false, true])
  func rescue(isOld: Bool) throws {
    let report = try SignedFile.report(at: Self.late) { builder, pki in
      builder.timeStamp = (
        pki, try pki.timeStamper { $0.notAfter = 2_000_000_000 }, Self.signing
      )
      builder.hasOldTimeStamp = isOld
    }
    #expect(report.state == .trusted, "\(report.statuses.all)")
    #expect(
      SignedFile.successes(report).isSuperset(of: ["timeStamp.validated", "timeStamp.trusted"]))
    #expect(report.active?.signedAt?.time.seconds == Self.signing)
    #expect(report.active?.signedAt?.source == .trustedTimeStamp)
  }

  @Test("a time-stamp of an authority on no list does not")
  func untrusted() throws {
    let report = try SignedFile.report(at: Self.late) { builder, _ in
      let other = try TestPKI(seed: "other")
      builder.timeStamp = (
        other, try other.timeStamper { $0.notAfter = 2_000_000_000 }, Self.signing
      )
    }
    #expect(SignedFile.failures(report).contains("signingCredential.expired"))
    #expect(SignedFile.notes(report).contains("timeStamp.untrusted"))
    #expect(report.trust == .expired)
    #expect(report.integrity == .intact)
  }

  @Test("an anchor of signers is none of time-stamps")
  func apart() throws {
    let pki = try TestPKI()
    var builder = ManifestBuilder(identity: try pki.signer())
    builder.timeStamp = (pki, try pki.timeStamper(), Self.signing)
    let file = try builder.sign(TestCarrier.png.sample, .png)
    var trust = TrustStore()
    trust.addAnchors(
      pem: ByteView(pki.rootPEM), name: "signers", listClass: .user, roles: .signers)
    let report = try SignedFile.validate(file, trust: trust)
    #expect(SignedFile.notes(report).contains("timeStamp.untrusted"))
    #expect(report.state == .trusted)
  }

  @Test("a time-stamp of something else, a broken one and two of them are ignored")
  func ignored() throws {
    let mismatch = try SignedFile.report { builder, pki in
      builder.timeStamp = (pki, try pki.timeStamper(), Self.signing)
      builder.editSignature = { $0[3] = .bytes([UInt8](repeating: 7, count: 64)) }
    }
    #expect(SignedFile.notes(mismatch).contains("timeStamp.mismatch"))
    let malformed = try SignedFile.report { builder, _ in
      builder.editUnprotected = {
        $0.append(("sigTst2", .map([("tstTokens", .array([.map([("val", .bytes([0x30]))])]))])))
      }
    }
    #expect(SignedFile.notes(malformed).contains("timeStamp.malformed"))
    #expect(malformed.state == .trusted)
    let two = try SignedFile.report { builder, pki in
      let token = TestCBOR.map([("val", .bytes([0x30, 0]))])
      builder.editUnprotected = {
        $0.append(("sigTst2", .map([("tstTokens", .array([token, token]))])))
      }
    }
    #expect(SignedFile.notes(two).contains("timeStamp.malformed"))
  }

  @Test("a certificate that is not for time-stamps makes none")
  func credential() throws {
    let report = try SignedFile.report { builder, pki in
      builder.timeStamp = (
        pki, try pki.timeStamper { $0.purposes = ["1.3.6.1.5.5.7.3.4"] }, Self.signing
      )
    }
    #expect(SignedFile.notes(report).contains("timeStamp.credentialInvalid"))
    let early = try SignedFile.report { builder, pki in
      builder.timeStamp = (pki, try pki.timeStamper(), 1_700_000_000)
    }
    #expect(SignedFile.notes(early).contains("timeStamp.outsideValidity"))
  }

  @Test("a signature that was stamped before the certificate was valid is rejected")
  func outside() throws {
    let report = try SignedFile.report { builder, pki in
      builder.timeStamp = (
        pki, try pki.timeStamper { $0.notBefore = 1_600_000_000 }, 1_700_000_000
      )
    }
    #expect(SignedFile.failures(report).contains("claimSignature.outsideValidity"))
  }

  // MARK: Revocation

  @Test("a stapled response that says good, with an attested time, is noted")
  func good() throws {
    let report = try SignedFile.report { builder, pki in
      builder.timeStamp = (pki, try pki.timeStamper(), Self.signing)
      builder.ocspResponses = [
        try pki.ocspResponse(about: builder.identity, .good, at: Self.signing + 60)
      ]
    }
    #expect(SignedFile.successes(report).contains("signingCredential.ocsp.notRevoked"))
    #expect(report.state == .trusted)
  }

  @Test("a response about another certificate, or by a stranger, says nothing")
  func notBound() throws {
    let other = try SignedFile.report { builder, pki in
      builder.ocspResponses = [
        try pki.ocspResponse(
          about: try pki.signer { $0.commonName = "Other" }, .revoked(at: 1), at: Self.signing)
      ]
    }
    #expect(other.state == .trusted)
    let stranger = try SignedFile.report { builder, pki in
      builder.timeStamp = (pki, try pki.timeStamper(), Self.signing)
      builder.ocspResponses = [
        try pki.ocspResponse(
          about: builder.identity, .good, at: Self.signing + 60,
          signedBy: try TestPKI(seed: "stranger").intermediate)
      ]
    }
    #expect(!SignedFile.successes(stranger).contains("signingCredential.ocsp.notRevoked"))
  }

  @Test("revocation after the attested time does not count, before it does")
  func revoked() throws {
    for (time, isRevoked) in [(Self.signing + 600, false), (Self.signing - 600, true)] {
      let report = try SignedFile.report { builder, pki in
        builder.timeStamp = (pki, try pki.timeStamper(), Self.signing)
        builder.ocspResponses = [
          try pki.ocspResponse(about: builder.identity, .revoked(at: time), at: Self.signing + 900)
        ]
      }
      #expect(SignedFile.failures(report).contains("signingCredential.ocsp.revoked") == isRevoked)
      #expect((report.trust == .revoked) == isRevoked)
    }
    let unknown = try SignedFile.report { builder, pki in
      builder.ocspResponses = [
        try pki.ocspResponse(about: builder.identity, .unknown, at: Self.signing)
      ]
    }
    #expect(SignedFile.notes(unknown).contains("signingCredential.ocsp.unknown"))
    #expect(unknown.state == .trusted)
  }

  @Test("the claimed time is reported as what it is")
  func claimed() throws {
    let report = try SignedFile.report { builder, _ in
      builder.editProtected = { $0.append((15, .numbered([(6, .integer(Self.signing))]))) }
    }
    #expect(SignedFile.notes(report).contains("timeOfSigning.insideValidity"))
    #expect(report.active?.signedAt?.source == .claimed)
    let outside = try SignedFile.report { builder, _ in
      builder.editProtected = { $0.append((15, .numbered([(6, .integer(1))]))) }
    }
    #expect(SignedFile.notes(outside).contains("timeOfSigning.outsideValidity"))
  }
}
