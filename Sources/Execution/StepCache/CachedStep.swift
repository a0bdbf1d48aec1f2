import Images

/// What is kept of a step that passed: what it takes to do without running it.
struct CachedStep: Codable, Sendable, Hashable {
    /// A name and a value that it handed on.
    struct Pair: Codable, Sendable, Hashable {
        var name: String
        var value: String
    }

    /// The version of this form; others count as not there.
    static let currentVersion = 1

    var version = CachedStep.currentVersion
    /// Tells it from what the same step would leave another time.
    var instance: String
    /// The instance whose files it found; empty for those of the image and the commit.
    var parent: String
    /// Where it ran.
    var origin: CachedOrigin
    /// When it began, in seconds since 1970.
    var beganAt: Int64
    /// How long it took, in seconds.
    var seconds: Double
    /// The layer of the store that it wrote; nil where it wrote nothing.
    var snapshot: String?
    /// The layer's size in bytes.
    var bytes: UInt64
    var outputs: [Pair]
    var variables: [Pair]
    var folders: [String]

    /// The layer's name.
    var snapshotName: SnapshotName? { snapshot.map { SnapshotName($0) } }

    /// Names and values as they are kept.
    static func pairs(_ pairs: [(name: String, value: String)]) -> [Pair] {
        pairs.map { Pair(name: $0.name, value: $0.value) }
    }

    /// Names and values as a step hands them on.
    static func pairs(_ pairs: [Pair]) -> [(name: String, value: String)] {
        pairs.map { ($0.name, $0.value) }
    }
}
