import Expressions
import Glibc
import Reports

/// How a step ended, from the event that tells of it.
struct RecordedStep {
    /// How it ended: `failed` for an exit code, `error` where it could not be run or took too long.
    let outcome: TestOutcome
    /// How long it took.
    let duration: Duration
    /// Why it did not pass, in one line; empty for one that did.
    let reason: String
    /// Exit code and peak memory, where it ran.
    let properties: [TestProperty]

    /// A step from `step-ended`.
    init(_ event: Object) {
        let cause = event["cause"]?.text
        let word = event["outcome"]?.text ?? ""
        switch word {
        case "success": outcome = .passed
        case "skipped": outcome = .skipped
        case "failure": outcome = cause == nil || cause == "timeLimit" ? .error : .failed
        default: outcome = .error
        }
        duration = .microseconds(Int64((event["duration"]?.number ?? 0) * 1e6))
        var told: [TestProperty] = []
        if let code = event["exit-code"]?.text { told.append(TestProperty("exit-code", code)) }
        if let peak = event["peak-memory"]?.text {
            told.append(TestProperty("peak-memory-bytes", peak))
        }
        properties = told
        switch word {
        case "success": reason = ""
        case "skipped": reason = "its condition does not hold"
        default: reason = Self.reason(event, cause)
        }
    }

    private static func reason(_ event: Object, _ cause: String?) -> String {
        let problem = event["problem"]?.text
        guard let cause else { return problem ?? (event["outcome"]?.text ?? "failed") }
        let end =
            switch cause {
            case "timeLimit": "stopped: the time limit was reached"
            case "memoryLimit": "\(status(event)): the memory limit was reached"
            case "processLimit": "\(status(event)): the process limit was reached"
            case "diskLimit": "stopped: the disk limit was reached"
            case "cancelled": "cancelled"
            default: status(event)
            }
        return problem.map { "\(end); \($0)" } ?? end
    }

    private static func status(_ event: Object) -> String {
        if let code = event["exit-code"]?.text { return "exit \(code)" }
        if let signal = event["signal"]?.number {
            return "signal \(Int(signal)) (\(String(cString: strsignal(Int32(signal)))))"
        }
        guard let action = event["not-run"]?.text else { return "failed" }
        return "cannot \(action): \(String(cString: strerror(Int32(event["errno"]?.number ?? 0))))"
    }

    /// The command that runs a job of a commit again.
    static func command(job: String, sha: String) -> String {
        let isPlain = job.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                || [0x2D, 0x2E, 0x2F, 0x5F].contains($0)
        }
        let quoted = job.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "'\\''")
        return "cuvette run --commit \(sha.prefix(12)) --job \(isPlain ? job : "'\(quoted)'")"
    }
}
