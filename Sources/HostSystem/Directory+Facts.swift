import CSandbox
import Glibc
import SystemPackage

/// What the kernel knows of a directory itself.
extension Directory {
    /// What tells the directory from others of this machine, whatever path leads to it.
    package var identity: (device: UInt64, inode: UInt64) {
        get throws(SystemError) {
            var status = stat()
            try call("look at \(path)", "fstat", fstat(descriptor, &status))
            return (UInt64(status.st_dev), UInt64(status.st_ino))
        }
    }

    /// The value of an extended attribute of at most 256 bytes; nil where there is none.
    package borrowing func attribute(_ name: String) -> [UInt8]? {
        var value = [UInt8](repeating: 0, count: 256)
        let count = csandbox_get_xattr(descriptor, name, &value, value.count)
        return count < 0 ? nil : Array(value[..<count])
    }
}
