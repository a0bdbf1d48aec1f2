import CSandbox
import Glibc
package import HostSystem
package import OCI
import SystemPackage

/// What a stage may want to know of its starter.
package struct StageAnswers: Sendable {
    /// Whether the container's process is a fork of the stage.
    package var forks: Bool
    /// The maps of its user namespace: users and groups.
    package var maps: (users: [LinuxIDMapping], groups: [LinuxIDMapping])?
    /// Runs hooks of the runtime, given the process.
    package var namespacesAreMade: @Sendable (Int32) throws(ContainerError) -> Void
    /// The container's state as JSON, given the process.
    package var state: @Sendable (Int32) -> [UInt8]
    /// Takes over the descriptor at which system calls are decided, given the process.
    package var listen: @Sendable (consuming OpenFile, Int32) throws(ContainerError) -> Void

    /// Answers of a container that has no hooks and no deciders.
    package init(forks: Bool) {
        self.forks = forks
        namespacesAreMade = { _ throws(ContainerError) in }
        state = { _ in Array("{}".utf8) }
        listen = { _, _ throws(ContainerError) in
            throw .host("nobody decides this container's system calls", hint: "set listenerPath")
        }
    }
}

/// One talk between a stage and its starter.
struct StageConversation {
    let words: [StepWords]
    let answers: StageAnswers
    /// The container's process; nil until a forking stage has told it.
    var pid: Int32?
    /// Whether the stage will fork, and has not told so yet.
    var forks = false
    /// Whether the container waits to be started.
    private(set) var isMade = false
    private var pending: [csandbox_message] = []
    /// Why the container could not be made.
    private var failure: ContainerError?

    init(words: [StepWords], answers: StageAnswers) {
        self.words = words
        self.answers = answers
    }

    /// Talks until the stage hangs up, waits to be started, or fails.
    mutating func run(on control: borrowing OpenFile) throws(ContainerError) {
        // A failure of the fork may come before the word of its stage that says which process it is, and without that
        // nobody would reap it: the PID namespace that it joined could then not end.
        while !isMade, failure == nil || forks {
            var message = csandbox_message()
            var descriptor: Int32 = -1
            let count = csandbox_receive(
                control.descriptor,
                &message,
                MemoryLayout<csandbox_message>.size,
                &descriptor
            )
            // The other side is closed: its command runs, or it is gone.
            guard count == MemoryLayout<csandbox_message>.size else { break }
            try take(message, descriptor, control)
        }
        if let failure { throw failure }
        if forks {
            throw .start(
                SystemError(
                    "start a process in new namespaces",
                    call: "clone3",
                    errno: .noSuchProcess
                )
            )
        }
    }

    private mutating func take(
        _ message: csandbox_message,
        _ descriptor: Int32,
        _ control: borrowing OpenFile
    ) throws(ContainerError) {
        switch UInt32(bitPattern: message.word) {
        case CSANDBOX_FORKED.rawValue:
            pid = message.value
            forks = false
            let waiting = pending
            pending = []
            guard failure == nil else { return }
            for message in waiting { try answer(message, -1, control) }
        case CSANDBOX_FAILED.rawValue:
            failure = failure ?? .start(message.failure.error(in: words))
        // The fork may speak before the stage has told of it.
        case _ where forks: pending.append(message)
        default: try answer(message, descriptor, control)
        }
    }

    private mutating func answer(
        _ message: csandbox_message,
        _ descriptor: Int32,
        _ control: borrowing OpenFile
    ) throws(ContainerError) {
        let pid = pid ?? 0
        var reply: [UInt8] = [1]
        switch UInt32(bitPattern: message.word) {
        case CSANDBOX_WAITS.rawValue: try reach(SyncPoint(rawValue: message.value), pid)
        case CSANDBOX_WANTS_STATE.rawValue: reply = answers.state(pid)
        case CSANDBOX_LISTENS.rawValue: try answers.listen(OpenFile(adopting: descriptor), pid)
        default: break
        }
        if isMade { reply = [1] }
        _ = send(control.descriptor, reply, reply.count, Int32(MSG_NOSIGNAL))
    }

    private mutating func reach(_ point: SyncPoint?, _ pid: Int32) throws(ContainerError) {
        switch point {
        case .maps: try writeMaps(of: pid)
        case .namespaces: try answers.namespacesAreMade(pid)
        case .made: isMade = true
        case nil: break
        }
    }

    private func writeMaps(of pid: Int32) throws(ContainerError) {
        guard let maps = answers.maps else { return }
        do {
            try Self.write(maps.users, to: "/proc/\(pid)/uid_map")
            try Self.write(maps.groups, to: "/proc/\(pid)/gid_map")
        } catch {
            throw .start(error)
        }
    }

    private static func write(_ maps: [LinuxIDMapping], to path: String) throws(SystemError) {
        let lines = maps.map { "\($0.containerID) \($0.hostID) \($0.size)\n" }.joined()
        let file = try OpenFile(opening: FilePath(path), O_WRONLY)
        try file.writeAll(Array(lines.utf8), name: path)
    }
}
