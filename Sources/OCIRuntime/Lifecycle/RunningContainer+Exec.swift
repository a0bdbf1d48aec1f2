import HostSystem
import SystemPackage
import Containers
import Glibc
import HostSystem
import HostSystem
import OCI
import SystemPackage
import SystemPackage

extension RunningContainer {
    /// Whether its first process is in another user namespace than we are, in which whoever joins it has all
    /// capabilities.
    ///
    /// The specification does not tell: an ordinary user's runtime has made the namespace itself, before the container.
    var isInOtherUserNamespace: Bool {
        var own = stat()
        var other = stat()
        guard stat("/proc/self/ns/user", &own) == 0,
            stat("/proc/\(record.pid)/ns/user", &other) == 0
        else { return record.spec.hasUserNamespace }
        return own.st_ino != other.st_ino || own.st_dev != other.st_dev
    }

    /// Runs one more process in the container: `exec`.
    ///
    /// - Parameters:
    ///   - process: What is run.
    ///   - start: What gets its terminal, and what it is given besides.
    ///   - place: Its cgroups; nil for none.
    ///   - state: Where compiled filters are kept.
    /// - Returns: The process, a child of ours.
    /// - Throws: `RuntimeError` where the container has ended, `ContainerError` where the process cannot be made.
    func join(
        _ process: RuntimeProcess,
        _ start: StagedStart,
        counted place: CgroupPlace?,
        in state: StateFolder
    ) throws -> MadeContainer {
        guard let first = self.process else {
            throw RuntimeError("container \(record.id) is not running")
        }
        var joiner = ProcessJoiner(
            record.spec,
            cgroup: place,
            filter: try SeccompFilter(record.spec, keptIn: state.filters),
            of: try RuntimeHost.open()
        )
        joiner.start = start
        var process = process
        try process.addHome(below: Directory(opening: FilePath("/proc/\(record.pid)/root")))
        let spec = record.spec
        let told = self.state
        return try joiner.join(process, first, pid: record.pid) { forks in
            StageAnswers(of: spec, state: told, forks: forks)
        }
    }
}
