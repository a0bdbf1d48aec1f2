import Glibc
package import HostSystem
import Images
import SystemPackage

/// Keeps a run and its snapshots until it is told otherwise.
extension RunDirectory {
    /// Whether there is such a run.
    package var isThere: Bool { (try? open()) != nil }

    /// Whether it keeps snapshots of steps.
    package var hasSnapshots: Bool {
        // One that cannot be looked at keeps nothing that anybody could use.
        guard let folder = try? open(), folder.contains("jobs"),
            let jobs = try? folder.directory("jobs"), let names = try? jobs.names()
        else { return false }
        return names.contains { jobs.contains(FilePath(root: nil, [$0]).appending("layers")) }
    }

    /// Lets housekeeping leave the run alone.
    ///
    /// - Throws: `SystemError`.
    package func pin() throws(SystemError) {
        try open().writeFile(Self.pinFile, [])
    }

    /// Lets housekeeping do with the run as with any other.
    ///
    /// - Throws: `SystemError`.
    package func unpin() throws(SystemError) {
        try open().removeFile(Self.pinFile)
    }
}
