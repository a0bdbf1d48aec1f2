import Git
import Glibc
import HostSystem
package import Images
import SystemPackage

/// Compares the layers of trees with the ids that name them: a layer that was damaged on disk no longer hashes to its
/// own name.
///
/// Only whole trees prove themselves; a layer of changes is checked by way of what it changes: its files against the
/// index that was written with them.
package struct SourceLayerCheck {
    private let snapshots: SnapshotStore

    /// A check of a store's layers.
    package init(_ snapshots: SnapshotStore) {
        self.snapshots = snapshots
    }

    /// Checks every layer; damaged ones are removed, so that the next run makes them anew.
    ///
    /// - Returns: How many are sound, and the names of those that were not.
    /// - Throws: `SystemError`.
    package func run() throws -> (sound: Int, damaged: [SnapshotName]) {
        var sound = 0
        var damaged: [SnapshotName] = []
        for name in try snapshots.names() where name.description.hasPrefix("tree-") {
            guard let layer = try snapshots.existing(name) else { continue }
            if try isSound(layer) {
                sound += 1
            } else {
                damaged.append(name)
                try snapshots.discard(name)
            }
        }
        return (sound, damaged)
    }

    /// Whether every file that the layer holds has the content that its index says.
    private func isSound(_ layer: Snapshot) throws -> Bool {
        let top = try Directory(opening: layer.path.appending(Source.folder))
        guard let bytes = try? top.readFile(".git/index", limit: 1 << 30),
            let index = CheckoutIndex(bytes: bytes)
        else { return false }
        let hasParents =
            (try? Directory(opening: layer.path.removingLastComponent()))?.contains("parents")
            ?? false
        for entry in index.files where entry.kind != .submodule {
            let path = FilePath(String(decoding: entry.path, as: UTF8.self))
            guard top.contains(path) else {
                if hasParents { continue }
                return false
            }
            guard let content = try content(path, entry.kind, in: top) else {
                // A whiteout stands for a file that a lower layer has and this tree has not.
                return false
            }
            if Repository.blobID(of: content) != entry.id { return false }
        }
        return true
    }

    private func content(_ path: FilePath, _ kind: TreeEntry.Kind, in top: borrowing Directory)
        throws -> [UInt8]?
    {
        if kind == .symlink {
            var target = [CChar](repeating: 0, count: Int(PATH_MAX))
            let length = path.withPlatformString {
                readlinkat(top.descriptor, $0, &target, target.count)
            }
            return length < 0 ? nil : target[..<length].map { UInt8(bitPattern: $0) }
        }
        return try? top.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).readAll(
            limit: 1 << 32,
            name: path.string
        )
    }
}
