import Execution

/// What is said of attempts, for people.
enum ReproductionText {
    /// How many last lines of a failure that is another one are shown.
    private static let tailLength = 10

    /// Says what is run again.
    static func announce(_ kept: KeptStep, _ reproducer: StepReproducer, _ style: OutputStyle) {
        let name = TerminalText.visible(kept.step.name, color: false)
        Console.print(style.bold("\(kept.place) \"\(name)\"") + ": \(kept.step.result.text)")
    }

    /// Says how an attempt ended.
    static func tell(_ attempt: StepAttempt, _ style: OutputStyle) {
        let word =
            switch attempt.verdict {
            case .reproduced: style.red("reproduced")
            case .different: style.yellow("different")
            case .passed: style.green("passed")
            }
        var line = "attempt \(attempt.number): \(word), \(attempt.result.text)"
        line += " in \(Amounts.text(attempt.duration))"
        if let variation = attempt.variation { line += " (\(variation.text))" }
        Console.print(line)
        for refusal in attempt.refusals { Console.print("  not varied: \(refusal)") }
        guard attempt.verdict == .different else { return }
        for text in attempt.lastLines.suffix(tailLength) {
            Console.print("  | " + TerminalText.visible(text, color: style.color))
        }
    }

    /// Says what all of them come to.
    static func conclude(_ outcome: ReproductionOutcome, _ style: OutputStyle) {
        let all = outcome.attempts.count
        switch outcome.verdict {
        case "reproduced":
            Console.print(
                style.bold("reproduced")
                    + " (\(outcome.count(.reproduced)) of \(all))\(outcome.isFlaky ? ": flaky" : "")"
            )
        case "different":
            Console.print(style.bold("different") + " (\(outcome.count(.different)) of \(all))")
        default:
            Console.print(
                style.bold("passed") + " (\(outcome.count(.passed)) of \(all))"
                    + (all > 0 ? ": flaky, or it depends on what is not equal" : "")
            )
        }
        tellFactors(outcome)
        if all > 1, let overhead = outcome.medianOverhead {
            Console.print("an attempt took \(milliseconds(overhead)) beside its command")
        }
        for difference in outcome.differences { Console.print("not equal: \(difference)") }
        if outcome.differences.isEmpty {
            Console.print(
                "equal: kernel, processor, memory, cgroups, rights, limits; never: the time, process numbers, random numbers"
            )
        }
    }

    private static func tellFactors(_ outcome: ReproductionOutcome) {
        guard let seed = outcome.seed else { return }
        var table = OutputTable(["VARIED", "FAILED WITH", "FAILED WITHOUT"])
        for factor in outcome.factors where factor.with.all > 0 {
            table.add([
                factor.name, "\(factor.with.failed) of \(factor.with.all)",
                "\(factor.without.failed) of \(factor.without.all)",
            ])
        }
        for line in table.lines { Console.print(line) }
        Console.print("drawn with --seed \(seed)")
    }

    private static func milliseconds(_ duration: Duration) -> String {
        let tenths = Int((duration / .milliseconds(0.1)).rounded())
        return "\(tenths / 10).\(tenths % 10)ms"
    }
}
