import SystemPackage
import Glibc
import HostSystem

extension CgroupPlace {
    /// The processes in the container, those in cgroups that it has made itself too; numbers of our PID namespace.
    package var processes: [Int32] {
        Set(census?.tree.flatMap(\.processes) ?? []).sorted()
    }

    /// A directory that every process of the container is in.
    private var census: CgroupDirectory? {
        unified ?? legacy[.freezer] ?? legacyDirectories.first
    }

    /// Kills every process in the container and waits until they are gone; blocks its thread.
    ///
    /// With v2 the kernel does it at once (`cgroup.kill`). With v1 the container is frozen first, so that nothing is
    /// forked while the list of processes is read, and thawed afterwards, since what is frozen does not die.
    ///
    /// - Throws: `ContainerError.cgroup`: `EBUSY` where processes stay for ten seconds.
    package func killAll() throws(ContainerError) {
        let deadline = ContinuousClock.now + .seconds(10)
        var pause: useconds_t = 500
        repeat {
            do { try killOnce() } catch { throw .cgroup(error) }
            if processes.allSatisfy(Self.isZombie) { return }
            usleep(pause)
            pause = min(pause * 2, 50_000)
        } while ContinuousClock.now < deadline
        throw .cgroup(
            SystemError("end the processes of the container", call: "kill", errno: .resourceBusy)
        )
    }

    /// Moves a process that is elsewhere into the container's cgroups; one that came from a frozen one may go on.
    ///
    /// - Parameter process: As we count. Where it cannot be moved, it stays.
    package func takeBack(_ process: Int32) {
        for directory in legacyDirectories + [unified].compactMap({ $0 }) {
            // One that has ended meanwhile is what was wanted.
            try? directory.write("\(process)", to: "cgroup.procs")
        }
    }

    private func killOnce() throws(SystemError) {
        if let unified, unified.has("cgroup.kill") {
            try unified.write("1", to: "cgroup.kill")
        } else {
            // Without a freezer what is forked meanwhile is found in the next round.
            try? freeze(within: .milliseconds(500))
            for process in processes { _ = kill(process, SIGKILL) }
        }
        try setFrozen(false)
    }

    /// Whether a process has ended and waits for its parent to look; it stays in its cgroup until then.
    private static func isZombie(_ process: Int32) -> Bool {
        let file = CgroupDirectory("/proc").text("\(process)/stat")
        // The name is in parentheses and may hold anything; the state is the word behind the last one.
        guard let file, let end = file.lastIndex(of: ")") else { return true }
        return ["Z", "X"].contains(file[end...].dropFirst(2).first)
    }
}
