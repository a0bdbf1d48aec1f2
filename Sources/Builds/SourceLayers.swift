package import Git
package import Images
import HostSystem
package import SystemPackage

/// Makes the layers of a run's source: the files of a tree at `/workspace`, and the git checkout around them.
///
/// The tree's layer is named by the tree's id, so a tree that has been seen costs nothing; one that has a seen
/// ancestor costs what changed between the two.
package struct SourceLayers: Sendable {
    private let snapshots: SnapshotStore
    private let gitDirectory: FilePath

    /// How many layers of changes may lie on top of each other before a tree is written whole again.
    package static let maximumChanges = 8
    /// How many ancestors are looked at for one whose tree is there.
    package static let maximumSearch = 200

    /// A maker for one repository.
    package init(of gitDirectory: FilePath, in snapshots: SnapshotStore) {
        self.snapshots = snapshots
        self.gitDirectory = gitDirectory
    }

    /// The layers of a source, bottom first; those that are missing are made.
    ///
    /// Blocks; meant for a thread of its own.
    ///
    /// - Parameter source: What to lay out.
    /// - Returns: The chain: at its top, the checkout.
    /// - Throws: `BuildError`.
    package func chain(of source: Source) throws -> SnapshotChain {
        do {
            let trees = try treeChain(of: source)
            return trees.adding([try checkout(of: source, on: trees)])
        } catch {
            throw BuildError.sorted(error, doing: "write the files of \(source.tree.short)")
        }
    }

    /// The name of a tree's layer.
    package static func name(of tree: ObjectID) -> SnapshotName {
        SnapshotName("tree-\(tree)")
    }

    private func treeChain(of source: Source) throws -> SnapshotChain {
        if let chain = try snapshots.existingChain(Self.name(of: source.tree)) { return chain }
        // The tree of a working directory lies on its commit's, so that the next edit costs only itself.
        if source.isWorktree {
            var committed = source
            committed.tree = source.commit.tree
            committed.objects = nil
            return try change(try treeChain(of: committed), from: source.commit.tree, source)
        }
        let repository = try open(source)
        guard let (ancestor, chain) = try nearestAncestor(of: source.commit, in: repository) else {
            return SnapshotChain([try whole(source)])
        }
        return try change(chain, from: ancestor, source)
    }

    /// The nearest ancestor, along first parents, whose tree has a layer with few others below it.
    private func nearestAncestor(
        of commit: Commit,
        in repository: Repository
    ) throws -> (ObjectID, SnapshotChain)? {
        var current = commit
        for _ in 0..<Self.maximumSearch {
            // A parent that is missing is the end of a shallow clone.
            guard let parent = current.parents.first, let next = try? repository.commit(parent)
            else {
                return nil
            }
            if let chain = try snapshots.existingChain(Self.name(of: next.tree)) {
                return chain.snapshots.count > Self.maximumChanges ? nil : (next.tree, chain)
            }
            current = next
        }
        return nil
    }

    private func whole(_ source: Source) throws -> Snapshot {
        try snapshots.make(Self.name(of: source.tree)) { directory in
            let top = try Self.prepare(directory)
            let packs = Self.packs(below: directory)
            let writer = TreeWriter(into: top.descriptor, packs: packs)
            let files = try writer.write(source.tree) { try open(source) }
            try Self.writeIndex(CheckoutIndex(files), in: top)
        }
    }

    private func change(
        _ chain: SnapshotChain,
        from old: ObjectID,
        _ source: Source
    ) throws -> SnapshotChain {
        let name = Self.name(of: source.tree)
        let layer = try snapshots.make(name, on: chain.snapshots.map(\.name)) { directory in
            let top = try Self.prepare(directory)
            let packs = Self.packs(below: directory)
            var writer = try ChangeWriter(
                into: top.descriptor,
                packs: packs,
                from: try open(source)
            )
            try writer.write(from: old, to: source.tree)
            let changes = try writer.finish()
            let index = try Self.index(on: chain)
            try Self.writeIndex(index.changed(gone: changes.gone, new: changes.files), in: top)
        }
        return chain.adding([layer])
    }

    private func open(_ source: Source) throws -> Repository {
        let repository = try Repository(at: gitDirectory)
        if let objects = source.objects { try repository.addObjects(at: objects) }
        return repository
    }

    private func checkout(of source: Source, on trees: SnapshotChain) throws -> Snapshot {
        let repository = try open(source)
        let checkout = try Checkout(of: source, from: repository)
        return try snapshots.make(checkout.name(on: trees)) { directory in
            let top = try Self.prepare(directory)
            let packs = Self.packs(below: directory)
            try checkout.write(into: try top.directory(".git"), packs: packs, from: repository)
            if source.isWorktree {
                let committed = try snapshots.existingChain(Self.name(of: source.commit.tree))
                let index = try Self.index(on: committed ?? trees)
                let changed = try repository.changes(from: source.commit.tree, to: source.tree)
                let paths = Set(changed.map { Array($0.path.joined(separator: [0x2F])) })
                try Self.writeIndex(index, in: top, distrusting: paths)
            }
        }
    }

    /// Makes `/workspace/.git/objects/pack` in a layer; returns `/workspace`.
    static func prepare(
        _ directory: borrowing Directory
    ) throws(SystemError) -> Directory {
        let top = try directory.makeDirectory(FilePath(Source.folder), mode: 0o755)
        _ = try top.makeDirectory(".git/objects/pack", mode: 0o755)
        return top
    }

    /// The folder of a layer's packs, by way of the layer's descriptor.
    static func packs(below directory: borrowing Directory) -> FilePath {
        FilePath("/proc/self/fd/\(directory.descriptor)")
            .appending(Source.folder).appending(".git").appending("objects").appending("pack")
    }

    /// The index of the topmost tree of a chain.
    static func index(on chain: SnapshotChain) throws -> CheckoutIndex {
        for layer in chain.snapshots.reversed() {
            let path = layer.path.appending(Source.folder).appending(".git/index")
            guard let file = try? OpenFile(opening: path) else { continue }
            let bytes = try file.readAll(limit: 1 << 30, name: path.string)
            if let index = CheckoutIndex(bytes: bytes) { return index }
        }
        throw SystemError("read the index of a layer", call: "open", errno: .noSuchFileOrDirectory)
    }

    static func writeIndex(
        _ index: CheckoutIndex,
        in top: borrowing Directory,
        distrusting paths: Set<[UInt8]> = []
    ) throws(SystemError) {
        let bytes = index.bytes(time: Source.fileTime, distrusting: paths)
        try top.directory(".git").writeFile("index", bytes, mode: 0o644)
    }
}
