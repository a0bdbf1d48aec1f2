import SystemPackage
import HostSystem

/// Hands controllers of cgroup v2 on to the cgroups below one's own.
///
/// The kernel refuses that to a cgroup that holds processes itself, the root aside. An own cgroup that was delegated to
/// us (a unit with `Delegate=yes`, a container) holds at least this process; its processes are then moved into a leaf
/// beside our cgroups, where the same limits hold for them as before.
///
/// Source: cgroups(7), "No internal processes" and "Cgroups v2 delegation".
enum CgroupDelegation {
    /// The name of the leaf.
    static let leaf = "cuvette.runner"

    /// Enables controllers in every cgroup from one that is there down to a parent of those to be made.
    ///
    /// - Parameters:
    ///   - controllers: Those that are needed below; those that are enabled already are left alone.
    ///   - levels: The directories, outermost first; the last one is the parent of the cgroup to be.
    ///   - own: Which of the levels may be emptied of processes; no other ever is.
    /// - Throws: `SystemError`: `EBUSY` where processes are in the way, `EACCES` where nothing was delegated.
    static func enable(
        _ controllers: Set<CgroupController>,
        through levels: [CgroupDirectory],
        own: CgroupDirectory
    ) throws(SystemError) {
        guard !controllers.isEmpty else { return }
        for level in levels {
            let missing = controllers.subtracting(level.controllers("cgroup.subtree_control"))
            guard !missing.isEmpty else { continue }
            let command = missing.sorted().compactMap(\.unifiedName).map { "+\($0)" }
                .joined(separator: " ")
            do {
                try level.write(command, to: "cgroup.subtree_control")
            } catch {
                guard error.errno == .resourceBusy, level == own else { throw error }
                try vacate(level)
                try level.write(command, to: "cgroup.subtree_control")
            }
        }
    }

    /// Moves every process of a cgroup into the leaf below it.
    private static func vacate(_ directory: CgroupDirectory) throws(SystemError) {
        let leaf = CgroupDirectory(directory.path.appending(Self.leaf))
        try leaf.make()
        // A process may fork while it is moved; its child is then found the next time.
        for _ in 0..<10 {
            let processes = directory.processes
            guard !processes.isEmpty else { return }
            for process in processes {
                do {
                    try leaf.write("\(process)", to: "cgroup.procs")
                } catch {
                    guard error.errno == .noSuchProcess else { throw error }
                }
            }
        }
    }
}
