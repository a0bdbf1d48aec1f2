import Glibc
import HostSystem
import OCI
import SystemPackage

extension ImageStore {
    /// What was taken away.
    package struct Collected: Sendable, Hashable {
        /// How many blobs, partial ones included.
        package var blobs: Int
        /// What they took up.
        package var sizeBytes: Int64
    }

    /// How long the beginning of a blob is kept that nobody goes on with, in seconds.
    private static let partialSeconds = 7 * 24 * 3600

    /// Takes away the blobs that no name, no image without a name and no version needs.
    ///
    /// - Parameter partials: Whether also what was downloaded in part goes, however new it is.
    /// - Returns: What was taken away; nil where another process reads or writes blobs, and nothing was.
    /// - Throws: `ImageError`; where a document of an image is damaged, so that nobody knows what it needs, nothing is
    ///   taken away.
    package func collect(partials: Bool = false) throws(ImageError) -> Collected? {
        do {
            return try content.lease.alone {
                let needed = try ImageClosure(of: try roots(), in: content).digests
                var collected = Collected(blobs: 0, sizeBytes: 0)
                for algorithm in Digest.Algorithm.allCases {
                    let folder = try content.blobs(algorithm)
                    let used = Set(needed.filter { $0.algorithm == algorithm }.map(\.hex))
                    try Self.remove(in: folder, &collected) { name, _ in !used.contains(name) }
                }
                let oldest = partials ? Int.max : time(nil) - Self.partialSeconds
                let folder = try content.store.folder("partials")
                try Self.remove(in: folder, &collected) { $1 <= oldest }
                return collected
            }
        } catch {
            throw .wrapping(error)
        }
    }

    private static func remove(
        in folder: borrowing Directory,
        _ collected: inout Collected,
        where isUnused: (_ name: String, _ changed: Int) -> Bool
    ) throws(SystemError) {
        for name in try folder.names() {
            let path = FilePath(root: nil, [name])
            var status = stat()
            let found = path.withPlatformString {
                fstatat(folder.descriptor, $0, &status, AT_SYMLINK_NOFOLLOW)
            }
            guard found == 0, isUnused(name.string, status.st_mtim.tv_sec) else { continue }
            try folder.removeTree(path)
            collected.blobs += 1
            collected.sizeBytes += Int64(status.st_size)
        }
    }

    /// The names of the snapshots of all images that must stay, of every platform, in both kinds of marks.
    ///
    /// - Throws: `ImageError`. An image that is damaged has none.
    package func snapshotNames() throws(ImageError) -> Set<String> {
        var names: Set<String> = []
        for root in try roots() {
            // What cannot be read cannot be run either, and need not be kept.
            guard let closure = try? ImageClosure(of: [root], in: content) else { continue }
            for manifest in closure.present where manifest.mediaType.isManifest {
                for chainID in chainIDs(of: manifest) {
                    names.insert("\(SnapshotName(chainID: chainID, marks: .trusted))")
                    names.insert("\(SnapshotName(chainID: chainID, marks: .user))")
                }
            }
        }
        return names
    }

    private func chainIDs(of manifest: Descriptor) -> [Digest] {
        let image = StoredImage(name: nil, descriptor: manifest)
        guard let details = try? details(of: image) else { return [] }
        return Digest.chainIDs(of: details.configuration.rootfs.diffIDs)
    }
}
