import Glibc
import HostSystem
import SystemPackage

/// How much disk a folder takes.
enum FolderSize {
    /// The bytes of all files below a folder, as the disk has them; what cannot be read is not counted.
    ///
    /// - Parameters:
    ///   - folder: The folder; no symbolic link in it is followed.
    ///   - name: Folders of this name are left out.
    /// - Returns: The bytes.
    static func bytes(of folder: borrowing Directory, except name: String) -> UInt64 {
        guard let names = try? folder.names() else { return 0 }
        var bytes: UInt64 = 0
        for entry in names where entry.string != name {
            var status = stat()
            guard fstatat(folder.descriptor, entry.string, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
                continue
            }
            bytes += UInt64(status.st_blocks) * 512
            guard status.st_mode & S_IFMT == S_IFDIR,
                let inner = try? folder.directory(FilePath(root: nil, [entry]))
            else { continue }
            bytes += Self.bytes(of: inner, except: name)
        }
        return bytes
    }
}
