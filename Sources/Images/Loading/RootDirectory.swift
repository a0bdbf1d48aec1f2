import Glibc
import HostSystem
import OCI
import SystemPackage

/// A root file system of the host that is used where it lies, as the one layer of an image.
///
/// Nothing of it is copied or checked, and it has to stay as it is while containers use it: overlayfs says nothing of
/// what happens otherwise.
struct RootDirectory {
    /// The image that it is.
    let image: LoadedImage

    /// The most bytes of a path that fsconfig(2) takes, without the zero byte.
    private static let maximumPathLength = 255

    /// Looks at the directory.
    ///
    /// - Parameters:
    ///   - path: Of the directory.
    ///   - store: Must not lie in it, and it not in the store.
    /// - Throws: `ImageError`.
    init(_ path: FilePath, _ store: Store) throws(ImageError) {
        let resolved: FilePath
        let storePath: FilePath
        var status = stat()
        do {
            let directory = try Directory(opening: path)
            try call("look at \(path)", "fstat", fstat(directory.descriptor, &status))
            resolved = try Self.realPath(of: path)
            storePath = try Self.realPath(of: store.path)
        } catch {
            throw .system(error)
        }
        let source = BaseImage.directory(path)
        if let reason = Self.objection(to: resolved, with: storePath) {
            throw .malformedSource(source.description, reason: reason)
        }
        let identity = "\(status.st_dev) \(status.st_ino) \(resolved)"
        let digest = Digest.of(Array(identity.utf8))
        let name = SnapshotName("dir-\(digest.hex.prefix(32))")
        self.image = LoadedImage(
            source: source,
            digest: digest,
            configuration: nil,
            snapshots: [Snapshot(name: name, path: resolved)],
            notes: []
        )
    }

    /// What overlayfs would refuse, as late as at the mount and with an unclear reason.
    private static func objection(to path: FilePath, with store: FilePath) -> String? {
        if store.starts(with: path) { return "the store \(store) lies in it" }
        if path.starts(with: store) { return "it lies in the store \(store)" }
        guard path.length <= maximumPathLength else {
            return "its path has more than \(maximumPathLength) bytes"
        }
        return nil
    }

    private static func realPath(of path: FilePath) throws(SystemError) -> FilePath {
        guard let real = path.withPlatformString({ realpath($0, nil) }) else {
            throw .last("find \(path)", "realpath")
        }
        defer { free(real) }
        return FilePath(platformString: real)
    }
}
