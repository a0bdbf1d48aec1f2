/// What copied files get: an owner, permissions, a time.
struct TransferAttributes: Sendable, Hashable {
    /// The owner; nil for root, or for the file's own where its source keeps owners.
    var owner: UInt32?
    /// The group.
    var group: UInt32?
    /// The permissions; nil for the file's own.
    var mode: FileMode?

    /// Who is to own a file.
    func owner(of entry: SourceEntry, keeps: Bool) -> (user: UInt32, group: UInt32) {
        (owner ?? (keeps ? entry.owner : 0), group ?? (keeps ? entry.group : 0))
    }

    /// Which permissions it is to have.
    func mode(of entry: SourceEntry) -> UInt32 {
        mode?.applied(to: entry.mode, isDirectory: entry.kind == .directory) ?? entry.mode
    }
}
