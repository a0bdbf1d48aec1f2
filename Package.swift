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

let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

// MARK: Floor 0: C

let floor0: [Target] = [
    /// Starts one process in new namespaces; reaches the GNU calls the Glibc module hides.
    .target(name: "CSandbox", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
    /// The first process of every container; static, since it runs inside any image.
    .executableTarget(
        name: "cuvette-init",
        path: "Sources/CuvetteInit",
        cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])],
        linkerSettings: [.unsafeFlags(["-static-executable"])]
    ),
    .systemLibrary(
        name: "CArchive",
        pkgConfig: "libarchive",
        providers: [.apt(["libarchive-dev"])]
    ),
    .systemLibrary(
        name: "CSeccomp",
        pkgConfig: "libseccomp",
        providers: [.apt(["libseccomp-dev"])]
    ),
]

// MARK: Floor 1: ground

let floor1: [Target] = [
    /// Says what is wrong, where in the user's file, and what to do.
    room("Diagnostics"),
    /// Kernel things with exactly one owner.
    room("HostSystem", on: ["CSandbox"], with: [system]),
    /// The image specification as values: digests and how to make one, manifests, configurations.
    room("OCI", with: [crypto]),
]

// MARK: Floor 2: makers of one thing

let floor2: [Target] = [
    /// Layers, snapshots, images: what a container's root is made of.
    room("Images", on: ["CArchive", "CSandbox", "HostSystem", "OCI"], with: [system]),
    /// A spec, its program, the running process, the exit status.
    room("Containers", on: ["CSandbox", "CSeccomp", "HostSystem"], with: [system]),
]

// MARK: Tests

let testTargets: [Target] = [
    tests(of: "Diagnostics"),
    tests(of: "Images", on: ["CArchive", "CSandbox", "HostSystem", "OCI"], with: [system]),
    tests(of: "OCI"),
    /// What tests share: the probe, requirements, repositories made on the spot.
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    tests(of: "Containers", on: ["HostSystem", "TestSupport", "cuvette-init"], with: [system]),
]

let package = Package(
    name: "cuvette",
    products: [],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-system.git", from: "1.5.0"),
    ],
    targets: floor0 + floor1 + floor2 + testTargets
)
