import Dockerfiles
import Glibc
import HostSystem
import Images
import OCI
import SystemPackage

/// A folder of `RUN --mount=type=cache`, locked as its sharing says for as long as this is.
///
/// Folders lie in `cache/mounts`, named by a hash of their name: a name can lead nowhere else (CVE-2024-9675). Private
/// caches that are taken get a number.
final class CacheFolder: Sendable {
    /// The folder.
    let path: FilePath
    private let lock: LockedFile

    /// Opens a cache, and makes it where it is missing.
    ///
    /// - Parameters:
    ///   - mount: What the file says of it.
    ///   - name: Its name.
    ///   - store: Where it lies.
    ///   - fill: Fills one that is new.
    /// - Throws: `SystemError`, and what `fill` throws.
    init(
        _ mount: RunMount,
        named name: String,
        in store: Store,
        fill: (borrowing Directory) throws -> Void
    ) throws {
        let mounts = try store.folder("cache").makeDirectory("mounts")
        var number = 0
        while true {
            let key = number == 0 ? name : "\(name) \(number)"
            let folderName = FilePath(Digest.of(Array(key.utf8)).hex)
            let folder = try mounts.makeDirectory(folderName)
            if let lock = try Self.lock(folder, mount.sharing) {
                self.lock = lock
                path = mounts.path.appending(folderName.components).appending("fs")
                if !folder.contains("fs") { try Self.make(folder, mount, fill) }
                return
            }
            number += 1
        }
    }

    /// Takes the lock; nil where somebody else has it and this one is to be private.
    private static func lock(_ folder: borrowing Directory, _ sharing: RunMount.Sharing) throws
        -> LockedFile?
    {
        let lock = try folder.open("lock", O_RDWR | O_CREAT)
        switch sharing {
        case .shared: return try LockedFile(lock, shared: true, to: "share a cache")
        case .locked: return try LockedFile(lock, to: "lock a cache")
        case .private: return try LockedFile.taken(lock, to: "lock a cache")
        }
    }

    private static func make(
        _ folder: borrowing Directory,
        _ mount: RunMount,
        _ fill: (borrowing Directory) throws -> Void
    ) throws {
        let temporary = FilePath("new-\(getpid())-\(UInt32.random(in: 0 ... .max))")
        let made = try folder.makeDirectory(temporary, mode: 0o755)
        try fill(made)
        fchown(made.descriptor, mount.uid ?? 0, mount.gid ?? 0)
        fchmod(made.descriptor, mount.mode ?? 0o755)
        do throws(SystemError) {
            try folder.rename(temporary, to: folder, as: "fs")
        } catch {
            // Somebody who shares it was faster.
            try folder.removeTree(temporary)
            guard folder.contains("fs") else { throw error }
        }
    }
}
