import ByteReading
import ContentCredentials
import Foundation

/// One list that can be downloaded, and where from.
///
/// - Reference: C2PA conformance programme, public repository, August 2026; Content Authenticity
///   Initiative, interim list, frozen on 2026-01-01.
struct TrustSource {
  var name: String
  var file: String
  var remoteName: String
  var address: String
  var listClass: TrustDirectory.ListClass
  /// The list's own date for its next issue; nil where it has none.
  var nextUpdate: String?

  private static let official =
    "https://raw.githubusercontent.com/c2pa-org/conformance-public/refs/heads/main/trust-list/"
  private static let interim = "https://contentcredentials.org/trust/"

  private static let products =
    "https://raw.githubusercontent.com/c2pa-org/conformance-public/refs/heads/main/conforming-products/"

  static let all = [
    TrustSource(
      name: "C2PA trust list", file: "official-signers.pem", remoteName: "C2PA-TRUST-LIST.pem",
      address: official + "C2PA-TRUST-LIST.pem", listClass: .official, nextUpdate: "2027-08-05"),
    TrustSource(
      name: "C2PA time-stamp trust list", file: "official-tsa.pem",
      remoteName: "C2PA-TSA-TRUST-LIST.pem", address: official + "C2PA-TSA-TRUST-LIST.pem",
      listClass: .tsa, nextUpdate: "2027-08-05"),
    TrustSource(
      name: "C2PA conforming products", file: "conforming-products.json",
      remoteName: "conforming-products-list.json",
      address: products + "conforming-products-list.json", listClass: .products, nextUpdate: nil),
    TrustSource(
      name: "Interim list, anchors", file: "legacy-anchors.pem", remoteName: "anchors.pem",
      address: interim + "anchors.pem", listClass: .legacy, nextUpdate: nil),
    TrustSource(
      name: "Interim list, allowed signers", file: "legacy-allowed.sha256.txt",
      remoteName: "allowed.sha256.txt", address: interim + "allowed.sha256.txt",
      listClass: .legacy, nextUpdate: nil),
    TrustSource(
      name: "Interim list, purposes", file: "legacy-store.cfg", remoteName: "store.cfg",
      address: interim + "store.cfg", listClass: .legacy, nextUpdate: nil),
  ]

  /// Whether downloaded data is what the list should hold: never a page that says "not found".
  func accepts(_ data: Data) -> Bool {
    if file.hasSuffix(".pem") { return Self.holdsCertificates(data) }
    if file.hasSuffix(".sha256.txt") { return Self.holdsDigests(data) }
    if file.hasSuffix(".json") { return Self.holdsProducts(data) }
    let text = String(decoding: data, as: UTF8.self)
    return text.split(whereSeparator: \.isNewline).contains { line in
      line.split(separator: ".").count > 3
        && line.allSatisfy { $0.isNumber || $0 == "." || $0.isWhitespace }
    }
  }

  /// Whether data holds a base64 SHA-256 digest on a line of its own.
  static func holdsDigests(_ data: Data) -> Bool {
    String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).contains {
      Data(base64Encoded: String($0))?.count == 32
    }
  }

  /// Whether data holds at least one record of a conforming product.
  static func holdsProducts(_ data: Data) -> Bool {
    (try? ConformingProducts(parsing: ByteView([UInt8](data)))) != nil
  }

  /// Whether data holds at least one PEM certificate.
  static func holdsCertificates(_ data: Data) -> Bool {
    let text = String(decoding: data, as: UTF8.self)
    return text.contains("-----BEGIN CERTIFICATE-----")
      && text.contains("-----END CERTIFICATE-----")
  }
}
