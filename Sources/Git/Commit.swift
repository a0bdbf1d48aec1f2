/// A commit: a tree and where it comes from.
package struct Commit: Sendable, Hashable {
    /// Its own id.
    package var id: ObjectID
    /// Its tree.
    package var tree: ObjectID
    /// In order; empty for a root.
    package var parents: [ObjectID]
    /// The author's name, as written.
    package var author: String
    /// The author's mail address, as written.
    package var email: String
    /// The committer's time in seconds since 1970.
    package var time: Int64
    /// The first line of the message.
    package var summary: String

    /// A commit by its parts.
    package init(
        id: ObjectID,
        tree: ObjectID,
        parents: [ObjectID],
        author: String,
        email: String,
        time: Int64,
        summary: String
    ) {
        self.id = id
        self.tree = tree
        self.parents = parents
        self.author = author
        self.email = email
        self.time = time
        self.summary = summary
    }
}

/// One name in a tree.
package struct TreeEntry: Sendable, Hashable {
    /// What an entry is.
    package enum Kind: Sendable, Hashable {
        case file
        case executable
        case symlink
        case directory
        /// A submodule: its id is a commit of another repository.
        case submodule
    }

    /// The bytes of the name; not necessarily UTF-8.
    package var name: [UInt8]
    /// What it is.
    package var kind: Kind
    /// The blob, tree or commit.
    package var id: ObjectID

    /// The name as text; bytes that are not UTF-8 show as U+FFFD.
    package var text: String { String(decoding: name, as: UTF8.self) }

    init(name: [UInt8], mode: UInt32, id: ObjectID) {
        self.name = name
        self.id = id
        kind =
            switch mode & 0o170000 {
            case 0o040000: .directory
            case 0o120000: .symlink
            case 0o160000: .submodule
            default: mode & 0o111 != 0 ? .executable : .file
            }
    }
}

/// A tag, and the commit that it comes down to.
package struct Tag: Sendable, Hashable {
    /// Without `refs/tags/`.
    package var name: String
    /// The tag object of an annotated tag, else the commit.
    package var target: ObjectID
    /// The commit.
    package var commit: ObjectID
}
