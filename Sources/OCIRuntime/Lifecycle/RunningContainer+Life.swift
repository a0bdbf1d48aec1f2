import Containers
import FoundationEssentials
import Glibc
import HostSystem
import OCI

extension RunningContainer {
    /// Lets a created container run its command: `start`.
    ///
    /// - Throws: `RuntimeError` unless it waits for that.
    func start() throws {
        guard status == .created else {
            throw RuntimeError("cannot start container \(record.id): it is \(status.rawValue)")
        }
        guard record.spec.process != nil else {
            throw RuntimeError("cannot start container \(record.id): it has no process")
        }
        let request = StartRequest(
            directory: folder.directory.descriptor,
            name: ContainerFolder.startSocket,
            pid: record.pid,
            tail: record.tail
        )
        var told = state
        told.status = .created
        let readiness = try ReadinessRelay.listen(in: folder.path)
        try request.carryOut(StageAnswers(of: record.spec, state: told, forks: false))
        folder.removeSocket()
        told.status = .running
        do {
            try HookRunner(state: told).run(record.spec.hooks?.poststart, "poststart")
        } catch {
            try? signal(SIGKILL)
            throw error
        }
        readiness?.relay(self)
    }

    /// Sends a signal to all processes: `kill --all`.
    func signalAll(_ number: Int32) throws {
        guard let cgroup = record.cgroup else { return try signal(number) }
        if number == SIGKILL { return try cgroup.killAll() }
        for process in cgroup.processes { kill(process, number) }
    }

    /// Takes a container away with all that belongs to it: `delete`.
    ///
    /// - Parameter force: Whether its processes are ended first.
    /// - Throws: `RuntimeError` where it still runs.
    func delete(force: Bool) throws {
        switch status {
        case .stopped: break
        case .created: try end()
        default:
            guard force else {
                throw RuntimeError(
                    "cannot delete container \(record.id): it is \(status.rawValue); stop it or use --force"
                )
            }
            try end()
        }
        // Without a PID namespace, or with one that was joined, others may be left.
        try? record.cgroup?.killAll()
        try removeCgroup()
        OCIBundle(of: record).detachRoot()
        let told = ContainerState(
            id: record.id,
            status: .stopped,
            pid: nil,
            bundle: record.bundle,
            annotations: record.spec.annotations
        )
        let hooks = record.spec.hooks?.poststop
        folder.remove()
        try HookRunner(state: told).run(hooks, "poststop")
    }

    private func end() throws {
        try? signal(SIGKILL)
        if waitForEnd(milliseconds: 200) { return }
        // Somebody may have put it in another cgroup, and frozen that: what is frozen does not end.
        record.cgroup?.takeBack(record.pid)
        guard waitForEnd(milliseconds: 10_000) else {
            throw RuntimeError("container \(record.id) does not end")
        }
    }

    /// Its last process may still be on its way out.
    private func removeCgroup() throws {
        guard let cgroup = record.cgroup else { return }
        for _ in 0..<50 {
            if (try? cgroup.remove()) != nil { return }
            usleep(10_000)
        }
        try cgroup.remove()
    }
}
