// swift-tools-version: 6.2
import PackageDescription

/// The archive of libFuzzer's runtime, when `scripts/fuzz` builds: only then are there drivers, and are all of our own
/// modules optimised, with every check kept, and watched for the branches they take.
let fuzzer = Context.environment["LOOPTOP_FUZZER"]
let fuzzed: [SwiftSetting] =
    fuzzer == nil ? [] : [.unsafeFlags(["-sanitize=fuzzer", "-O", "-assert-config", "Debug"])]

/// Every rule the compiler can hold us to, on every target.
let strict: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
    ] + fuzzed

/// Nothing in the module holds on to a part of an object while another part of it changes: its one class that changes
/// (`BatchReader`) is one thread's, and what it would cost to check that at each access is a tenth of receiving.
/// Debug builds, and so tests and fuzzing, check it.
let unchecked: [SwiftSetting] = [
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))
]

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP2 = Target.Dependency.product(name: "NIOHTTP2", package: "swift-nio-http2")
let nioHPACK = Target.Dependency.product(name: "NIOHPACK", package: "swift-nio-http2")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let swiftProtobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")

let package = Package(
    name: "looptop",
    products: [.executable(name: "looptop", targets: ["looptop"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // Tests only: the generated types are the reference that our decoders are compared with.
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    ],
    targets: [
        // C: the few calls that are used, macros and variadics as functions.
        .target(
            name: "CNcurses",
            linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
        .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
        .target(name: "CMalloc"),

        // The middle: pure values.
        .target(name: "Screen", swiftSettings: strict),
        .target(name: "Telemetry", dependencies: [deque], swiftSettings: strict + unchecked),
        .target(name: "OTLP", dependencies: ["Telemetry"], swiftSettings: strict),
        .target(name: "TextFiles", swiftSettings: strict),
        .target(name: "Dashboard", dependencies: ["Telemetry", "Screen", "TextFiles"], swiftSettings: strict),
        .target(name: "Report", dependencies: ["Telemetry"], swiftSettings: strict),

        // The edges.
        .target(name: "Inflate", dependencies: ["CZlib"], swiftSettings: strict),
        .target(name: "Terminal", dependencies: ["Screen", "CNcurses"], swiftSettings: strict),
        .target(
            name: "OTLPReceiver",
            dependencies: [
                "OTLP", "Telemetry", "Inflate", nioCore, nioPosix, nioHTTP1, nioHTTP2, nioHPACK, nioSSL,
            ],
            swiftSettings: strict),
        .target(
            name: "Demo",
            dependencies: ["OTLP", "Telemetry", nioCore, nioPosix, nioHTTP1],
            swiftSettings: strict),
        .executableTarget(
            name: "looptop",
            dependencies: [
                "CMalloc", "Dashboard", "Demo", "Inflate", "OTLP", "OTLPReceiver", "Report", "Screen", "Telemetry",
                "Terminal", "TextFiles", argumentParser,
            ],
            swiftSettings: strict),

        // The generated types that our decoders are compared with, in tests and in benchmarks.
        .target(
            name: "OTLPReference", dependencies: [swiftProtobuf], path: "Tests/OTLPReference",
            exclude: ["generate.sh", "README.md"]),
        .executableTarget(
            name: "Bench",
            dependencies: [
                "Dashboard", "Deflate", "OTLP", "OTLPReceiver", "OTLPReference", "Screen", "Telemetry", nioCore,
                nioPosix, nioHTTP1, swiftProtobuf,
            ],
            path: "Benchmarks/Bench", swiftSettings: strict),

        // The other half of zlib, for tests and benchmarks.
        .target(name: "Deflate", dependencies: ["CZlib"], path: "Tests/Deflate", swiftSettings: strict),

        // Tests, one target a module, in the same folders.
        .testTarget(name: "ScreenTests", dependencies: ["Screen"], swiftSettings: strict),
        .testTarget(name: "TextFilesTests", dependencies: ["TextFiles"], swiftSettings: strict),
        .testTarget(
            name: "TerminalTests", dependencies: ["Terminal", "Screen", "TerminalProbe", "CPseudoTerminal"],
            swiftSettings: strict),
        .target(name: "CPseudoTerminal", path: "Tests/CPseudoTerminal"),
        // Draws a page and can crash: what becomes of the terminal then shows only from outside.
        .executableTarget(
            name: "TerminalProbe", dependencies: ["Terminal", "Screen"], path: "Tests/TerminalProbe",
            swiftSettings: strict),
        .testTarget(name: "TelemetryTests", dependencies: ["Telemetry"], swiftSettings: strict),
        .testTarget(name: "InflateTests", dependencies: ["Inflate", "Deflate"], swiftSettings: strict),
        .testTarget(
            name: "OTLPTests",
            dependencies: ["OTLP", "OTLPReference", "Telemetry", "Inflate", swiftProtobuf],
            swiftSettings: strict),
        .testTarget(
            name: "OTLPReceiverTests",
            dependencies: [
                "OTLPReceiver", "OTLP", "Telemetry", "Inflate", "Deflate", nioCore, nioPosix, nioHTTP1, nioHTTP2,
                nioHPACK, nioSSL, nioEmbedded,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "DashboardTests", dependencies: ["Dashboard", "Telemetry", "Screen", "TextFiles"],
            exclude: ["Screens"],
            swiftSettings: strict),
        .testTarget(name: "ReportTests", dependencies: ["Report", "Telemetry", "OTLP"], swiftSettings: strict),
        .testTarget(
            name: "LooptopTests",
            dependencies: ["looptop", "Dashboard", "Demo", "OTLP", "Telemetry", argumentParser],
            swiftSettings: strict),
        .testTarget(
            name: "DemoTests", dependencies: ["Demo", "OTLP", "Telemetry", nioCore, nioPosix, nioHTTP1],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)

if let fuzzer {
    package.targets += [
        .target(name: "CFuzzer", path: "Fuzz/CFuzzer"),
        .executableTarget(
            name: "Fuzz",
            dependencies: [
                "CFuzzer", "Dashboard", "Inflate", "OTLP", "OTLPReceiver", "Telemetry", "TextFiles", nioCore,
                nioEmbedded, nioHTTP1,
            ],
            path: "Fuzz/Drivers", swiftSettings: strict,
            linkerSettings: [.unsafeFlags([fuzzer]), .linkedLibrary("stdc++")]),
    ]
}
