import SystemPackage
import Glibc
import HostSystem

extension CgroupPlace {
    /// Whether every process of the container is stopped.
    package var isFrozen: Bool {
        if let directory = legacy[.freezer] {
            return directory.text("freezer.state")?.trimmed == "FROZEN"
        }
        return unified?.table("cgroup.events")["frozen"] == 1
    }

    /// Whether its processes can be stopped where they are.
    package var canFreeze: Bool {
        legacy[.freezer] != nil || unified?.has("cgroup.freeze") == true
    }

    /// Stops every process of the container, wherever it is, and waits until they stand still; blocks its thread.
    ///
    /// - Parameter patience: How long; then the container is let go on.
    /// - Throws: `ContainerError.cgroup`: `ETIMEDOUT` where something does not stop, `ENOTSUP` without a freezer.
    package func freeze(within patience: Duration = .seconds(10)) throws(ContainerError) {
        do throws(SystemError) {
            try setFrozen(true)
            if waitUntilFrozen(patience) { return }
            try setFrozen(false)
            throw SystemError("freeze the container", call: "write", errno: .timedOut)
        } catch {
            throw .cgroup(error)
        }
    }

    /// Lets every process of the container go on.
    ///
    /// - Throws: `ContainerError.cgroup`.
    package func thaw() throws(ContainerError) {
        do { try setFrozen(false) } catch { throw .cgroup(error) }
    }

    /// Asks for it; the processes follow when they next enter or leave the kernel.
    func setFrozen(_ frozen: Bool) throws(SystemError) {
        if let directory = legacy[.freezer] {
            try directory.write(frozen ? "FROZEN" : "THAWED", to: "freezer.state")
        } else if let unified, unified.has("cgroup.freeze") {
            try unified.write(frozen ? "1" : "0", to: "cgroup.freeze")
        } else if frozen {
            throw SystemError("freeze the container", call: "write", errno: .notSupported)
        }
    }

    private func waitUntilFrozen(_ patience: Duration) -> Bool {
        let deadline = ContinuousClock.now + patience
        var pause: useconds_t = 100
        var rounds = 0
        while !isFrozen {
            if ContinuousClock.now >= deadline { return false }
            usleep(pause)
            pause = min(pause * 2, 10_000)
            rounds += 1
            // A process that was forked while v1 was freezing is found when the state is written again; runc(8)
            // and crun do the same.
            if rounds.isMultiple(of: 10) { try? setFrozen(true) }
        }
        return true
    }
}
