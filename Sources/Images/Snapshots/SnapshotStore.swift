import CSandbox
import Glibc
package import HostSystem
import SystemPackage

/// The layers of a store: made once under a temporary name, complete from the moment their own name exists.
///
/// Two processes that make the same layer at once do harmless double work: the first rename wins.
package struct SnapshotStore: Sendable {
    private let session: Session

    /// The snapshots of a session's store.
    package init(_ session: Session) {
        self.session = session
    }

    /// A layer that is there, or nil.
    ///
    /// A layer that was made before the machine last started, and whose files were perhaps not on disk then, does not
    /// count and is removed.
    ///
    /// - Parameter name: What is in it.
    /// - Returns: The layer.
    /// - Throws: `SystemError`.
    package func existing(_ name: SnapshotName) throws(SystemError) -> Snapshot? {
        let snapshots = try session.store.folder("snapshots")
        guard snapshots.contains(name.path) else { return nil }
        let folder = try snapshots.directory(name.path)
        guard folder.contains(Self.pendingMark) else { return snapshot(name) }
        let mark = try folder.readFile(Self.pendingMark, limit: 4096)
        guard mark == Self.bootIdentity() else {
            try discard(name)
            return nil
        }
        try settle(folder)
        return snapshot(name)
    }

    /// Makes a layer, unless another process is faster.
    ///
    /// - Parameters:
    ///   - name: What will be in it.
    ///   - parents: The layers that it only means something on top of, bottom first.
    ///   - fill: Writes the files below the directory it is lent. If it throws, nothing stays.
    /// - Returns: The layer.
    /// - Throws: What `fill` throws, or `SystemError`.
    package func make(
        _ name: SnapshotName,
        on parents: [SnapshotName] = [],
        _ fill: (borrowing Directory) throws -> Void
    ) throws -> Snapshot {
        if let there = try existing(name) { return there }
        let temporary = session.freshName("snapshot")
        do {
            let folder = try session.directory.makeDirectory(temporary)
            try folder.writeFile(Self.pendingMark, Self.bootIdentity())
            if !parents.isEmpty {
                let lines = parents.map { "\($0)\n" }.joined()
                try folder.writeFile("parents", Array(lines.utf8))
            }
            let files = try folder.makeDirectory("fs", mode: 0o755)
            try fill(files)
            try publish(temporary, as: name)
        } catch {
            // What cannot be removed now goes with the session.
            try? session.directory.removeTree(temporary)
            throw error
        }
        return snapshot(name)
    }

    /// Makes a layer of what a container has written, without a copy.
    ///
    /// - Parameters:
    ///   - layer: The container's writable layer, which nothing has mounted any more; it is gone afterwards.
    ///   - name: What is in it.
    /// - Returns: The layer.
    /// - Throws: `SystemError`.
    package func adopt(
        _ layer: WritableLayer,
        as name: SnapshotName
    ) throws(SystemError) -> Snapshot {
        let temporary = session.freshName("snapshot")
        let folder = try session.directory.makeDirectory(temporary)
        try folder.writeFile(Self.pendingMark, Self.bootIdentity())
        try Directory(opening: layer.path).rename("upper", to: folder, as: "fs")
        try publish(temporary, as: name)
        return snapshot(name)
    }

    /// A layer together with those that it stands on, or nil where one of them is missing.
    ///
    /// - Parameter name: The topmost layer.
    /// - Returns: The chain, bottom first.
    /// - Throws: `SystemError`.
    package func existingChain(_ name: SnapshotName) throws(SystemError) -> SnapshotChain? {
        guard let top = try existing(name) else { return nil }
        let folder = try session.store.folder("snapshots").directory(name.path)
        guard folder.contains("parents") else { return SnapshotChain([top]) }
        let text = String(decoding: try folder.readFile("parents", limit: 1 << 20), as: UTF8.self)
        var chain = SnapshotChain()
        for line in text.split(separator: "\n") {
            guard let parent = try existing(SnapshotName(String(line))) else { return nil }
            chain.snapshots.append(parent)
        }
        return chain.adding([top])
    }

    /// Takes a layer away.
    package func discard(_ name: SnapshotName) throws(SystemError) {
        let snapshots = try session.store.folder("snapshots")
        let unused = session.freshName("discarded")
        try snapshots.rename(name.path, to: session.directory, as: unused)
        try session.directory.removeTree(unused)
    }

    /// The names of all layers that are there.
    package func names() throws(SystemError) -> [SnapshotName] {
        try session.store.folder("snapshots").names().map { SnapshotName($0.string) }
    }

    private func snapshot(_ name: SnapshotName) -> Snapshot {
        let path = session.store.path.appending("snapshots").appending(name.path.components)
        return Snapshot(name: name, path: path.appending("fs"))
    }

    /// Gives a finished layer its name; where the name is taken by now, the other one is as good as ours.
    private func publish(_ temporary: FilePath, as name: SnapshotName) throws(SystemError) {
        let snapshots = try session.store.folder("snapshots")
        let from = session.directory.descriptor
        let to = snapshots.descriptor
        let result = temporary.withPlatformString { source in
            name.path.withPlatformString { csandbox_rename_exclusive(from, source, to, $0) }
        }
        if result < 0, errno == EEXIST { return try session.directory.removeTree(temporary) }
        try call("keep the layer \(name)", "renameat2", result)
    }

    // A file in a layer's folder that says in which boot of the machine it was written. It stays until the kernel
    // has long written the files out anyway; asking it to do so at once would cost the first run its time.
    private static let pendingMark: FilePath = "unsynced"

    private static func bootIdentity() -> [UInt8] {
        let file = try? OpenFile(opening: "/proc/sys/kernel/random/boot_id")
        switch file {
        case .some(let file): return (try? file.readAll(limit: 256, name: "boot_id")) ?? []
        case .none: return []
        }
    }

    /// Makes sure of a layer that was written a while ago: by now there is little left to write.
    private func settle(_ folder: borrowing Directory) throws(SystemError) {
        var status = stat()
        guard fstat(folder.descriptor, &status) == 0, time(nil) - status.st_mtim.tv_sec > 120 else {
            return
        }
        try call("write out \(folder.path)", "syncfs", csandbox_syncfs(folder.descriptor))
        try folder.removeFile(Self.pendingMark)
    }
}
