// swift-tools-version: 6.2
import PackageDescription

// Every Swift target is held to the same strict settings, listed once.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

#if os(Linux)
  let isLinux = true
#else
  let isLinux = false
#endif

/// A Swift module of this package.
func module(
  _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = [],
  exclude: [String] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, exclude: exclude, resources: resources,
    swiftSettings: strict)
}

/// The test target that mirrors a module.
func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: dependencies + ["_TestSupport"], exclude: exclude,
    swiftSettings: strict)
}

/// A C library of the system: a module map and a shim header, nothing else.
func systemLibrary(
  _ name: String, pkgConfig: String?, apt: String, brew: String
) -> Target {
  .systemLibrary(
    name: name, pkgConfig: pkgConfig, providers: [.apt([apt]), .brew([brew])])
}

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "_CryptoExtras", package: "swift-crypto")
let x509: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let tomlKit: Target.Dependency = .product(name: "TOMLKit", package: "TOMLKit")
let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "assay",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "assay", targets: ["AssayCommand"]),
    .library(name: "Assay", targets: ["Assay"]),
    // The face detector, which `assay` opens at run time. Without the headers of dlib it is built
    // all the same, and says that it has no detector.
    .library(name: "AssayFaces", type: .dynamic, targets: ["CFaceDetector"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
  ],
  targets: [
    // C libraries of the system, and the one wall in front of them.
    systemLibrary("CLibJPEG", pkgConfig: "libjpeg", apt: "libjpeg-dev", brew: "jpeg-turbo"),
    systemLibrary("CLibPNG", pkgConfig: "libpng", apt: "libpng-dev", brew: "libpng"),
    // These are opened on first use on Linux, so not linked there.
    systemLibrary(
      "CLibWebP", pkgConfig: isLinux ? nil : "libwebp", apt: "libwebp-dev", brew: "webp"),
    systemLibrary(
      "CLibHEIF", pkgConfig: isLinux ? nil : "libheif", apt: "libheif-dev", brew: "libheif"),
    systemLibrary(
      "CLibTIFF", pkgConfig: isLinux ? nil : "libtiff-4", apt: "libtiff-dev", brew: "libtiff"),
    .systemLibrary(name: "CLibGIF", providers: [.apt(["libgif-dev"]), .brew(["giflib"])]),
    systemLibrary("CLibEXIF", pkgConfig: "libexif", apt: "libexif-dev", brew: "libexif"),
    systemLibrary("CLibExpat", pkgConfig: "expat", apt: "libexpat1-dev", brew: "expat"),
    systemLibrary("CLibZ", pkgConfig: "zlib", apt: "zlib1g-dev", brew: "zlib"),
    systemLibrary("CLibBrotli", pkgConfig: "libbrotlidec", apt: "libbrotli-dev", brew: "brotli"),
    .target(
      name: "CImageShims",
      dependencies: ["CLibJPEG", "CLibPNG", "CLibWebP", "CLibHEIF", "CLibTIFF", "CLibGIF"],
      // These are not in what pkg-config tells.
      linkerSettings: [
        .linkedLibrary("gif", .when(platforms: [.macOS])),
        .linkedLibrary("webpdemux", .when(platforms: [.macOS])),
        .linkedLibrary("dl", .when(platforms: [.linux])),
      ]),
    .target(
      name: "CMetadataShims", dependencies: ["CLibEXIF", "CLibExpat", "CLibZ", "CLibBrotli"]),

    // Runs neural networks that the user has, with a library that is loaded only then.
    .target(
      name: "CONNXRuntime",
      linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    // The face detector: how a plug-in is opened, and the plug-in itself. Nothing of ours depends
    // on the latter, so that dlib is no part of the program.
    .target(
      name: "CFacePlugin",
      linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    .target(
      name: "CFaceDetector", dependencies: ["CFacePlugin"],
      exclude: ["frontal-faces.model", "frontal-faces.licence"]),

    // The generator patterns, as data of the program.
    .target(name: "CPatternBank", exclude: ["patterns.bank"]),
    // The weights of the RivaGAN decoder, as data of the program.
    .target(name: "CRivaGAN", exclude: ["rivagan.weights", "rivagan.licence"]),

    // Ground: these import nothing of ours.
    module("ByteReading"),
    module("EvidenceModel"),
    module("Pixels"),
    module("SARIF"),
    module("DataTree", [yams]),
    module("OriginVocabulary"),

    // Reading.
    module("Compression", ["CMetadataShims", "ByteReading"]),
    module("Containers", ["ByteReading", "Compression"]),
    module(
      "Metadata",
      ["ByteReading", "OriginVocabulary", "Containers", "Compression", "CMetadataShims"]),
    module(
      "ContentCredentials",
      [
        "ByteReading", "OriginVocabulary", "Containers", "Compression", crypto, cryptoExtras, x509,
        asn1,
      ]),
    module(
      "DeclaredOrigin", ["Metadata", "DataTree", crypto],
      resources: [.embedInCode("Compiled")], exclude: ["Catalogue"]),
    module(
      "Labeling", ["ByteReading", "Compression", "Containers", "Metadata", "CMetadataShims"]),

    // Decoding.
    module("Codecs", ["Pixels", "ByteReading", "Containers", "CImageShims"]),

    // Measuring.
    module("PixelStatistics", ["Pixels"], exclude: ["optimization-notes.md"]),
    module("GeneratorPatterns", ["Pixels", "PixelStatistics", "CPatternBank"]),
    module(
      "Watermarks",
      [
        "ByteReading", "Compression", "Pixels", "PixelStatistics", "CONNXRuntime", "CRivaGAN",
      ]),
    module("Faces", ["Pixels", "PixelStatistics", "CFacePlugin"]),
    // The weights of the forensic score, as data of the program.
    .target(name: "CForensicModel", exclude: ["forensic.model"]),
    module("Forensics", ["Pixels", "PixelStatistics", "CForensicModel"]),
    module("Evaluation"),

    // Assembly: alone knows every reader, and turns their results into evidence.
    module(
      "Inspection",
      [
        "ByteReading", "EvidenceModel", "Pixels", "Containers", "Metadata", "ContentCredentials",
        "DeclaredOrigin", "Codecs", "PixelStatistics", "GeneratorPatterns", "Watermarks", "Faces",
        "Forensics", crypto,
      ]),

    // Judgement: no decoder, no pixels, no bytes.
    module(
      "Policy", ["EvidenceModel", "DataTree"], resources: [.embedInCode("Compiled")],
      exclude: ["Resources"]),

    // Delivery.
    module("Posts", ["EvidenceModel", yams, tomlKit]),
    module("Reporting", ["EvidenceModel", "SARIF", crypto]),
    module(
      "Scanning", ["ByteReading", "EvidenceModel", "Inspection", "Policy", "Posts", yams]),
    module("Assay", ["EvidenceModel", "Inspection", "Policy"]),
    .executableTarget(
      name: "AssayCommand",
      dependencies: [
        "CImageShims", "EvidenceModel", "ByteReading", "Pixels", "Containers", "Metadata",
        "ContentCredentials", "Codecs", "Labeling", "Inspection", "Policy", "Posts", "Reporting",
        "Scanning", "GeneratorPatterns", "Watermarks", "Forensics", "Faces", "Evaluation", crypto,
        argumentParser,
      ],
      swiftSettings: strict),

    // Tests mirror the modules.
    module("_TestSupport", ["ByteReading", "Pixels"]),
    // Pictures drawn by code, and the tool that writes them to TestImages.
    module(
      "_TestImages",
      ["Pixels", "Codecs", "Containers", "EvidenceModel", "_CredentialTestSupport"]),
    .executableTarget(
      name: "TestImageMaker", dependencies: ["_TestImages"], swiftSettings: strict),
    // Writes the compact form of the rules and of the generator catalogue.
    .executableTarget(
      name: "CatalogueCompiler", dependencies: ["DataTree"], swiftSettings: strict),
    // What each pixel kernel costs; run by Benchmarks/run.sh.
    .executableTarget(
      name: "PixelKernels", dependencies: ["Pixels", "PixelStatistics", "GeneratorPatterns"],
      path: "Benchmarks/PixelKernels", swiftSettings: strict),
    module("_CredentialTestSupport", [crypto, cryptoExtras]),
    tests("ByteReading", ["ByteReading"]),
    tests("DataTree", ["DataTree"]),
    tests("OriginVocabulary", ["OriginVocabulary"]),
    tests("Compression", ["Compression", "ByteReading"]),
    tests("Containers", ["Containers", "Compression", "ByteReading"]),
    tests("Metadata", ["Metadata", "Containers", "ByteReading"]),
    tests(
      "ContentCredentials",
      [
        "ContentCredentials", "Containers", "ByteReading", "_CredentialTestSupport", crypto,
        cryptoExtras, x509, asn1,
      ],
      exclude: ["Disagreements.json"]),
    tests(
      "DeclaredOrigin",
      [
        "DeclaredOrigin", "Metadata", "Containers", "Compression", "Codecs", "Pixels",
        "ByteReading", "DataTree", crypto,
      ]),
    tests("Labeling", ["Labeling", "Metadata", "Containers", "Compression", "ByteReading"]),
    tests(
      "Codecs", ["Codecs", "CImageShims", "Pixels", "Containers", "ByteReading", "_TestImages"]),
    tests("PixelStatistics", ["PixelStatistics", "Pixels"]),
    tests(
      "GeneratorPatterns",
      [
        "GeneratorPatterns", "PixelStatistics", "Pixels", "Codecs", "Containers", "ByteReading",
      ]),
    tests(
      "Faces", ["Faces", "Pixels", "Codecs", "Containers", "ByteReading"]),
    tests(
      "Watermarks",
      [
        "Watermarks", "PixelStatistics", "Pixels", "Codecs", "Containers", "Compression",
        "ByteReading",
      ]),
    tests(
      "Forensics",
      ["Forensics", "PixelStatistics", "Pixels", "Codecs", "Containers", "ByteReading"]),
    tests("Evaluation", ["Evaluation"]),
    tests("Inspection", ["Inspection", "EvidenceModel", "ByteReading"]),
    tests("Policy", ["Policy", "EvidenceModel", "DataTree"]),
    tests("Posts", ["Posts", "EvidenceModel"]),
    tests("Reporting", ["Reporting", "EvidenceModel", "SARIF"]),
    tests("Scanning", ["Scanning", "EvidenceModel", "Inspection", "Policy"]),
    tests(
      "AssayCommand",
      [
        "Assay", "AssayCommand", "ByteReading", "Codecs", "DeclaredOrigin", "EvidenceModel",
        "Faces", "Inspection", "Pixels", "Policy", "_CredentialTestSupport", argumentParser,
      ]),
  ]
)
