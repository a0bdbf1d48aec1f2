import CSandbox
import Git
import Glibc
import HostSystem
import SystemPackage

/// Writes the layer that turns the files of one tree into those of another: what is new, and whiteouts for what is gone.
///
/// A whiteout is a character device 0:0, which overlayfs takes for "not there" (kernel documentation, overlayfs.rst).
struct ChangeWriter: ~Copyable {
    private let target: Int32
    private let repository: Repository
    private var pack: PackWriter
    /// Paths that are gone.
    private(set) var gone: [[UInt8]] = []
    /// Files that are new or different.
    private(set) var files: [CheckoutIndex.Entry] = []

    /// Prepares to write.
    ///
    /// - Parameters:
    ///   - target: The directory that becomes the checkout's top; lent.
    ///   - packs: The folder for the pack of new objects.
    ///   - repository: Where objects are read.
    /// - Throws: `Errno`.
    init(into target: Int32, packs: FilePath, from repository: Repository) throws {
        self.target = target
        self.repository = repository
        pack = try PackWriter(in: packs, label: "changes")
    }

    /// Writes all changes between two trees.
    mutating func write(from old: ObjectID, to new: ObjectID) throws {
        var trees: [ObjectID] = []
        var packed: Set<ObjectID> = []
        let changes = try repository.changes(from: old, to: new) { trees.append($0) }
        for tree in trees where packed.insert(tree).inserted {
            try repository.withObject(tree) { _, bytes in try pack.append(.tree, tree, bytes) }
        }
        // A name that goes and comes back as another kind is first in the one list and then in the other.
        let arriving = Set(changes.filter { $0.entry != nil }.map { $0.path })
        let parents = Set(
            arriving.flatMap { path in path.indices.dropFirst().map { Array(path[..<$0]) } }
        )
        for change in changes {
            let path = Array(change.path.joined(separator: [0x2F]))
            guard let entry = change.entry else {
                gone.append(path)
                // What takes its place hides what was there; overlayfs needs no whiteout then.
                if !parents.contains(change.path), !arriving.contains(change.path) {
                    try whiteOut(change.path)
                }
                continue
            }
            let directory = try makeParents(of: change.path)
            let size = try write(entry, in: directory.descriptor, &packed)
            files.append(.init(path: path, kind: entry.kind, id: entry.id, size: size))
        }
    }

    /// Completes the pack.
    consuming func finish() throws -> (gone: [[UInt8]], files: [CheckoutIndex.Entry]) {
        let result = (gone, files)
        try pack.finish()
        return result
    }

    private mutating func write(
        _ entry: TreeEntry,
        in directory: Int32,
        _ packed: inout Set<ObjectID>
    ) throws -> UInt32 {
        if entry.kind == .submodule {
            _ = try FileWriter.directory(entry.name, in: directory)
            return 0
        }
        let isNew = packed.insert(entry.id).inserted
        return try repository.withObject(entry.id) { _, bytes in
            if isNew { try pack.append(.blob, entry.id, bytes) }
            if entry.kind == .symlink {
                try FileWriter.symlink(entry.name, in: directory, target: bytes)
            } else {
                try FileWriter.file(
                    entry.name,
                    in: directory,
                    executable: entry.kind == .executable,
                    content: bytes
                )
            }
            return UInt32(truncatingIfNeeded: bytes.count)
        }
    }

    private func whiteOut(_ path: [[UInt8]]) throws {
        guard let name = path.last else { return }
        let directory = try makeParents(of: path)
        let made = FileWriter.withName(name) { csandbox_whiteout(directory.descriptor, $0) }
        if made < 0, errno != EEXIST { throw SystemError.last("mark a removed file", "mknodat") }
    }

    private func makeParents(of path: [[UInt8]]) throws(SystemError) -> OpenFile {
        var directory = try FileWriter.directory([0x2E], in: target)
        for component in path.dropLast() {
            directory = try FileWriter.directory(component, in: directory.descriptor)
        }
        return directory
    }
}
