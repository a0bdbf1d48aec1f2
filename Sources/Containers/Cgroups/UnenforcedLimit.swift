/// A limit that was asked for and that nothing on this host enforces as it was meant.
package struct UnenforcedLimit: Sendable, Hashable {
    /// Which one: `memory`, `cpu`, `pids`, `devices`.
    package let limit: String
    /// Why, in words.
    package let reason: String
    /// What holds instead: `RLIMIT_DATA of each process`; nil for nothing.
    package var instead: String?

    /// A limit and the reason.
    package init(_ limit: String, reason: String, instead: String? = nil) {
        self.limit = limit
        self.reason = reason
        self.instead = instead
    }

    /// `memory (a limit of each process instead)`, `cpu`.
    package var text: String {
        instead == nil ? limit : "\(limit) (a limit of each process instead)"
    }
}
