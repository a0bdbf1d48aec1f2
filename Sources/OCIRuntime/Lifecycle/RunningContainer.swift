import CSandbox
import Containers
import Glibc
import HostSystem
import OCI
import SystemPackage

/// A container of the runtime's, found by its id.
struct RunningContainer: Sendable {
    let folder: ContainerFolder
    let record: ContainerRecord
    /// Its first process; nil where it has ended.
    let process: ProcessHandle?

    /// Finds a container.
    ///
    /// - Throws: `RuntimeError` where there is none of this id.
    static func find(_ id: String, in state: StateFolder) throws -> RunningContainer {
        let folder = try state.folder(of: id)
        guard let record = try folder.read() else {
            throw RuntimeError("container \"\(id)\" is still being made")
        }
        return RunningContainer(
            folder: folder,
            record: record,
            process: ProcessIdentity(pid: record.pid, began: record.began).open()
        )
    }

    /// Where it is in its life.
    var status: ContainerState.Status {
        guard process != nil else { return .stopped }
        if folder.isWaiting { return .created }
        return record.cgroup?.isFrozen == true ? .paused : .running
    }

    /// What is told of it.
    var state: ContainerState {
        let status = status
        return ContainerState(
            id: record.id,
            status: status,
            pid: status == .stopped ? nil : record.pid,
            bundle: record.bundle,
            annotations: record.spec.annotations
        )
    }

    /// Sends a signal to its first process.
    ///
    /// - Throws: `RuntimeError` where it has ended.
    func signal(_ number: Int32) throws {
        guard let process else { throw RuntimeError("container \(record.id) is not running") }
        guard try process.signal(number) else {
            throw RuntimeError("container \(record.id) is not running")
        }
        // A frozen process is not ended by a signal until it may run again.
        if number == SIGKILL, record.cgroup?.isFrozen == true { try? record.cgroup?.thaw() }
    }

    /// Waits until its first process has ended.
    ///
    /// - Returns: Whether it has, within the time.
    func waitForEnd(milliseconds: Int32) -> Bool {
        guard let process else { return true }
        return process.waitForEnd(milliseconds: milliseconds)
    }
}
