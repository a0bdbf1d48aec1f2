import History
import Reports

/// Prints all that history knows of one test.
struct TestPrinter {
    private let biographies: [TestBiography]
    private let style: OutputStyle
    private static let chapterCount = 20

    init(_ biographies: [TestBiography], style: OutputStyle) {
        self.biographies = biographies
        self.style = style
    }

    /// Prints it, cell by cell.
    func print() {
        for (index, biography) in biographies.enumerated() {
            if index > 0 { Console.print("") }
            print(biography)
        }
    }

    private func print(_ biography: TestBiography) {
        Console.print(
            style.bold("\(biography.name.id)  \(TestText.name(biography.name, biography.variant))")
        )
        for (title, text) in facts(biography) {
            Console.print("\("\(title):".padded(14))\(text)")
        }
        Console.print("")
        var table = OutputTable(["RUN", "OUTCOME", "TIME", "BRANCH", "COMMIT"])
        for chapter in biography.chapters.prefix(Self.chapterCount) {
            table.add([
                "\(chapter.run.number)", TestText.word(chapter.outcome, isFlaky: chapter.isFlaky),
                chapter.duration.map { Amounts.text($0) } ?? "-", chapter.run.line.branch ?? "-",
                TerminalText.visible(chapter.run.summary, color: false),
            ])
        }
        for line in table.lines { Console.print(line) }
        if biography.chapters.count > Self.chapterCount {
            let left = biography.chapters.count - Self.chapterCount
            Console.print("… and \(Amounts.text(left, "earlier run"))")
        }
        guard let failure = biography.lastFailure, !failure.isEmpty else { return }
        Console.print("\nlast failure:")
        for line in failure.split(separator: "\n", omittingEmptySubsequences: false).prefix(40) {
            Console.print("  | \(TerminalText.quoted(String(line), color: style.color))")
        }
    }

    private func facts(_ biography: TestBiography) -> [(String, String)] {
        let judgement = biography.judgement
        var facts = [("state", judgement.state.rawValue)]
        if !judgement.events.isEmpty {
            let runs = judgement.events.suffix(10).map(String.init).joined(separator: ", ")
            facts.append(("contradicted", "itself in run \(runs)"))
        }
        if judgement.failureRate > 0 {
            let percent = Int((judgement.failureRate * 100).rounded())
            facts.append(("fails", "in at least \(percent) % of runs"))
        }
        if !biography.name.file.isEmpty {
            facts.append(("file", TerminalText.visible(biography.name.file, color: false)))
        }
        if let usual = biography.past.usualDuration {
            facts.append(("usually", Amounts.text(usual)))
        }
        facts.append(("first seen", "run \(biography.firstRun)"))
        let byNumber = Dictionary(biography.chapters.map { ($0.run.number, $0.run) }) { first, _ in
            first
        }
        if let since = biography.past.failingSince, let run = byNumber[since.run] {
            facts.append(("fails", TestText.since(run, isCertain: since.isCertain)))
        }
        return facts
    }
}
