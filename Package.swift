// swift-tools-version: 6.2
import PackageDescription

let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

// Each outside library is imported by exactly one room:
// Yams by Meals, swift-crypto by Journal, libxml2 by XML, libarchive by Archive, GRDB by Store,
// AsyncHTTPClient by Till, Hummingbird by Service, ArgumentParser by mulin.
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let hummingbird: [Target.Dependency] = [
    .product(name: "Hummingbird", package: "hummingbird"),
    .product(name: "HummingbirdCore", package: "hummingbird"),
]
// The words that both HTTP libraries speak in.
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "Mulin",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "mulin", targets: ["mulin"])],
    dependencies: [
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    ],
    targets: [
        // Rooms, lowest first; an import only points down this list.
        .target(name: "Meals", dependencies: [yams], swiftSettings: house),
        .target(name: "Subsidies", dependencies: ["Meals"], swiftSettings: house),
        .target(
            name: "Journal", dependencies: ["Meals", "Subsidies", crypto, cryptoExtras],
            swiftSettings: house),
        .systemLibrary(
            name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .target(name: "XML", dependencies: ["CLibXML2"], swiftSettings: house),
        .systemLibrary(name: "CLibArchive", providers: [.apt(["libarchive-dev"])]),
        .target(name: "Archive", dependencies: ["CLibArchive"], swiftSettings: house),
        .target(
            name: "Store", dependencies: ["Meals", "Subsidies", "Journal", grdb],
            swiftSettings: house),
        .target(
            name: "Ledger", dependencies: ["Meals", "Subsidies", "Journal", "Store"],
            swiftSettings: house),
        .target(name: "Supply", dependencies: ["Meals"], swiftSettings: house),
        .target(
            name: "Settlement",
            dependencies: ["Meals", "Subsidies", "Journal", "XML", "Archive", "Store", "Ledger"],
            swiftSettings: house),
        .target(
            name: "Till",
            dependencies: ["Meals", "Subsidies", "Journal", "Store", httpClient, nio, nioHTTP],
            swiftSettings: house),
        .target(
            name: "Service",
            dependencies: [
                "Meals", "Subsidies", "Journal", "Store", "Ledger", "Till", nio, httpTypes, logging,
            ] + hummingbird,
            resources: [.copy("Counter/Pages")],
            swiftSettings: house),
        .target(
            name: "Rehearsal",
            dependencies: [
                "Meals", "Subsidies", "Journal", "Store", "Ledger", "Settlement", "Supply", "Till",
            ],
            swiftSettings: house),
        .executableTarget(
            name: "mulin",
            dependencies: [
                "Meals", "Subsidies", "Journal", "XML", "Archive", "Store", "Ledger", "Settlement",
                "Supply", "Till", "Service", "Rehearsal", argumentParser,
            ], swiftSettings: house),
        .executableTarget(
            name: "mulin-bench",
            dependencies: [
                "Meals", "Subsidies", "Journal", "Store", "Ledger", "Settlement", "Supply",
                "Service", "Till",
            ], exclude: ["Peers"], swiftSettings: house),

        .testTarget(name: "MealsTests", dependencies: ["Meals"], swiftSettings: house),
        .testTarget(
            name: "SubsidiesTests", dependencies: ["Meals", "Subsidies"], swiftSettings: house),
        .testTarget(
            name: "JournalTests", dependencies: ["Meals", "Subsidies", "Journal"],
            swiftSettings: house),
        .testTarget(name: "XMLTests", dependencies: ["XML"], swiftSettings: house),
        .testTarget(name: "ArchiveTests", dependencies: ["Archive"], swiftSettings: house),
        .testTarget(
            name: "LedgerTests",
            dependencies: [
                "Meals", "Subsidies", "Journal", "Archive", "Store", "Ledger", "Settlement",
            ],
            swiftSettings: house),
        .testTarget(
            name: "SettlementTests", dependencies: ["Meals", "Journal", "XML", "Settlement"],
            exclude: ["rederive_totals.py"], swiftSettings: house),
        .testTarget(
            name: "SupplyTests", dependencies: ["Meals", "Supply"], swiftSettings: house),
        .testTarget(
            name: "TillTests", dependencies: ["Meals", "Subsidies", "Journal", "Till"],
            exclude: ["Printing/Python"], swiftSettings: house),
        .testTarget(
            name: "RehearsalTests",
            dependencies: ["Meals", "Subsidies", "Settlement", "Supply", "Rehearsal"],
            swiftSettings: house),
        .testTarget(
            name: "ServiceTests",
            dependencies: [
                "Meals", "Subsidies", "Journal", "Store", "Ledger", "Service", "Till", logging,
            ],
            swiftSettings: house),
        .testTarget(
            name: "MulinTests",
            dependencies: [
                "mulin", "Meals", "Journal", "Archive", "XML", "Store", "Ledger", "Settlement",
                "Till",
            ],
            exclude: ["Python"],
            swiftSettings: house),
    ],
    swiftLanguageModes: [.v6]
)
