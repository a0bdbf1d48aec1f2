import CSandbox
import Glibc
import HostSystem
import SystemPackage

/// A process that a program has started.
struct StartedProcess: ~Copyable {
    let pid: Int32
    let pidfd: OpenFile
}

extension SandboxProgram {
    /// Carries the program out in a new process that shares our memory until its init runs.
    ///
    /// - Parameter cgroup: A cgroup v2 directory to be born in, lent; -1 for none.
    /// - Returns: The process.
    /// - Throws: `ContainerError.start` with the step that failed and why; nothing is left then.
    func start(inCgroup cgroup: Int32 = -1) throws(ContainerError) -> StartedProcess {
        var image = ProgramImage(steps)
        var failure = csandbox_failure()
        var pidfd: Int32 = -1
        let pid = image.withRelocated { operations, count in
            csandbox_start(namespaces.rawValue, cgroup, operations, count, &pidfd, &failure)
        }
        guard pid < 0 else {
            return StartedProcess(pid: pid, pidfd: OpenFile(adopting: pidfd))
        }
        throw .start(failure.error(in: steps.map(StepWords.init)))
    }
}

/// How a step is spoken of when it fails.
package struct StepWords: Sendable, Hashable {
    /// What it does, to be read after "cannot".
    package var action: String
    /// The calls it makes.
    package var calls: [String]

    init(_ step: SandboxProgram.Step) {
        action = step.action
        calls = step.calls
    }
}

extension StepWords: Codable {
    private static let separator: Character = "\u{1F}"

    /// Reads one text: each command on a container reads all of them, and objects would take it as long as all else.
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        let words = text.split(separator: Self.separator, omittingEmptySubsequences: false)
        action = String(words[0])
        calls = words.dropFirst().map(String.init)
    }

    /// Writes one text.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(([action] + calls).joined(separator: String(Self.separator)))
    }
}

extension csandbox_failure {
    /// The failure in words.
    func error(in steps: [StepWords]) -> SystemError {
        let reason = Errno(rawValue: error)
        guard index != -2 else {
            return SystemError(
                "carry the program out, since cuvette-init is of another build than this program",
                call: "stage",
                errno: reason
            )
        }
        guard index >= 0, Int(index) < steps.count else {
            return SystemError("start a process in new namespaces", call: "clone3", errno: reason)
        }
        let step = steps[Int(index)]
        guard detail == 0 else {
            let end =
                detail & 0x7F == 0
                ? "exit code \(detail >> 8 & 0xFF)" : Self.word(ofSignal: detail & 0x7F)
            return SystemError("\(step.action): it ended with \(end)", call: "hook", errno: reason)
        }
        let position = min(max(0, Int(stage)), step.calls.count - 1)
        return SystemError(step.action, call: step.calls[position], errno: reason)
    }

    /// A signal by number and name: `signal 31, bad system call`.
    private static func word(ofSignal number: Int32) -> String {
        let name = strsignal(number).map { String(cString: $0).lowercased() } ?? "unknown"
        return "signal \(number), \(name)"
    }
}
