import CSandbox
import Containers
import FoundationEssentials
import Glibc
import HostSystem
import OCI

/// Runs the hooks of the runtime's own namespaces.
struct HookRunner {
    /// What each reads on its standard input.
    let state: ContainerState

    /// Runs hooks in order.
    ///
    /// - Throws: `RuntimeError` for the first that fails; the others are not run.
    func run(_ hooks: [RuntimeHook]?, _ name: String) throws {
        for (index, hook) in (hooks ?? []).enumerated() {
            let status = try run(hook)
            guard status == 0 else {
                let end = status & 0x7F == 0 ? "exit code \(status >> 8 & 0xFF)" : "a signal"
                throw RuntimeError("hook \(name)[\(index)] (\(hook.path)) ended with \(end)")
            }
        }
    }

    private func run(_ hook: RuntimeHook) throws -> Int32 {
        let input = OpenFile(
            adopting: try call("hand the state over", "memfd_create", csandbox_memfd("state"))
        )
        try input.writeAll(Array(try JSONEncoder().encode(state)), name: "state")
        lseek(input.descriptor, 0, SEEK_SET)
        let pid = try spawn(hook, input.descriptor)
        return try waitForEnd(of: pid, hook)
    }

    private func spawn(_ hook: RuntimeHook, _ input: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        let arguments = Self.strings(hook.args ?? [hook.path])
        // Without a word about it the environment is ours, as runc and crun have it.
        let environment = hook.env.map(Self.strings) ?? Self.strings(Self.ownEnvironment)
        defer { for text in arguments + environment { free(text) } }
        var pid: pid_t = 0
        let failure = posix_spawn(&pid, hook.path, &actions, nil, arguments, environment)
        guard failure == 0 else {
            throw RuntimeError(
                "cannot run hook \(hook.path): \(String(cString: strerror(failure)))"
            )
        }
        return pid
    }

    private func waitForEnd(of pid: pid_t, _ hook: RuntimeHook) throws -> Int32 {
        if let seconds = hook.timeout {
            let process = OpenFile(adopting: csandbox_pidfd_open(pid))
            var watched = pollfd(fd: process.descriptor, events: Int16(POLLIN), revents: 0)
            if poll(&watched, 1, Int32(clamping: seconds * 1000)) == 0 {
                kill(pid, SIGKILL)
                var status: Int32 = 0
                _ = csandbox_wait_status(pid, &status)
                throw RuntimeError("hook \(hook.path) took longer than \(seconds) s")
            }
        }
        var status: Int32 = 0
        _ = csandbox_wait_status(pid, &status)
        return status
    }

    private static var ownEnvironment: [String] {
        var found: [String] = []
        var entry = environ
        while let text = entry.pointee {
            found.append(String(cString: text))
            entry += 1
        }
        return found
    }

    private static func strings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        texts.map { strdup($0) } + [nil]
    }
}
