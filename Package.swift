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
    room("Diagnostics")
]

// MARK: Floor 2: machinery

let floor2: [Target] = [
    /// Reads `${{ … }}` once, with positions, and evaluates it late.
    room("Expressions", on: ["Diagnostics"])
]

// MARK: Floors 3 and 4: what is wanted, and how it is written

let ordered = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")

let floor3: [Target] = [
    /// What the user asked for, and what will happen.
    room("Pipelines", on: ["Diagnostics", "Expressions"], with: [ordered])
]

let floor4: [Target] = [
    /// A pipeline file to a pipeline.
    room(
        "Frontends",
        on: ["Diagnostics", "Expressions", "Pipelines"],
        with: [.product(name: "Yams", package: "Yams"), ordered]
    )
]

// MARK: Tests

let testTargets: [Target] = [
    tests(of: "Diagnostics"),
    tests(of: "Expressions"),
    tests(of: "Pipelines", on: ["Diagnostics", "Expressions"], with: [ordered]),
    tests(of: "Frontends", on: ["Diagnostics", "Expressions", "Pipelines"], with: [ordered]),
]

let package = Package(
    name: "cuvette",
    products: [],
    dependencies: [
        .package(url: "https://github.com/apple/swift-collections.git", from: "1.6.0"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
    ],
    targets: floor1 + floor2 + floor3 + floor4 + testTargets
)
