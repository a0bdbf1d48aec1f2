import Expressions
import FoundationEssentials
import Git

/// What a bisection comes to, for people and for programs.
struct BisectReport {
    /// The commits that were given, as they were named.
    let good: [(name: String, commit: Commit)]
    let bad: (name: String, commit: Commit)
    /// How many commits lay between.
    let total: Int
    let state: Bisection.State
    let judged: [(commit: Commit, judgement: Judgement)]
    let duration: Duration
    /// The first bad commit and what it changes; nil where it is not known.
    let culprit: (commit: Commit, change: DiffStat)?
    /// The commits of an undecided end.
    let suspects: [Commit]

    /// What is printed.
    func text(_ style: OutputStyle) -> String {
        guard let (commit, change) = culprit else { return undecided }
        var text = style.bold("\(commit.id) is the first bad commit") + "\n"
        text += "Author: \(commit.author) <\(commit.email)>\n"
        text += "Date:   \(Self.date(commit.time))\n\n    \(commit.summary)\n\n"
        text += DiffStatText.text(change, style)
        if let end = judged.last(where: { $0.commit.id == commit.id }) {
            text += "\nbad: \(end.judgement.reason)\(Self.runs(end.judgement))\n"
            if let run = end.judgement.runs.last {
                text += "\"cuvette logs \(run)\" shows what its steps wrote\n"
            }
        }
        return text + effort + "\n"
    }

    private var undecided: String {
        var text =
            "one of these \(suspects.count) commits is the first bad one; what would tell them apart cannot be judged:\n"
        for commit in suspects {
            let known = judged.last { $0.commit.id == commit.id }?.judgement
            let verdict = known.map { "\($0.verdict.rawValue): \($0.reason)" } ?? "not looked at"
            text += "  \(commit.id.short)  \(commit.summary)  (\(verdict))\n"
        }
        return text + effort + "\n"
    }

    private var effort: String {
        let runs = judged.filter { !$0.judgement.isReused }.flatMap(\.judgement.runs).count
        let reused = judged.count { $0.judgement.isReused }
        let skipped = judged.count { $0.judgement.verdict == .skipped }
        var text =
            "looked at \(Amounts.text(judged.count, "commit")), \(total) in question, in \(Amounts.text(runs, "run")) and \(Amounts.text(duration))"
        if reused > 0 { text += "; \(reused) known from before" }
        if skipped > 0 { text += "; \(skipped) could not be judged" }
        return text
    }

    static func runs(_ judgement: Judgement) -> String {
        switch judgement.runs.count {
        case 0: ""
        case 1: " (run \(judgement.runs[0]))"
        default: " (runs \(judgement.runs.map { "\($0)" }.joined(separator: ", ")))"
        }
    }

    static func date(_ seconds: Int64) -> String {
        Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601)
    }

    // MARK: JSON

    /// The same as an object.
    var object: Object {
        var object = Object([
            ("type", "bisection"), ("version", 1),
            ("good", .array(good.map { .object(Self.object($0.commit)) })),
            ("bad", .object(Self.object(bad.commit))), ("commits", .number(Double(total))),
            ("seconds", .number(Double(duration.components.seconds))),
            ("first-bad", .null),
            ("suspects", .array(suspects.map { .object(Self.object($0)) })),
            ("judged", .array(judged.map { .object(Self.object($0.commit, $0.judgement)) })),
        ])
        guard let (commit, change) = culprit else { return object }
        var found = Self.object(commit)
        found["changes"] = .array(change.files.map { .object(Self.object($0)) })
        found["added"] = .number(Double(change.added))
        found["removed"] = .number(Double(change.removed))
        object["first-bad"] = .object(found)
        return object
    }

    private static func object(_ commit: Commit) -> Object {
        Object([
            ("sha", .string(commit.id.description)), ("tree", .string(commit.tree.description)),
            ("author", .string("\(commit.author) <\(commit.email)>")),
            ("date", .string(date(commit.time))), ("summary", .string(commit.summary)),
        ])
    }

    private static func object(_ commit: Commit, _ judgement: Judgement) -> Object {
        var object = Object([("sha", .string(commit.id.description))])
        for entry in judgement.object.entries { object[entry.key] = entry.value }
        object["reused"] = .boolean(judgement.isReused)
        return object
    }

    private static func object(_ file: DiffStat.File) -> Object {
        Object([
            ("path", .string(file.path)), ("change", .string(file.change.rawValue)),
            ("old-path", file.oldPath.map(Value.string) ?? .null),
            ("added", .number(Double(file.added))), ("removed", .number(Double(file.removed))),
            ("binary", .boolean(file.isBinary)),
        ])
    }
}
