/// Why a step ran, or was taken from an earlier run; only of steps for which that was asked.
package struct CacheDecision: Sendable, Hashable {
    /// What came of looking it up.
    package enum Outcome: String, Sendable, Hashable {
        /// It was not run: what it left is there.
        case hit
        /// Nothing that fits is there.
        case missed
        /// It must not be used again.
        case refused
    }

    /// What came of it.
    package var outcome: Outcome
    /// Why, in one sentence without a full stop; empty for a hit.
    package var reason: String
    /// What it was given that differs from the last time: names of parts of its input key.
    package var changed: [String] = []
    /// Where what is used comes from; the last time where nothing fits; nil where it was never kept.
    package var origin: CachedOrigin?
    /// Whether what it left is kept for the next time.
    package var isKept = false
}
