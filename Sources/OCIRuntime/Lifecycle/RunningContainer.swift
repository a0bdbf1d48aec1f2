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
            process: ProcessIdentity.open(record.pid, began: record.began)
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
        guard csandbox_pidfd_send_signal(process.file.descriptor, number) == 0 else {
            if errno == ESRCH { throw RuntimeError("container \(record.id) is not running") }
            throw SystemError.last("send signal \(number)", "pidfd_send_signal")
        }
        // A frozen process is not ended by a signal until it may run again.
        if number == SIGKILL, record.cgroup?.isFrozen == true { try? record.cgroup?.thaw() }
    }

    /// Waits until its first process has ended.
    ///
    /// - Returns: Whether it has, within the time.
    func waitForEnd(milliseconds: Int32) -> Bool {
        guard let process else { return true }
        var watched = pollfd(fd: process.file.descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&watched, 1, milliseconds) > 0
    }
}

/// A process that is held open, so that its number means nobody else.
final class ProcessHandle: Sendable {
    /// Its pidfd.
    let file: OpenFile

    init(file: consuming OpenFile) {
        self.file = file
    }
}

/// What tells a process from a later one of the same number.
enum ProcessIdentity {
    /// When a process began, in ticks since boot; nil where there is none, or only its remains (proc(5), `stat`).
    static func began(_ pid: Int32) -> UInt64? {
        let place = FilePath("/proc/\(pid)/stat")
        guard let file = try? OpenFile(opening: place),
            let bytes = try? file.readAll(limit: 4096, name: place.string)
        else { return nil }
        // The name of the program, in parentheses, may hold anything.
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return UInt64(fields[19])
    }

    /// Opens a process if it is the one that is meant; nil where it has ended.
    static func open(_ pid: Int32, began: UInt64) -> ProcessHandle? {
        let descriptor = csandbox_pidfd_open(pid)
        guard descriptor >= 0 else { return nil }
        let process = ProcessHandle(file: OpenFile(adopting: descriptor))
        // Asked only now: the number cannot change hands while its process is open.
        guard Self.began(pid) == began else { return nil }
        return process
    }
}
