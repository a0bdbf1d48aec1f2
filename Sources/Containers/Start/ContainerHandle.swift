package import HostSystem
package import OCI
import SystemPackage

/// A running container as others see it: what it takes to run one more process in it.
///
/// It may outlive the container; then nothing can be run any more.
package final class ContainerHandle: Sendable {
    private let pid: Int32
    private let process: ProcessHandle
    private let spec: RuntimeSpec
    private let host: ContainerHost
    private let joiner: ProcessJoiner

    init(
        pid: Int32,
        pidfd: consuming OpenFile,
        cgroup: CgroupPlace?,
        spec: RuntimeSpec,
        filter: SeccompFilter,
        host: ContainerHost
    ) {
        self.pid = pid
        process = ProcessHandle(file: pidfd)
        self.spec = spec
        self.host = host
        joiner = ProcessJoiner(spec, cgroup: cgroup, filter: filter, of: host)
    }

    /// Starts a process in the container, under its limits and with its own rights, which end with it.
    ///
    /// - Parameters:
    ///   - arguments: The program and its arguments; the rest of the process is as the container's own.
    ///   - output: What it writes to, standard output and errors alike; lent.
    /// - Returns: The process, a child of ours.
    /// - Throws: `ContainerError.start` where the container has ended or the program cannot be run.
    package func start(
        _ arguments: [String],
        output: borrowing OpenFile
    ) throws(ContainerError) -> JoinedProcess {
        var wanted = spec.process ?? RuntimeProcess(args: [])
        wanted.args = arguments
        var joiner = joiner
        joiner.start.standard = [host.null.descriptor, output.descriptor, output.descriptor]
        return JoinedProcess(try joiner.join(wanted, process, pid: pid))
    }
}

extension ContainerHandle {
    /// Runs a process in the container on our terminal; blocks its thread.
    ///
    /// - Parameters:
    ///   - arguments: The program and its arguments.
    ///   - environment: Further variables, as `NAME=value`.
    ///   - foreground: Shows its terminal on ours.
    /// - Returns: Its exit code, or 128 and the number of the signal that ended it.
    /// - Throws: `ContainerError.start` where the container has ended or the program cannot be run; `SystemError`.
    package func runOnTerminal(
        _ arguments: [String],
        environment: [String],
        _ foreground: ForegroundProcess
    ) throws -> Int32 {
        var wanted = spec.process ?? RuntimeProcess(args: [])
        wanted.args = arguments
        wanted.terminal = true
        wanted.env = (wanted.env ?? []) + environment
        var joiner = joiner
        joiner.start.console = foreground.consoleSocket
        let made = try joiner.join(wanted, process, pid: pid)
        return try foreground.wait(for: made.pid)
    }
}

extension Container {
    /// What it takes to run one more process in it, to be had before it is run.
    ///
    /// - Parameters:
    ///   - spec: What it was started with.
    ///   - filter: The system call filter that it was lent.
    ///   - host: What all containers share.
    /// - Returns: The handle.
    /// - Throws: `ContainerError.start` where there is no descriptor left.
    package borrowing func handle(
        _ spec: RuntimeSpec,
        filter: SeccompFilter,
        of host: ContainerHost
    ) throws(ContainerError) -> ContainerHandle {
        let place: CgroupPlace? =
            switch cgroup {
            case .some(let cgroup): cgroup.place
            case .none: nil
            }
        do {
            return ContainerHandle(
                pid: process.pid,
                pidfd: try process.pidfd.duplicate(),
                cgroup: place,
                spec: spec,
                filter: filter,
                host: host
            )
        } catch {
            throw .start(error)
        }
    }
}
