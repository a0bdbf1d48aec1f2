/// The run that another one is compared with, and why it is that one.
package struct Base: Sendable, Hashable {
    /// How it was chosen.
    package enum Reason: Sendable, Hashable {
        /// Somebody named it.
        case named
        /// It is the last green run of the commit at which the branch left the mainline, or of the same commit.
        case greenAtMergeBase
        /// It is the last run of the nearest ancestor that has one.
        case ancestor(distance: Int)
    }

    /// The run.
    package var run: RunEntry
    /// How it was chosen.
    package var reason: Reason

    /// A base by its parts.
    package init(run: RunEntry, reason: Reason) {
        self.run = run
        self.reason = reason
    }

    /// For a person: `run 41, the last green one of the merge base 3fa9c10b27de`.
    package var text: String {
        let commit = String(run.sha.prefix(12))
        switch reason {
        case .named: return "run \(run.number) (\(run.outcome), commit \(commit))"
        case .greenAtMergeBase:
            return "run \(run.number), the last green one of \(commit)"
        case .ancestor(let distance):
            let place = Self.place(distance)
            return "run \(run.number) (\(run.outcome)) of \(commit), \(place)"
        }
    }

    private static func place(_ distance: Int) -> String {
        switch distance {
        case 0: "the same commit"
        case 1: "the commit before"
        default: "\(distance) commits back"
        }
    }
}
