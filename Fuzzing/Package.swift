// swift-tools-version: 6.2
import PackageDescription

// The parsers of the main package, built once more with libFuzzer's coverage and the address
// sanitizer: `swift build -c release --sanitize=fuzzer --sanitize=address`. A package of its own,
// so that the main one never builds them; `Sources` is a link to the main package's.

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  // The fuzzers reach the parsers that the library does not export.
  .unsafeFlags(["-enable-testing"]),
  // Of two `--sanitize` flags the compiler heeds the last, so both are said here again.
  .unsafeFlags(["-sanitize=fuzzer,address"]),
]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "_CryptoExtras", package: "swift-crypto")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let x509: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A program around one `LLVMFuzzerTestOneInput`.
func fuzzer(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies, path: "Targets/\(name)",
    swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])])
}

let package = Package(
  name: "assay-fuzzing",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    .systemLibrary(name: "CLibEXIF", pkgConfig: "libexif"),
    .systemLibrary(name: "CLibExpat", pkgConfig: "expat"),
    .systemLibrary(name: "CLibZ", pkgConfig: "zlib"),
    .systemLibrary(name: "CLibBrotli", pkgConfig: "libbrotlidec"),
    .target(
      name: "CMetadataShims", dependencies: ["CLibEXIF", "CLibExpat", "CLibZ", "CLibBrotli"]),
    module("ByteReading"),
    module("Compression", ["CMetadataShims", "ByteReading"]),
    module("Containers", ["ByteReading", "Compression"]),
    module("OriginVocabulary"),
    module(
      "Metadata",
      ["ByteReading", "OriginVocabulary", "Containers", "Compression", "CMetadataShims"]),
    module("Labeling", ["ByteReading", "Compression", "Containers", "Metadata"]),
    module("DataTree", [yams]),
    .target(
      name: "DeclaredOrigin", dependencies: ["Metadata", "DataTree", crypto],
      exclude: ["Catalogue"], resources: [.embedInCode("Compiled")], swiftSettings: strict),
    fuzzer("DeclaredOriginFuzzer", ["ByteReading", "DeclaredOrigin", "Metadata"]),
    fuzzer("ContainerFuzzer", ["ByteReading", "Containers"]),
    fuzzer("MetadataFuzzer", ["ByteReading", "Containers", "Metadata"]),
    fuzzer("XMPFuzzer", ["ByteReading", "Metadata"]),
    module(
      "ContentCredentials",
      [
        "ByteReading", "OriginVocabulary", "Containers", "Compression", crypto, cryptoExtras, x509,
        asn1,
      ]),
    module("_CredentialTestSupport", [crypto, cryptoExtras]),
    fuzzer("LabelFuzzer", ["ByteReading", "Containers", "Metadata", "Labeling"]),
    fuzzer("JUMBFFuzzer", ["ByteReading", "ContentCredentials"]),
    fuzzer("CBORFuzzer", ["ByteReading", "ContentCredentials"]),
    fuzzer("COSEFuzzer", ["ByteReading", "ContentCredentials", "_CredentialTestSupport"]),
    fuzzer(
      "CredentialCarriersFuzzer", ["ByteReading", "Containers", "ContentCredentials"]),
    fuzzer(
      "CredentialsFuzzer",
      ["ByteReading", "Containers", "ContentCredentials", "_CredentialTestSupport"]),
  ]
)
