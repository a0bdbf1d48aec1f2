import Containers
import Execution
import Glibc
import Logs
import Pipelines

/// Says in words how steps and jobs ended.
enum StepText {
    /// Why a step did not pass: `exit 1`, `killed: more than 64.0 MiB of memory`; nil for one that passed.
    static func reason(_ result: StepResult, limits: PlannedLimits? = nil) -> String? {
        guard result.outcome == .failure else { return nil }
        guard let exit = result.exit else { return result.problem }
        var parts = [cause(exit, limits)]
        if let problem = result.problem { parts.append(problem) }
        return parts.joined(separator: "; ")
    }

    /// How a service's container ended: `it ended with exit code 1`.
    static func end(_ result: ServiceResult) -> String {
        result.problem ?? result.exit.map(ServiceText.end) ?? "it ended"
    }

    private static func cause(_ exit: ContainerExit, _ limits: PlannedLimits?) -> String {
        switch exit.cause {
        case .timeLimit: "stopped after \(Amounts.text(exit.duration)): the time limit"
        case .memoryLimit:
            "\(status(exit.status)): the memory limit\(limits?.memory.map { " of \($0)" } ?? "") was reached"
        case .processLimit:
            "\(status(exit.status)): the process limit was reached \(Amounts.text(exit.processRefusals, "time"))"
        case .diskLimit:
            "stopped: the disk limit\(limits?.disk.map { " of \($0)" } ?? "") was reached"
        case .cancelled: "cancelled"
        case .itself: status(exit.status)
        }
    }

    /// `exit 1`, `signal 11 (Segmentation fault)`, `cannot run the command: No such file or directory`.
    static func status(_ status: ExitStatus) -> String {
        switch status {
        case .exited(let code): "exit \(code)"
        case .signaled(let number): "signal \(number) (\(String(cString: strsignal(number))))"
        case .notRun(let action, let errno): "cannot \(action): \(String(cString: strerror(errno)))"
        }
    }

    /// `3 of 214 tests failed`; nil without a report.
    static func tests(_ counts: TestCounts?) -> String? {
        guard let counts else { return nil }
        if counts.failed > 0 {
            let held = quarantine(counts)
            return "\(counts.failed) of \(Amounts.text(counts.tests, "test")) failed\(held)"
        }
        let tests = Amounts.text(counts.tests, "test")
        return counts.skipped > 0 ? "\(tests), \(counts.skipped) skipped" : tests
    }

    private static func quarantine(_ counts: TestCounts) -> String {
        guard counts.quarantined > 0 else { return "" }
        return counts.quarantined == counts.failed
            ? ", in quarantine" : ", \(counts.quarantined) of them in quarantine"
    }

    /// `cached from 12/test/build`; nil for a step that ran.
    static func cached(_ decision: CacheDecision?) -> String? {
        guard let decision, decision.outcome == .hit, let origin = decision.origin else {
            return nil
        }
        return "cached from \(origin.text)"
    }

    /// `passed`, `failed`, `cancelled`, `skipped`.
    static func word(_ outcome: Outcome) -> String {
        switch outcome {
        case .success: "passed"
        case .failure: "failed"
        case .cancelled: "cancelled"
        case .skipped: "skipped"
        }
    }
}

extension OutputStyle {
    /// An outcome's word in its colour, padded to a width.
    func word(_ outcome: Outcome, width: Int = 0) -> String {
        let word = StepText.word(outcome).padded(width)
        return switch outcome {
        case .success: green(word)
        case .failure: red(word)
        case .cancelled: yellow(word)
        case .skipped: dim(word)
        }
    }
}
