import Expressions
import History
import Reports

/// Tests of history in words.
enum TestText {
    /// A test with the cell in which it ran: `ParserTests > reads (linux, 3.11)`.
    static func name(_ result: SuiteResult) -> String {
        name(result.name, result.key.variant)
    }

    /// The same by its parts.
    static func name(_ name: RememberedTest, _ variant: String) -> String {
        let text = TerminalText.quoted("\(name.scope): \(name.text)", color: false)
        let cell = cell(variant)
        return cell.isEmpty ? text : "\(text) (\(cell))"
    }

    /// The values of a cell: `linux, 3.11`.
    static func cell(_ variant: String) -> String {
        guard !variant.isEmpty, case .object(let object)? = try? Value(json: variant) else {
            return ""
        }
        let texts = object.values.map { value in
            switch value {
            case .array, .object: value.json()
            default: value.text
            }
        }
        return TerminalText.quoted(texts.joined(separator: ", "), color: false)
    }

    /// How a test ended: `passed`, `failed`, `error`, `skipped`, or `flaky` where it failed and passed.
    static func word(_ outcome: TestOutcome, isFlaky: Bool) -> String {
        isFlaky && !outcome.isFailing ? "flaky" : outcome.rawValue
    }

    /// The letter of a result in a strip.
    static func letter(_ outcome: TestOutcome?, isFlaky: Bool) -> Character {
        guard let outcome else { return " " }
        if isFlaky { return "~" }
        switch outcome {
        case .passed: return "."
        case .failed, .error: return "F"
        case .skipped: return "s"
        }
    }

    /// The results of a test in some runs, the latest on the right.
    static func strip(_ past: TestPast, in line: [RunEntry]) -> String {
        let byRun = Dictionary(past.sightings.map { ($0.run, $0) }) { first, _ in first }
        return String(
            line.map { run in
                letter(byRun[run.number]?.outcome, isFlaky: byRun[run.number]?.isFlaky ?? false)
            }
        )
    }

    /// With which run and commit a failure began: `since run 40 (3fa9c10b27de)`.
    static func since(_ run: RunEntry, isCertain: Bool) -> String {
        let commit = "\(run.sha.prefix(12))\(run.isWorktree ? " with changes" : "")"
        return isCertain
            ? "since run \(run.number) (\(commit))" : "at least since run \(run.number) (\(commit))"
    }

    /// The first line of why a test failed.
    static func reason(_ cause: CauseName) -> String {
        let text = [cause.type, cause.message].filter { !$0.isEmpty }.joined(separator: ": ")
        return TerminalText.quoted(String(text.prefix(160)), color: false)
    }
}
