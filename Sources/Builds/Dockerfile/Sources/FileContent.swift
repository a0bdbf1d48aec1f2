import CSandbox
import Glibc
import HostSystem

/// Copies the bytes of one open file to another.
enum FileContent {
    /// Copies all bytes; the kernel does it where it can, without a copy on disk where the file system can.
    ///
    /// copy_file_range(2), else read and write.
    static func copy(
        _ source: borrowing OpenFile,
        to target: borrowing OpenFile,
        name: String
    ) throws(SystemError) {
        var hasCopied = false
        while true {
            let count = csandbox_copy_range(source.descriptor, target.descriptor, 1 << 30)
            if count == 0, hasCopied { return }
            if count > 0 {
                hasCopied = true
                continue
            }
            if count < 0, errno == EINTR { continue }
            // Nothing at once may mean a file of /proc, whose size says nothing; any refusal means another way.
            return try copyByReading(source, to: target, name: name)
        }
    }

    private static func copyByReading(
        _ source: borrowing OpenFile,
        to target: borrowing OpenFile,
        name: String
    ) throws(SystemError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 4096)
        defer { buffer.deallocate() }
        while true {
            let count = try source.read(into: buffer)
            if count == 0 { return }
            try target.writeAll(UnsafeRawBufferPointer(rebasing: buffer[..<count]), name: name)
        }
    }
}
