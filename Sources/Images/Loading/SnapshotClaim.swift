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
    private let place: Int

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
        let place = Int(chainID.hex.prefix(15), radix: 16) ?? 0
        while try !Self.take(place, chainID, of: opened) {
            try interruption.check()
            usleep(Self.pause)
        }
        self.file = opened
        self.place = place
    }

    deinit {
        // By a call, not by closing alone: a process that is being started on another thread has a copy of the
        // descriptor until it runs its program.
        var lock = Self.lock(place, F_UNLCK)
        _ = fcntl(file.descriptor, Self.setLock, &lock)
    }

    /// Microseconds between two tries: a blocking lock could not be interrupted.
    private static let pause: UInt32 = 20_000

    /// F_OFD_SETLK, which the Glibc module hides.
    private static let setLock: Int32 = 37

    private static func lock(_ place: Int, _ type: Int32) -> flock {
        var lock = flock()
        lock.l_type = Int16(type)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = place
        lock.l_len = 1
        return lock
    }

    private static func take(
        _ place: Int,
        _ chainID: Digest,
        of file: borrowing OpenFile
    ) throws(LayerFault) -> Bool {
        var lock = lock(place, F_WRLCK)
        let result = fcntl(file.descriptor, setLock, &lock)
        if result < 0, errno == EAGAIN || errno == EACCES { return false }
        try refused(result, "claim the layer \(chainID.short)", "fcntl")
        return true
    }
}
