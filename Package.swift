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

// MARK: Floor 1: ground

let floor1: [Target] = [
    /// Says what is wrong, where in the user's file, and what to do.
    room("Diagnostics"),
    /// Reads and writes test reports: cases, attempts, totals; a tolerant reader of its own.
    room("Reports"),
]

// MARK: Tests

let testTargets: [Target] = [
    tests(of: "Diagnostics"),
    tests(of: "Reports"),
]

let package = Package(
    name: "cuvette",
    products: [],
    dependencies: [],
    targets: floor1 + testTargets
)
