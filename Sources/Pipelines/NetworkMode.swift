/// What of the network a container sees.
///
/// As written, an entry may be a template (`Setting<AllowEntry>`); in a plan none is (`AllowEntry`).
package enum NetworkMode<Entry: Sendable & Hashable>: Sendable, Hashable {
    /// Only itself and, in a job with services, those and the other containers of the job.
    case none
    /// All that this machine sees, as this machine.
    case host
    /// A network of the job's own, with everything outside behind it.
    case `private`
    /// A network of the job's own, with what a list names outside behind it; at least one entry.
    case only([Entry])

    /// The modes that are a word, with the word.
    package static var words: [(word: String, mode: NetworkMode)] {
        [("none", .none), ("host", .host), ("private", .private)]
    }

    /// The mode with the entries of its list, if it has one, changed into others.
    package func map<Other: Sendable & Hashable>(
        _ transform: (Entry) -> Other?
    ) -> NetworkMode<Other> {
        switch self {
        case .none: .none
        case .host: .host
        case .private: .private
        case .only(let entries): .only(entries.compactMap(transform))
        }
    }
}
