import CSandbox
import Containers
import FoundationEssentials
import HostSystem
import OCI

extension StageAnswers {
    /// The answers for a container of a specification.
    ///
    /// - Parameters:
    ///   - spec: Its hooks, maps and filter count.
    ///   - state: What hooks are told, but for the process.
    ///   - forks: Whether the program forks.
    init(of spec: RuntimeSpec, state: ContainerState, forks: Bool) {
        self.init(forks: forks)
        if let users = spec.linux?.uidMappings, let groups = spec.linux?.gidMappings {
            maps = (users, groups)
        }
        @Sendable func told(_ status: ContainerState.Status, _ pid: Int32) -> ContainerState {
            var state = state
            state.status = status
            state.pid = pid
            return state
        }
        // The environment is there when a hook runs, so that "creating" is over (runtime.md, "Lifecycle", step 2).
        self.state = { pid in
            (try? JSONEncoder().encode(told(.created, pid))).map { Array($0) } ?? []
        }
        let hooks = spec.hooks
        namespacesAreMade = { pid throws(ContainerError) in
            let runner = HookRunner(state: told(.created, pid))
            do {
                try runner.run(hooks?.prestart, "prestart")
                try runner.run(hooks?.createRuntime, "createRuntime")
            } catch {
                throw .host("\(error)", hint: "see what the hook wrote")
            }
        }
        let seccomp = spec.linux?.seccomp
        listen = { listener, pid throws(ContainerError) in
            try FilterListener(path: seccomp?.listenerPath, metadata: seccomp?.listenerMetadata)
                .hand(over: listener, told(.creating, pid))
        }
    }
}

/// The agent that decides a container's system calls.
///
/// Source: OCI runtime-spec, config-linux.md, "The Container Process State".
private struct FilterListener {
    let path: String?
    let metadata: String?

    private struct ProcessState: Encodable {
        var ociVersion = RuntimeSpec.version
        var fds = ["seccompFd"]
        var pid: Int32
        var metadata: String?
        var state: ContainerState
    }

    func hand(over listener: borrowing OpenFile, _ state: ContainerState) throws(ContainerError) {
        guard let path else {
            throw .host("linux.seccomp.listenerPath is missing", hint: "SCMP_ACT_NOTIFY needs it")
        }
        let told = ProcessState(pid: state.pid ?? 0, metadata: metadata, state: state)
        guard let text = try? JSONEncoder().encode(told) else { return }
        let bytes = Array(text)
        let agent: OpenFile
        do {
            agent = OpenFile(
                adopting: try call("reach \(path)", "connect", csandbox_connect_stream(path))
            )
        } catch {
            throw .host(
                "failed to connect with seccomp agent: \(error.description)",
                hint: "start the agent that listens at linux.seccomp.listenerPath"
            )
        }
        do {
            try call(
                "hand the filter to \(path)",
                "sendmsg",
                csandbox_send_descriptor(
                    agent.descriptor,
                    bytes,
                    bytes.count,
                    listener.descriptor
                )
            )
        } catch {
            throw .start(error)
        }
    }
}
