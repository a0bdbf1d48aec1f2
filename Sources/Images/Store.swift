import CSandbox
import Glibc
package import HostSystem
package import SystemPackage

/// The folder in which everything lies that Cuvette keeps: snapshots, runs, caches, volumes.
///
/// ```
/// store/
///   snapshots/NAME/fs     immutable layers, complete once the name exists
///   runs/N/               records, logs, and what failed runs keep
///   images/               blobs and the names of images: an OCI image layout
///   tags/                 the versions of those names, and locks
///   partials/             what of a blob has been downloaded
///   sessions/PID-…/       what a living process is making; anybody may take away what a dead one left
///   volumes/NAME/         what lasts
///   containers/ID/        containers that were made by name: configuration, state, writable layer, logs
///   networks/NAME/        networks that several containers join
///   cache/                compiled filters and the like; may be deleted at any time
///   lock                  shared: a run is using snapshots; exclusive: they are being collected
/// ```
///
/// The folder is the owner's alone (0700): layers hold set-user-id files that nobody outside may reach.
package struct Store: Sendable, Hashable {
    /// Where it is; absolute.
    package let path: FilePath

    /// Opens a store, and makes it where it is missing.
    ///
    /// - Parameter path: An absolute path, or one relative to the working directory.
    /// - Throws: `SystemError`.
    package init(at path: FilePath) throws(SystemError) {
        let absolute =
            path.isAbsolute ? path : try Self.workingDirectory().appending(path.components)
        self.path = absolute.lexicallyNormalized()
        guard self.path.length <= Self.maximumPathLength else {
            throw SystemError(
                "use the store \(self.path) (its path has more than \(Self.maximumPathLength) bytes)",
                call: "fsconfig",
                errno: .fileNameTooLong
            )
        }
        let root = try Directory(creating: self.path)
        for name in Self.folders {
            if root.contains(FilePath(name)) { continue }
            let folder = try root.makeDirectory(FilePath(name))
            // Elsewhere than on ext4 there is no such flag, and no such need.
            _ = csandbox_scatter_children(folder.descriptor)
        }
    }

    private static let folders = [
        "snapshots", "runs", "sessions", "volumes", "cache", "containers", "images", "tags",
        "partials", "networks",
    ]

    /// How long the store's path may be: fsconfig(2) takes 255 bytes for a layer's whole path.
    package static let maximumPathLength = 140

    /// One of the folders at its top.
    ///
    /// - Parameter name: `snapshots`, `runs`, `sessions`, `images` and so on.
    /// - Returns: The open folder.
    /// - Throws: `SystemError`.
    package func folder(_ name: FilePath) throws(SystemError) -> Directory {
        try Directory(opening: path).directory(name)
    }

    /// Where this user's store is, unless told otherwise: `$CUVETTE_STORE`, root's `/var/lib/cuvette`, else
    /// `$XDG_DATA_HOME/cuvette` or `~/.local/share/cuvette`.
    ///
    /// - Parameters:
    ///   - environment: The process's environment.
    ///   - isRoot: Whether the process was started by the host's root.
    /// - Returns: A path, perhaps not there yet.
    package static func standardPath(environment: [String: String], isRoot: Bool) -> FilePath {
        if let named = environment["CUVETTE_STORE"], !named.isEmpty { return FilePath(named) }
        if isRoot { return "/var/lib/cuvette" }
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
            return FilePath(data).appending("cuvette")
        }
        return FilePath(environment["HOME"] ?? "/tmp").appending(".local/share/cuvette")
    }

    private static func workingDirectory() throws(SystemError) -> FilePath {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard let text = getcwd(&buffer, buffer.count) else {
            throw .last("find the working directory", "getcwd")
        }
        return FilePath(platformString: text)
    }
}

/// A lock on the store: while it is held, no snapshot is collected (shared), or nobody runs (exclusive).
package final class StoreLock: Sendable {
    private let file: LockedFile

    /// Takes the lock.
    ///
    /// - Parameters:
    ///   - store: The store.
    ///   - exclusive: Whether nobody else may hold it.
    ///   - wait: Whether to wait for others.
    /// - Throws: `SystemError`; `EWOULDBLOCK` where others hold it and `wait` is false.
    package init(_ store: Store, exclusive: Bool, wait: Bool) throws(SystemError) {
        let opened = try OpenFile(opening: store.path.appending("lock"), O_RDWR | O_CREAT)
        let action = "lock the store \(store.path)"
        if wait {
            file = try LockedFile(opened, shared: !exclusive, to: action)
        } else if let taken = try LockedFile.taken(opened, shared: !exclusive, to: action) {
            file = taken
        } else {
            throw SystemError(action, call: "flock", errno: .wouldBlock)
        }
    }
}
