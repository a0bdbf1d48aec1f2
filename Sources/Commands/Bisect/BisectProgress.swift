import Git

/// What a bisection says while it goes on, to standard error.
enum BisectProgress {
    /// What it is about to do.
    static func begin(_ range: BisectRange, lanes: Int) {
        let count = range.commits.count
        Console.tell(
            "bisecting \(Amounts.text(count, "commit")), \(lanes) at once: about \(Amounts.text(rounds(count, lanes), "round"))"
        )
    }

    /// What a commit turned out to be.
    static func tell(_ commit: Commit, _ judgement: Judgement, _ style: OutputStyle) {
        let word = judgement.verdict.rawValue.padded(7)
        let colored =
            switch judgement.verdict {
            case .good: style.green(word)
            case .bad: style.red(word)
            case .skipped: style.yellow(word)
            }
        let time = judgement.isReused ? "known" : Amounts.text(judgement.duration)
        let reason = "\(judgement.reason)\(BisectReport.runs(judgement))"
        Console.tell(
            "\(colored)  \(commit.id.short)  \(time.padded(7))  \(TerminalText.visible(commit.summary, color: false)): \(reason)"
        )
    }

    /// How often the rest has to be divided by one more than there are lanes.
    static func rounds(_ count: Int, _ lanes: Int) -> Int {
        var (rest, rounds) = (count, 0)
        while rest > 1 {
            rest = (rest + lanes) / (lanes + 1)
            rounds += 1
        }
        return rounds
    }
}
