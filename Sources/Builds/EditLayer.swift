import Git
import Glibc
package import HostSystem
package import Images
package import SystemPackage

/// Writes what one source has otherwise than another as edits: a layer that lies on top of what steps have written.
///
/// The files have the time of now, as if somebody had edited them in the workspace where the steps left it: `make` and
/// its like see that they are newer than what was built of them. Around them the checkout is that of the new source.
package struct EditLayer {
    private let gitDirectory: FilePath

    /// A maker for one repository.
    package init(of gitDirectory: FilePath) {
        self.gitDirectory = gitDirectory
    }

    /// Writes the edits.
    ///
    /// - Parameters:
    ///   - old: The tree that the steps began with, in hexadecimal digits.
    ///   - oldLayers: Its layers, which hold its objects.
    ///   - source: What is to be in the workspace.
    ///   - newLayers: Its layers.
    ///   - upper: The layer; empty.
    /// - Returns: The paths in the workspace that differ.
    /// - Throws: `BuildError`.
    package func write(
        from old: String,
        _ oldLayers: [Snapshot],
        to source: Source,
        _ newLayers: [Snapshot],
        into upper: borrowing Directory
    ) throws -> [String] {
        do {
            let repository = try open(source, oldLayers)
            let top = try SourceLayers.prepare(upper)
            var writer = try ChangeWriter(
                into: top.descriptor,
                packs: SourceLayers.packs(below: upper),
                from: repository
            )
            if let tree = ObjectID(old) { try writer.write(from: tree, to: source.tree) }
            let changes = try writer.finish()
            for file in changes.files { Self.touch(file.path, in: top) }
            try writeCheckout(newLayers, changes.files.map(\.path), into: top)
            return (changes.gone + changes.files.map(\.path)).map {
                String(decoding: $0, as: UTF8.self)
            }
        } catch {
            throw BuildError.sorted(error, doing: "write the edits since \(old.prefix(12))")
        }
    }

    /// The repository, with the objects of both trees.
    private func open(_ source: Source, _ oldLayers: [Snapshot]) throws -> Repository {
        let repository = try Repository(at: gitDirectory)
        if let objects = source.objects { try repository.addObjects(at: objects) }
        for layer in oldLayers {
            let objects = layer.path.appending(Source.folder).appending(".git/objects")
            if access(objects.string, R_OK) == 0 { try repository.readObjects(at: objects) }
        }
        return repository
    }

    /// HEAD, branches, history and index of the new source.
    private func writeCheckout(
        _ layers: [Snapshot],
        _ changed: [[UInt8]],
        into top: borrowing Directory
    ) throws {
        if let checkout = layers.last {
            let path = checkout.path.appending(Source.folder).appending(".git")
            try TreeCopier().copy(path, to: top, as: ".git")
        }
        let index = try SourceLayers.index(on: SnapshotChain(layers))
        try SourceLayers.writeIndex(index, in: top, distrusting: Set(changed))
    }

    /// Gives a file the time of now.
    private static func touch(_ path: [UInt8], in top: borrowing Directory) {
        let path = path.map { CChar(bitPattern: $0) } + [0]
        // One that is gone again meanwhile needs no time; utimensat(2), a null pointer is now.
        utimensat(top.descriptor, path, nil, AT_SYMLINK_NOFOLLOW)
    }
}
