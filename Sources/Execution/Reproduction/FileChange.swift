package import SystemPackage

/// One difference between the files of two snapshots.
package struct FileChange: Sendable, Hashable {
    /// What became of the file.
    package enum Kind: String, Sendable, Hashable {
        /// It was not there before.
        case added
        /// Something about it differs.
        case changed
        /// It is not there any more, and all below it.
        case deleted
    }

    /// Where it is; absolute, inside.
    package var path: FilePath
    /// What was there; nil where it was added.
    package var before: FileFacts?
    /// What is there now; nil where it was deleted.
    package var after: FileFacts?
    /// Whether the bytes of a regular file differ.
    package var contentDiffers: Bool
    /// The difference of its text, as `diff -u` shows it; nil where it is no text, too large, or was not asked for.
    package var patch: String?

    /// What became of it.
    package var kind: Kind { before == nil ? .added : after == nil ? .deleted : .changed }
}
