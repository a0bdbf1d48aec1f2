package import Git
package import SystemPackage

/// Where the files come from that `COPY` reads.
package enum BuildContext: Sendable, Hashable {
    /// The tree of a commit, or a folder in it: known by its ids, so that nothing of it is read to find out what is new.
    ///
    /// Objects that are not in the repository, such as those of a working directory, lie in a folder of their own.
    case commit(gitDirectory: FilePath, tree: ObjectID, objects: FilePath? = nil)
    /// A folder of the host, as it lies.
    case directory(FilePath)
    /// No files at all.
    case empty
}
