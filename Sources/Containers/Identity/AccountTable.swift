import Glibc
import HostSystem
import SystemPackage

/// The lines of `/etc/passwd` or `/etc/group` as they are in an image, which may hold anything.
///
/// Lines are looked through as bytes, one at a time: nothing is built of a table but what is asked for.
struct AccountTable {
    private let bytes: [UInt8]

    /// The largest table that is read, in bytes; CVE-2026-47262.
    static let maximumSize = 4 << 20

    /// A table of its content.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads a table of an image; one that is missing is empty.
    ///
    /// - Throws: `SystemError`; `EINVAL` for anything but a regular file, `EFBIG` for a table that is too large.
    init(_ path: FilePath, below root: borrowing Directory) throws(SystemError) {
        do throws(SystemError) {
            bytes = try Self.read(path, below: root)
        } catch  where error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory {
            bytes = []
        }
    }

    /// Looks at what is there before it is opened: opening alone waits for a pipe and wakes a device.
    private static func read(
        _ path: FilePath,
        below root: borrowing Directory
    ) throws(SystemError) -> [UInt8] {
        let place = try root.openInRoot(path, openPath)
        var status = stat()
        try call("read \(path)", "fstat", fstat(place.descriptor, &status))
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw SystemError(
                "read \(path), which is no regular file",
                call: "fstat",
                errno: .invalidArgument
            )
        }
        let file = try OpenFile(
            opening: FilePath("/proc/self/fd/\(place.descriptor)"),
            O_RDONLY | O_NONBLOCK | O_NOCTTY
        )
        return try file.readAll(limit: maximumSize, name: path.string)
    }

    /// The lines one after the other, without what ends them.
    var lines: Pieces {
        Pieces(of: bytes[...], separatedBy: 0x0A)
    }

    /// What stands between colons.
    static func fields(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        line.split(separator: 0x3A, maxSplits: 6, omittingEmptySubsequences: false)
    }

    /// `O_PATH`; open(2).
    private static let openPath: Int32 = 0o10_000_000
}
