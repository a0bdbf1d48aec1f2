import Builds
import Containers
import Git
import Images
import SystemPackage

/// Makes the file systems of a kept job again, of the layers that its checkpoint names.
struct ImageRestorer {
    let snapshots: SnapshotStore
    let store: Store
    let rights: HostRights
    /// For messages.
    let run: Int

    /// An image before anybody has written to it.
    ///
    /// - Parameters:
    ///   - kept: What is known of it.
    ///   - differences: Gets a sentence where it is not what it was.
    /// - Returns: The image.
    /// - Throws: `ExecutionError.badValue` for a layer that is gone; `SystemError`.
    func image(_ kept: ImageCheckpoint, _ differences: inout [String]) throws -> JobImage {
        let setup = try layers(kept.setup)
        guard !kept.isHost else {
            let root = try HostImage(snapshots: snapshots, store: store)
                .root(rootful: !rights.inUserNamespace)
            if root.identity != kept.identity {
                differences.append("this machine's packages or users have changed since")
            }
            return JobImage(base: root, layers: setup)
        }
        for (_, path) in kept.folders {
            differences.append("\(path) is used where it lies, and may have changed since")
        }
        let root = BaseRoot(
            restored: SnapshotChain(try layers(kept.base, kept.folders)),
            environment: kept.environment.map { ($0.name, $0.value.text(with: [:])) },
            user: kept.user,
            command: kept.command,
            workingDirectory: kept.workingDirectory,
            identity: kept.identity
        )
        return JobImage(base: root, layers: setup)
    }

    /// The files of the commit; where their layers are gone, they are written again from the repository.
    ///
    /// - Parameter kept: What is known of them.
    /// - Returns: The layers, bottom first.
    /// - Throws: `ExecutionError.badValue` where they cannot be had; `SystemError`.
    func source(_ kept: SourceCheckpoint) throws -> [Snapshot] {
        let there = try kept.layers.compactMap { try snapshots.existing(SnapshotName($0)) }
        if there.count == kept.layers.count { return there }
        guard !kept.isWorktree, kept.layers.contains(where: { $0.hasPrefix("checkout-") }),
            kept.layersTree == kept.tree,
            let repository = try? Repository(at: FilePath(kept.gitDirectory)),
            let commit = try? repository.commit(at: kept.commit)
        else { return try layers(kept.layers) }
        let source = Source(
            commit: commit,
            tree: commit.tree,
            branch: kept.branch,
            depth: kept.depth
        )
        return try SourceLayers(of: FilePath(kept.gitDirectory), in: snapshots).chain(of: source)
            .snapshots
    }

    /// Layers of the store by their names.
    func layers(
        _ names: [String],
        _ folders: [String: String] = [:]
    ) throws -> [Snapshot] {
        try names.map { name in
            if let folder = folders[name] {
                return Snapshot(name: SnapshotName(name), path: FilePath(folder))
            }
            if name == Skeleton.layerName { return try Skeleton.layer(in: snapshots) }
            guard let layer = try snapshots.existing(SnapshotName(name)) else {
                throw ExecutionError.badValue(
                    "the layer \(name) of run \(run) is gone; run the job again"
                )
            }
            return layer
        }
    }
}
