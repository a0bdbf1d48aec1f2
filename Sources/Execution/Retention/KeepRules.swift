/// How long what could be wanted again is kept.
package struct KeepRules: Sendable, Hashable {
    /// How many runs keep their records and logs.
    package var runs = 100
    /// How long a run keeps its record and logs; for ever where nil.
    package var runAge: Duration?
    /// How many bytes the records, logs and artifacts of all runs may take; any number where nil.
    package var runBytes: UInt64?
    /// How many runs the history remembers, whether or not their records are there.
    package var history = 10_000
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
