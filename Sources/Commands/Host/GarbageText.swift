import Execution

/// What housekeeping has taken away, or would, in words.
enum GarbageText {
    /// A line for each kind of thing.
    static func print(_ outcome: GarbageOutcome, isDry: Bool) {
        let word = isDry ? "would remove" : "removed"
        for run in outcome.snapshots {
            Console.print(
                "\(word) the snapshots of run \(run.number), \(Amounts.text(bytes: run.bytes))"
            )
        }
        if outcome.isRunning {
            return Console.print("a run is going on; its layers and all others stay")
        }
        if isDry, !outcome.runs.isEmpty {
            Console.print("would remove the runs \(list(outcome.runs))")
        }
        let runs = Amounts.text(outcome.runs.count, "old run")
        Console.print("\(word) \(runs), \(Amounts.text(outcome.layers, "unused layer"))")
        if outcome.forgotten > 0 {
            let forgotten = Amounts.text(outcome.forgotten, "run")
            Console.print("\(isDry ? "would forget" : "forgot") \(forgotten)")
        }
        guard outcome.cachedSteps > 0 else { return }
        Console.print("\(word) \(Amounts.text(outcome.cachedSteps, "cached step"))")
    }

    /// `3-7, 9`.
    private static func list(_ numbers: [Int]) -> String {
        var ranges: [ClosedRange<Int>] = []
        for number in numbers {
            if let last = ranges.last, last.upperBound + 1 == number {
                ranges[ranges.count - 1] = last.lowerBound...number
            } else {
                ranges.append(number...number)
            }
        }
        let texts = ranges.map { range in
            range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
        }
        return texts.joined(separator: ", ")
    }
}
