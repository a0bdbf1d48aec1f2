import Expressions
import Git

/// What a commit turned out to be, and by what.
struct Judgement: Sendable {
    /// Good, bad, or not to be judged.
    var verdict: Bisection.Verdict
    /// Why, in a few words.
    var reason: String
    /// The numbers of the runs that it took.
    var runs: [Int]
    /// How long they took together.
    var duration: Duration
    /// Whether the same would come of it again; not where the host got in the way.
    var isLasting = true
    /// Whether it was known from an earlier bisection or another commit with the same files.
    var isReused = false

    /// What is kept of it.
    var object: Object {
        Object([
            ("verdict", .string(verdict.rawValue)), ("reason", .string(reason)),
            ("runs", .array(runs.map { .number(Double($0)) })),
            ("seconds", .number(Double(duration.components.seconds))),
        ])
    }

    /// A judgement by its parts.
    init(
        _ verdict: Bisection.Verdict,
        _ reason: String,
        runs: [Int] = [],
        duration: Duration = .zero
    ) {
        self.verdict = verdict
        self.reason = reason
        self.runs = runs
        self.duration = duration
    }

    /// What was kept; nil for anything else.
    init?(_ object: Object) {
        guard let verdict = object["verdict"].flatMap({ Bisection.Verdict(rawValue: $0.text) }),
            let reason = object["reason"]?.text, case .array(let runs)? = object["runs"],
            let seconds = object["seconds"]?.number
        else { return nil }
        self.init(
            verdict,
            reason,
            runs: runs.map { Int($0.number) },
            duration: .seconds(Int64(seconds))
        )
        isReused = true
    }
}
