import CSandbox
import Glibc
package import HostSystem
import SystemPackage

/// A process that carries out a program by itself, and our end of the socket to it.
///
/// Dropping it before the program's end makes the process end.
package struct Stage: ~Copyable {
    let process: StartedProcess
    let control: OpenFile
    let words: [StepWords]

    /// Starts a stage.
    ///
    /// - Parameters:
    ///   - program: What it carries out.
    ///   - host: The static init, which is the stage too.
    ///   - cgroup: A cgroup v2 directory to be born in, lent; -1 for none.
    /// - Returns: The stage, which has begun.
    /// - Throws: `ContainerError.start`.
    package static func start(
        _ program: SandboxProgram,
        of host: ContainerHost,
        inCgroup cgroup: Int32 = -1
    ) throws(ContainerError) -> Stage {
        let file: OpenFile
        do { file = try program.file() } catch { throw .start(error) }
        let sockets: SocketPair
        do { sockets = try SocketPair() } catch { throw .start(error) }
        let lent = program.lentDescriptors + [file.descriptor, sockets.theirs.descriptor]
        let launcher = SandboxProgram(
            namespaces: program.namespaces,
            steps: lent.map { .keep($0) } + [
                .execute(
                    descriptor: host.initProgram.descriptor,
                    arguments: [
                        "cuvette-stage", "\(file.descriptor)", "\(sockets.theirs.descriptor)",
                    ],
                    environment: []
                )
            ]
        )
        let process = try launcher.start(inCgroup: cgroup)
        return Stage(
            process: process,
            control: sockets.takeOurs(),
            words: program.steps.map(StepWords.init)
        )
    }

    /// Answers the stage until its command runs or it waits to be started.
    ///
    /// - Parameter answers: What it may want to know.
    /// - Returns: The container's process, a child of ours.
    /// - Throws: `ContainerError.start` where an operation failed; the process is gone then.
    package consuming func converse(_ answers: StageAnswers) throws(ContainerError)
        -> MadeContainer
    {
        var conversation = StageConversation(words: words, answers: answers)
        conversation.pid = process.pid
        conversation.forks = answers.forks
        do {
            try conversation.run(on: control)
        } catch {
            for pid in Set([process.pid, conversation.pid].compactMap { $0 }) {
                kill(pid, SIGKILL)
                var status: Int32 = 0
                _ = csandbox_wait_status(pid, &status)
            }
            throw error
        }
        if conversation.pid != process.pid {
            var status: Int32 = 0
            _ = csandbox_wait_status(process.pid, &status)
        }
        return try MadeContainer(
            pid: conversation.pid ?? process.pid,
            tail: conversation.isMade ? words : []
        )
    }
}

/// A container whose process is there.
package struct MadeContainer: ~Copyable, Sendable {
    /// As we count.
    package let pid: Int32
    /// The process.
    package let pidfd: OpenFile
    /// How the steps are spoken of that it has still to do; empty where its command runs.
    package let tail: [StepWords]

    /// Gives up all but the process.
    package consuming func takeProcess() -> OpenFile { pidfd }

    init(pid: Int32, tail: [StepWords]) throws(ContainerError) {
        self.pid = pid
        self.tail = tail
        do {
            pidfd = OpenFile(
                adopting: try call("watch the process", "pidfd_open", csandbox_pidfd_open(pid))
            )
        } catch {
            throw .start(error)
        }
    }
}

extension SandboxProgram {
    /// The program in a file of memory.
    fileprivate func file() throws(SystemError) -> OpenFile {
        let image = ProgramImage(steps)
        let file = OpenFile(
            adopting: try call("make a file in memory", "memfd_create", csandbox_memfd("program"))
        )
        try file.writeAll(image.bytes, name: "program")
        return file
    }

    /// The descriptors that the program uses, each once.
    fileprivate var lentDescriptors: [Int32] {
        let all = steps.flatMap { step -> [Int32] in
            switch step {
            case .attachRoot(let descriptor, _), .enter(let descriptor), .pivot(let descriptor),
                .moveRoot(let descriptor),
                .place(let descriptor, _, _, _), .join(let descriptor, _),
                .descriptor(let descriptor, _), .keep(let descriptor),
                .execute(let descriptor, _, _), .fork(_, let descriptor), .accept(let descriptor):
                [descriptor]
            case .terminal(let request): [request.socket]
            default: []
            }
        }
        return Set(all.filter { $0 > 2 }).sorted()
    }
}
