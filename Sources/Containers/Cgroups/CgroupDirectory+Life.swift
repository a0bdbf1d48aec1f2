import Glibc
import HostSystem
import SystemPackage

extension CgroupDirectory {
    /// Makes it, if it is not there.
    ///
    /// - Returns: Whether it was made.
    /// - Throws: `SystemError`.
    @discardableResult
    func make() throws(SystemError) -> Bool {
        if path.withPlatformString({ mkdir($0, 0o755) }) == 0 { return true }
        guard errno == EEXIST else { throw .last("make the cgroup \(path)", "mkdir") }
        return false
    }

    /// Removes it with all cgroups in it; its last process may still be on its way out, so it tries for a while.
    ///
    /// - Parameter deadline: How long; once it is tried in any case.
    /// - Throws: `SystemError`: `EBUSY` where processes stay.
    func remove(until deadline: ContinuousClock.Instant) throws(SystemError) {
        while true {
            if path.withPlatformString(rmdir) == 0 || errno == ENOENT { return }
            guard errno == EBUSY || errno == ENOTEMPTY else { break }
            // Deepest first; what still holds processes is tried again with its parent.
            for child in tree.dropFirst().reversed() { _ = child.path.withPlatformString(rmdir) }
            if path.withPlatformString(rmdir) == 0 { return }
            if ContinuousClock.now >= deadline { break }
            usleep(2_000)
        }
        throw .last("remove the cgroup \(path)", "rmdir")
    }

    /// Removes it unless something is in it.
    func removeIfEmpty() {
        _ = path.withPlatformString(rmdir)
    }

    /// The processes in this cgroup itself, by their numbers in the reader's own PID namespace.
    ///
    /// Those of other namespaces, which read as 0, are left out: no signal reaches them.
    var processes: [Int32] {
        (text("cgroup.procs") ?? "").split(separator: "\n").compactMap { Int32($0) }
            .filter { $0 > 0 }
    }
}
