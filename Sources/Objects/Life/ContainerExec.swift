import CSandbox
package import Containers
import Glibc
import HostSystem
package import Images
import OCI
import SystemPackage

/// Runs one more command in a running container, on our own terminal or pipes; blocks its thread.
package struct ContainerExec: Sendable {
    private let container: StoredContainer
    private let session: Session
    private let host: ContainerHost

    /// Commands in a container.
    package init(_ container: StoredContainer, _ session: Session, of host: ContainerHost) {
        self.container = container
        self.session = session
        self.host = host
    }

    /// Runs a command.
    ///
    /// - Parameters:
    ///   - request: What.
    ///   - detached: Whether we do not wait for its end.
    /// - Returns: Its exit code, or 128 and the number of the signal that ended it; 0 if detached.
    /// - Throws: `ObjectError` where the container does not run, `ContainerError` where the command cannot be run.
    package func run(_ request: ExecRequest, detached: Bool) throws -> Int32 {
        guard let process = container.process, let identity = container.life.process else {
            throw ObjectError(
                "container \(container.configuration.name) is not running",
                hint: "start it first",
                code: 1
            )
        }
        guard !container.isPaused else {
            throw ObjectError("container \(container.configuration.name) is paused", code: 1)
        }
        guard !(detached && request.hasTerminal) else {
            throw ObjectError(
                "-d and -t exclude each other: a terminal needs somebody who holds it"
            )
        }
        let specification = try container.folder.specification()
        let wanted = try wantedProcess(request, specification, pid: identity.pid)
        let foreground = try ForegroundProcess(isTerminal: request.hasTerminal)
        var joiner = ProcessJoiner(
            specification,
            cgroup: container.life.cgroup,
            filter: try filter(specification),
            of: host
        )
        let nothing = try OpenFile(opening: "/dev/null", O_RDWR)
        joiner.start.console = foreground.consoleSocket
        if !request.hasTerminal {
            let output = detached ? [nothing.descriptor, nothing.descriptor] : [1, 2]
            joiner.start.standard =
                [request.hasInput && !detached ? 0 : nothing.descriptor] + output
        }
        let made = try joiner.join(wanted, process, pid: identity.pid)
        withExtendedLifetime(nothing) {}
        return detached ? 0 : try foreground.wait(for: made.pid)
    }

    private func filter(_ specification: RuntimeSpec) throws -> SeccompFilter {
        guard let seccomp = specification.linux?.seccomp else { return .none }
        return try SeccompCache(in: session.store.folder("cache")).program(of: seccomp)
    }

    private func wantedProcess(_ request: ExecRequest, _ spec: RuntimeSpec, pid: Int32) throws
        -> RuntimeProcess
    {
        var wanted = spec.process ?? RuntimeProcess(args: [])
        wanted.args = request.command
        wanted.terminal = request.hasTerminal
        if let directory = request.workingDirectory { wanted.cwd = directory }
        var variables = wanted.env ?? []
        if request.hasTerminal { variables.append("TERM=xterm") }
        if let text = request.user {
            let root = try Directory(opening: FilePath("/proc/\(pid)/root"))
            let user = try UserDatabase(below: root).user(text)
            wanted.user = RuntimeUser(
                uid: user.identity.uid,
                gid: user.identity.gid,
                umask: 0o022,
                additionalGids: user.identity.allGroups
            )
            variables.append("HOME=\(user.home)")
        }
        wanted.env = Self.merged(variables + request.environment)
        return wanted
    }

    /// A later variable replaces an earlier one of the same name.
    private static func merged(_ texts: [String]) -> [String] {
        EnvironmentVariable.strings(
            texts.compactMap { text in
                let parts = text.split(
                    separator: "=",
                    maxSplits: 1,
                    omittingEmptySubsequences: false
                )
                guard parts.count == 2 else { return nil }
                return EnvironmentVariable(String(parts[0]), String(parts[1]))
            }
        )
    }
}
