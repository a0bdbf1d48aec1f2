/// What a commit changes, file by file, in lines.
package struct DiffStat: Sendable, Hashable {
    /// What happens to one file.
    package struct File: Sendable, Hashable {
        /// What became of it.
        package enum Change: String, Sendable, Hashable {
            case added
            case deleted
            case modified
            case renamed
        }

        /// Where it is afterwards, or was where it is deleted; bytes that are not UTF-8 show as U+FFFD.
        package var path: String
        /// Where it was before; nil where that is the same.
        package var oldPath: String?
        /// What became of it.
        package var change: Change
        /// Lines that are new.
        package var added: Int
        /// Lines that are gone.
        package var removed: Int
        /// Whether it has no lines to speak of.
        package var isBinary: Bool
    }

    /// In the order of their paths.
    package var files: [File]

    /// Lines that are new in all files.
    package var added: Int { files.map(\.added).reduce(0, +) }
    /// Lines that are gone from all files.
    package var removed: Int { files.map(\.removed).reduce(0, +) }
}
