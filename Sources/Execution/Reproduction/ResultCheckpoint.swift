import HostSystem
import Containers

/// How a kept step ended.
package struct ResultCheckpoint: Codable, Sendable, Hashable {
    /// `success`, `failure`, `cancelled` or `skipped`: what its command did.
    package var outcome: String
    /// The same after `continue-on-error`.
    package var conclusion: String
    /// What the command returned; nil where it did not end so.
    package var exitCode: Int?
    /// The signal that ended it.
    package var signal: Int?
    /// Why it could not be run.
    package var notRun: String?
    /// What made it end: `itself`, `timeLimit`, `memoryLimit` and so on.
    package var cause: String?
    /// What stood in the way of starting it, or of reading what it left.
    package var problem: String?
    /// How long its command took, in seconds.
    package var seconds: Double?

    /// The end of a step.
    init(_ result: StepResult) {
        outcome = result.outcome.rawValue
        conclusion = result.conclusion.rawValue
        problem = result.problem
        guard let exit = result.exit else { return }
        cause = exit.cause.rawValue
        seconds = exit.duration / .seconds(1)
        switch exit.status {
        case .exited(let code): exitCode = Int(code)
        case .signaled(let number): signal = Int(number)
        case .notRun(let action, let errno): notRun = "\(action): errno \(errno)"
        }
    }

    /// How its command ended, in words: `exit 1`, `signal 9 (KILL)`.
    package var text: String {
        let end: String
        if let exitCode {
            end = "exit \(exitCode)"
        } else if let signal {
            end = "signal \(signal) (\(SignalName.name(of: Int32(clamping: signal))))"
        } else {
            end = notRun ?? problem ?? outcome
        }
        guard let cause, cause != EndCause.itself.rawValue else { return end }
        return "\(end), \(cause)"
    }
}
