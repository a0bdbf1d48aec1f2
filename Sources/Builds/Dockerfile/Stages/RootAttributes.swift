import Glibc
import HostSystem
import SystemPackage

/// The owner and permissions of a layer's topmost folder.
enum RootAttributes {
    /// Gives a folder the owner and permissions of another.
    static func copy(from source: FilePath, to target: FilePath) throws(SystemError) {
        let from = try Directory(opening: source)
        let to = try Directory(opening: target)
        var status = stat()
        try call("look at \(source)", "fstat", fstat(from.descriptor, &status))
        if (status.st_uid, status.st_gid) != (0, 0) {
            fchown(to.descriptor, status.st_uid, status.st_gid)
        }
        try call("prepare \(target)", "fchmod", fchmod(to.descriptor, status.st_mode & 0o7777))
    }
}
