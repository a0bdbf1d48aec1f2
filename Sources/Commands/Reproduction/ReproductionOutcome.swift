import Execution
import Expressions

/// What a series of attempts comes to.
struct ReproductionOutcome {
    let kept: KeptStep
    let attempts: [StepAttempt]
    let differences: [String]
    let seed: UInt64?

    /// Whether at least one attempt ended as the kept step did.
    var isReproduced: Bool { attempts.contains { $0.verdict == .reproduced } }

    /// `reproduced`, `different` or `passed`.
    var verdict: String {
        if isReproduced { return "reproduced" }
        return attempts.contains { $0.verdict == .different } ? "different" : "passed"
    }

    /// Whether attempts ended both ways.
    var isFlaky: Bool {
        attempts.contains(where: \.hasFailed) && attempts.contains { !$0.hasFailed }
    }

    /// How many attempts ended in a way.
    func count(_ verdict: StepAttempt.Verdict) -> Int {
        attempts.count { $0.verdict == verdict }
    }

    /// For each thing that was varied: how many of the attempts with and without it failed.
    var factors: [(name: String, with: (failed: Int, all: Int), without: (failed: Int, all: Int))] {
        StressVariation().factors.map(\.name).map { name in
            func tally(_ isOn: Bool) -> (failed: Int, all: Int) {
                let chosen = attempts.filter { attempt in
                    attempt.variation?.factors.contains { $0.name == name && $0.isOn == isOn }
                        ?? false
                }
                return (chosen.count(where: \.hasFailed), chosen.count)
            }
            return (name, tally(true), tally(false))
        }
    }

    /// The median of what attempts took beside their command.
    var medianOverhead: Duration? {
        let sorted = attempts.map(\.overhead).sorted()
        return sorted.isEmpty ? nil : sorted[sorted.count / 2]
    }

    /// All of it, for programs.
    var json: Object {
        Object([
            ("step", .string(kept.place)), ("verdict", .string(verdict)),
            ("flaky", .boolean(isFlaky)),
            ("reproduced", .number(Double(count(.reproduced)))),
            ("different", .number(Double(count(.different)))),
            ("passed", .number(Double(count(.passed)))),
            ("seed", seed.map { .number(Double($0)) } ?? .null),
            ("unequal", .array(differences.map { .string($0) })),
            ("attempts", .array(attempts.map { .object(Self.json($0)) })),
        ])
    }

    private static func json(_ attempt: StepAttempt) -> Object {
        Object([
            ("attempt", .number(Double(attempt.number))),
            ("verdict", .string(attempt.verdict.rawValue)),
            ("exitCode", attempt.result.exitCode.map { .number(Double($0)) } ?? .null),
            ("signal", attempt.result.signal.map { .number(Double($0)) } ?? .null),
            ("end", .string(attempt.result.text)),
            ("seconds", .number(attempt.duration / .seconds(1))),
            ("overheadSeconds", .number(attempt.overhead / .seconds(1))),
            ("variation", attempt.variation.map { .string($0.text) } ?? .null),
            ("refused", .array(attempt.refusals.map { .string($0) })),
        ])
    }
}
