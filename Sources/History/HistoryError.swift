/// What can go wrong with the history; each says what to do.
package enum HistoryError: Error, Hashable, CustomStringConvertible {
    /// The file is not a history, or a damaged one.
    case notOurs(path: String, reason: String)
    /// The file was made by a version that knows more.
    case tooNew(path: String, version: Int)
    /// SQLite refused something.
    case refused(String)
    /// Nothing is known by such a name.
    case unknown(String)

    /// What happened, and what helps.
    package var description: String {
        switch self {
        case .notOurs(let path, let reason):
            "\(path) is not a history that can be read (\(reason))\n  hint: \"cuvette history rebuild\" makes a new one of the runs in the store"
        case .tooNew(let path, let version):
            "\(path) was made by a newer cuvette (form \(version))\n  hint: use that one, or another store with --store"
        case .refused(let reason): "the history cannot be used: \(reason)"
        case .unknown(let what): what
        }
    }
}
