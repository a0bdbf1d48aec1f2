import Glibc
package import HostSystem
import Images
import SystemPackage

/// A hold on the snapshots of a run: while it lasts, housekeeping takes none of them away.
package final class RunUse: Sendable {
    private let file: OpenFile

    private init(_ file: consuming OpenFile) {
        self.file = file
    }

    /// Holds on to a run's snapshots; any number may at once.
    ///
    /// - Parameter run: The run.
    /// - Throws: `SystemError`.
    package init(of run: RunDirectory) throws(SystemError) {
        let file = try Self.open(run)
        try call("lock run \(run.number)", "flock", flock(file.descriptor, LOCK_SH))
        self.file = file
    }

    /// Keeps others from beginning to use a run's snapshots; nil where somebody does already.
    ///
    /// - Parameter run: The run.
    /// - Returns: The claim, or nil.
    /// - Throws: `SystemError`.
    package static func claimingUnused(_ run: RunDirectory) throws(SystemError) -> RunUse? {
        let file = try open(run)
        if flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 { return RunUse(file) }
        guard errno == EWOULDBLOCK else { throw .last("lock run \(run.number)", "flock") }
        return nil
    }

    private static func open(_ run: RunDirectory) throws(SystemError) -> OpenFile {
        try run.open().open("in-use", O_RDWR | O_CREAT)
    }
}
