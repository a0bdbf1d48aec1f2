import Glibc
package import HostSystem
import Images
import SystemPackage

/// A hold on the snapshots of a run: while it lasts, housekeeping takes none of them away.
package final class RunUse: Sendable {
    private let file: LockedFile

    private init(_ file: consuming LockedFile) {
        self.file = file
    }

    /// Holds on to a run's snapshots; any number may at once.
    ///
    /// - Parameter run: The run.
    /// - Throws: `SystemError`.
    package init(of run: RunDirectory) throws(SystemError) {
        file = try LockedFile(try Self.open(run), shared: true, to: "lock run \(run.number)")
    }

    /// Keeps others from beginning to use a run's snapshots; nil where somebody does already.
    ///
    /// - Parameter run: The run.
    /// - Returns: The claim, or nil.
    /// - Throws: `SystemError`.
    package static func claimingUnused(_ run: RunDirectory) throws(SystemError) -> RunUse? {
        guard let file = try LockedFile.taken(try open(run), to: "lock run \(run.number)") else {
            return nil
        }
        return RunUse(file)
    }

    private static func open(_ run: RunDirectory) throws(SystemError) -> OpenFile {
        try run.open().open("in-use", O_RDWR | O_CREAT)
    }
}
