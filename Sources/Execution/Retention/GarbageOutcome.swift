/// What housekeeping takes away, or would.
package struct GarbageOutcome: Sendable, Hashable {
    /// Runs whose records and logs go.
    package var runs: [Int] = []
    /// Runs whose snapshots go; their records stay.
    package var snapshots: [KeptRun] = []
    /// Layers that nothing uses.
    package var layers = 0
    /// Cached steps that nobody has used for long, or that do not fit.
    package var cachedSteps = 0
    /// Runs that the history forgets.
    package var forgotten = 0
    /// Whether layers stay as they are since a run is going on.
    package var isRunning = false
}
