package import Containers
import Glibc

/// Says in words how a service's container ended.
package enum ServiceText {
    /// `it ended with exit code 1`, to be put behind the service's name.
    package static func end(_ exit: ContainerExit) -> String {
        switch exit.cause {
        case .memoryLimit: return "it reached its memory limit"
        case .diskLimit: return "it reached its disk limit"
        case .processLimit: return "it reached its limit of processes"
        case .itself, .timeLimit, .cancelled: break
        }
        return status(exit.status)
    }

    /// The same for a command of which no more is known.
    static func status(_ status: ExitStatus) -> String {
        switch status {
        case .exited(let code): return "it ended with exit code \(code)"
        case .signaled(let number):
            return "it was ended by signal \(number) (\(String(cString: strsignal(number))))"
        case .notRun(let action, let errno):
            return "cannot \(action): \(String(cString: strerror(errno)))"
        }
    }
}
