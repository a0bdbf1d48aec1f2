// swift-tools-version: 6.2
import PackageDescription

// The rooms of the house, bottom up. A room imports rooms of lower floors only, and only those named
// here; `swift build --explicit-target-dependency-import-check error` holds it to that (docs/PATH.md).

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// What lets a program start sooner: the addresses in its tables, 150 000, take up a bit each (ld.lld(1); glibc 2.36), and
/// its names, 50 000, are not there for libraries to look through, but for the one that stands before libgit2's.
let quickStart: [LinkerSetting] = [
    .unsafeFlags([
        "-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs", "-Xlinker",
        "--no-export-dynamic", "-Xlinker",
        "--export-dynamic-symbol=mbedtls_x509_crt_parse_file",
    ])
]

let strictC: [CSetting] = [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]

/// Every Swift room of the house: the same language mode, the same strictness.
func room(
    _ name: String,
    on rooms: [String] = [],
    with products: [Target.Dependency] = []
) -> Target {
    .target(
        name: name,
        dependencies: rooms.map { .byName(name: $0) } + products,
        swiftSettings: strict
    )
}

/// The tests of one room.
func tests(
    of name: String,
    on rooms: [String] = [],
    with products: [Target.Dependency] = []
) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: ([name] + rooms).map { .byName(name: $0) } + products,
        swiftSettings: strict
    )
}

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let ordered = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let database = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let http = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")

// MARK: Floor 0: C

let floor0: [Target] = [
    /// Starts one process in new namespaces; reaches the GNU calls the Glibc module hides.
    .target(name: "CSandbox", cSettings: strictC),
    /// The first process of every container; static, since it runs inside any image.
    .executableTarget(
        name: "cuvette-init",
        dependencies: ["CSandbox"],
        path: "Sources/CuvetteInit",
        cSettings: strictC,
        linkerSettings: [.unsafeFlags(["-static-executable"])]
    ),
    /// What is called of the larger libraries below, which are opened at the first call.
    .target(name: "CLazy", cSettings: strictC),
    .systemLibrary(name: "CGit", providers: [.apt(["libgit2-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CISAL", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),
    .systemLibrary(name: "CArchive", providers: [.apt(["libarchive-dev"])]),
    .systemLibrary(
        name: "CSeccomp",
        pkgConfig: "libseccomp",
        providers: [.apt(["libseccomp-dev"])]
    ),
    .systemLibrary(
        name: "CNetlink",
        pkgConfig: "libnl-route-3.0",
        providers: [.apt(["libnl-3-dev", "libnl-route-3-dev"])]
    ),
    .systemLibrary(name: "CNftables", providers: [.apt(["libnftables-dev"])]),
]

// MARK: Floor 1: ground

let floor1: [Target] = [
    /// Says what is wrong, where in the user's file, and what to do.
    room("Diagnostics"),
    /// Kernel things with exactly one owner.
    room("HostSystem", on: ["CSandbox"], with: [system]),
    /// The image-spec types as values.
    room("OCI", with: [crypto]),
    /// Test reports: a tolerant reader, a strict writer.
    room("Reports"),
    /// Commits and trees, read only; packs and indexes of our own.
    room("Git", on: ["CGit", "CLazy", "CZlib"], with: [system, crypto]),
]

// MARK: Floor 2: makers of one thing

let floor2: [Target] = [
    /// `${{ … }}`: parsed once with positions, evaluated late.
    room("Expressions", on: ["Diagnostics"]),
    /// The language of Dockerfiles and of their ignore files.
    room("Dockerfiles", on: ["Diagnostics", "HostSystem"]),
    /// Bytes to redacted bytes to a file with an index of times, and back to lines.
    room("Logs", on: ["CSandbox", "HostSystem"], with: [system]),
    /// Layers, snapshots, images: what a container's root is made of.
    room(
        "Images",
        on: ["CArchive", "CISAL", "CLazy", "CSandbox", "HostSystem", "OCI"],
        with: [system]
    ),
    /// A spec, its program, the running process, the exit status.
    room("Containers", on: ["CSandbox", "CSeccomp", "HostSystem", "OCI"], with: [system]),
    /// A network per job: its members, its names, its way out and who may take it.
    room(
        "Networks",
        on: ["CLazy", "CNetlink", "CNftables", "CSandbox", "HostSystem"],
        with: [system]
    ),
]

// MARK: Floors 3 and 4: what is wanted, what is built, what is run

let floor3: [Target] = [
    /// What the user asked for, and what will happen.
    room("Pipelines", on: ["Diagnostics", "Expressions", "Networks", "OCI"], with: [ordered]),
    /// The distribution specification: images pulled and pushed.
    room(
        "Registries",
        on: ["HostSystem", "Images", "OCI"],
        with: [system, http, nio, nioPosix, nioHTTP, nioTLS]
    ),
    /// Tree to layers, base images, Dockerfiles to images.
    room(
        "Builds",
        on: [
            "CSandbox", "Containers", "Diagnostics", "Dockerfiles", "Git", "HostSystem", "Images",
            "Logs", "Networks", "OCI",
        ],
        with: [system]
    ),
]

let floor4: [Target] = [
    /// A pipeline file to a pipeline.
    room(
        "Frontends",
        on: ["Diagnostics", "Expressions", "Networks", "OCI", "Pipelines"],
        with: [yams, ordered]
    ),
    /// Carries out a plan and tells observers.
    room(
        "Execution",
        on: [
            "Builds", "Containers", "Diagnostics", "Dockerfiles", "Expressions", "Git",
            "HostSystem", "Images", "Logs", "Networks", "OCI", "Pipelines", "Registries", "Reports",
        ],
        with: [system, ordered]
    ),
    /// Containers and volumes that are made, kept and removed by name.
    room(
        "Objects",
        on: [
            "Builds", "CSandbox", "Containers", "HostSystem", "Images", "Logs", "Networks", "OCI",
            "Registries",
        ],
        with: [system]
    ),
]

// MARK: Floor 5: what happened

let floor5: [Target] = [
    /// What happened, in SQLite, and the questions that are asked of it.
    room(
        "History",
        on: [
            "Containers", "Diagnostics", "Execution", "Expressions", "HostSystem", "Images",
            "Pipelines", "Reports",
        ],
        with: [system, database]
    )
]

// MARK: Floor 7: the face

let floor7: [Target] = [
    /// The command line: parse, call, print.
    room(
        "Commands",
        on: [
            "Builds", "CSandbox", "Containers", "Diagnostics", "Dockerfiles", "Execution",
            "Expressions", "Frontends", "Git", "History", "HostSystem", "Images", "Logs",
            "Networks", "OCI",
            "Objects", "Pipelines", "Registries", "Reports",
        ],
        with: [system, ordered, arguments]
    ),
    .executableTarget(
        name: "cuvette",
        dependencies: ["Commands"],
        swiftSettings: strict,
        linkerSettings: quickStart
    ),
    /// The command line by which podman and others drive the same containers.
    room(
        "OCIRuntime",
        on: ["CSandbox", "Containers", "HostSystem", "OCI"],
        with: [system]
    ),
    .executableTarget(
        name: "cuvette-oci",
        dependencies: ["OCIRuntime"],
        swiftSettings: strict,
        linkerSettings: quickStart
    ),
]

// MARK: Tests

let testTargets: [Target] = [
    tests(of: "Diagnostics"),
    tests(of: "Images", on: ["CArchive", "CSandbox", "HostSystem", "OCI"], with: [system]),
    tests(of: "Expressions"),
    tests(of: "Dockerfiles", on: ["Diagnostics"]),
    tests(
        of: "Networks",
        on: ["Containers", "HostSystem", "OCI", "TestSupport", "cuvette-init", "network-probe"],
        with: [system]
    ),
    /// A job's network as an ordinary user, or a process that is killed, sees it.
    .executableTarget(
        name: "network-probe",
        dependencies: ["Networks", "TestSupport"],
        path: "Tests/NetworksProbe",
        swiftSettings: strict
    ),
    tests(of: "Reports", with: [crypto]),
    tests(of: "Pipelines", on: ["Diagnostics", "Expressions", "Networks"], with: [ordered]),
    tests(
        of: "Frontends",
        on: ["Diagnostics", "Expressions", "OCI", "Pipelines"],
        with: [ordered]
    ),
    tests(of: "OCI"),
    tests(of: "HostSystem", with: [system]),
    tests(of: "Logs", on: ["HostSystem"], with: [system]),
    tests(of: "Builds", on: ["Git", "HostSystem", "Images"], with: [system]),
    tests(of: "Execution", on: ["Containers", "Pipelines"], with: [system]),
    tests(of: "Registries", on: ["HostSystem", "Images", "OCI", "TestSupport"], with: [system]),
    tests(
        of: "History",
        on: ["Execution", "HostSystem", "Images", "Pipelines", "Reports", "TestSupport"],
        with: [system]
    ),
    tests(of: "Objects", on: ["HostSystem"], with: [system]),
    /// What tests share: the probe, requirements, repositories made on the spot.
    .target(
        name: "TestSupport",
        dependencies: ["OCI"],
        path: "Tests/TestSupport",
        swiftSettings: strict
    ),
    tests(
        of: "Containers",
        on: ["CSandbox", "HostSystem", "OCI", "TestSupport", "cuvette-init"],
        with: [system]
    ),
    /// The runtime's command line, on bundles made on the spot.
    .testTarget(
        name: "OCIRuntimeTests",
        dependencies: ["Containers", "OCI", "TestSupport", "cuvette-init", "cuvette-oci"],
        swiftSettings: strict
    ),
    /// Reads our own sources.
    .testTarget(name: "TidyTests", dependencies: ["TestSupport"], swiftSettings: strict),
    /// The real program, as a user runs it, on repositories made on the spot.
    .testTarget(
        name: "EndToEndTests",
        dependencies: ["OCI", "TestSupport", "cuvette", "cuvette-init"],
        swiftSettings: strict
    ),
    /// Attacks on the host from inside, on the real program.
    .testTarget(
        name: "SecurityTests",
        dependencies: [
            "Containers", "OCI", "TestSupport", "cuvette", "cuvette-init", "cuvette-oci",
        ],
        swiftSettings: strict
    ),
    /// What measurements compare with: the system calls of a container in a row, and other programs' time.
    .target(name: "BenchFloor", path: "Tests/Bench/Floor", cSettings: strictC),
    .executableTarget(
        name: "cuvette-bench",
        dependencies: [
            "BenchFloor", "Builds", "CSandbox", "Containers", "Expressions", "Git", "History",
            "HostSystem", "Images", "OCI", "Reports", system, arguments,
        ],
        path: "Tests/Bench/Program",
        swiftSettings: strict
    ),
]

let package = Package(
    name: "cuvette",
    products: [
        .executable(name: "cuvette", targets: ["cuvette"]),
        .executable(name: "cuvette-init", targets: ["cuvette-init"]),
        .executable(name: "cuvette-oci", targets: ["cuvette-oci"]),
        .executable(name: "cuvette-bench", targets: ["cuvette-bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-collections.git", from: "1.1.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.0.0"),
        .package(url: "https://github.com/apple/swift-system.git", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.80.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.30.0"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.5.0"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.0.0"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.25.0"),
    ],
    targets: floor0 + floor1 + floor2 + floor3 + floor4 + floor5 + floor7 + testTargets
)
