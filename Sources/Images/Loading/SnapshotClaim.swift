import Glibc
import HostSystem
import OCI
import SystemPackage

/// The right to make one snapshot, among all threads and processes that use the store: ten jobs that begin with the
/// same new image unpack it once, not ten times.
///
/// A lock on one byte of a file, whose place is taken from the digest; two digests that share it only wait for each
/// other. The kernel takes the lock back from a process that dies.
///
/// Source: fcntl(2), "Open file description locks".
struct SnapshotClaim: ~Copyable {
    private let file: OpenFile

    /// Waits for the right.
    ///
    /// - Parameters:
    ///   - chainID: Of the snapshot.
    ///   - store: The store.
    ///   - interruption: Ends the waiting.
    /// - Throws: `LayerFault.interrupted` or `system`.
    init(_ chainID: Digest, in store: Store, _ interruption: Interruption) throws(LayerFault) {
        let opened = try LayerFault.wrap { () throws(SystemError) in
            try store.folder("cache").open("claims", O_RDWR | O_CREAT)
        }
        while try !Self.take(chainID, of: opened) {
            try interruption.check()
            usleep(Self.pause)
        }
        self.file = opened
    }

    /// Microseconds between two tries: a blocking lock could not be interrupted.
    private static let pause: UInt32 = 20_000

    private static func take(
        _ chainID: Digest,
        of file: borrowing OpenFile
    ) throws(LayerFault) -> Bool {
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = Int(chainID.hex.prefix(15), radix: 16) ?? 0
        lock.l_len = 1
        // F_OFD_SETLK, which the Glibc module hides.
        let result = fcntl(file.descriptor, 37, &lock)
        if result < 0, errno == EAGAIN || errno == EACCES { return false }
        try refused(result, "claim the layer \(chainID.short)", "fcntl")
        return true
    }
}
