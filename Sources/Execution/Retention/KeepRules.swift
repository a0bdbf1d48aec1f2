/// How long what could be wanted again is kept.
package struct KeepRules: Sendable, Hashable {
    /// How many runs keep their records and logs.
    package var runs = 100
    /// How many failed runs keep their snapshots.
    package var snapshots = RunRequest.standardKeptFailures
    /// How long a run keeps its snapshots.
    package var snapshotAge = Duration.seconds(30 * 86_400)
    /// How many bytes the snapshots of all runs may take.
    package var snapshotBytes: UInt64 = 20 << 30
    /// How long a cached step stays that nobody uses.
    package var cacheAge = Duration.seconds(14 * 86_400)
    /// How many bytes the layers of cached steps may take.
    package var cacheBytes: UInt64 = 20 << 30

    /// The rules that hold where nobody says otherwise.
    package init() {}
}
