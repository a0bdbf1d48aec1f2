import Execution
import Git
import History

/// Takes a run into the history when it is over, and tells what has changed since its base.
struct RunAftermath {
    private let recorder: HistoryRecorder
    private let repository: Repository

    init(_ recorder: HistoryRecorder, _ repository: Repository) {
        self.recorder = recorder
        self.repository = repository
    }

    /// Records the run; where it had tests, tells how they compare.
    ///
    /// What goes wrong with the history is told, and does not change how the run ended: its folder has everything, and
    /// the next command takes it in.
    ///
    /// - Parameters:
    ///   - result: The run.
    ///   - isSilent: Whether only the record is wanted.
    ///   - style: How text is shown.
    func tell(of result: RunResult, _ isSilent: Bool, _ style: OutputStyle) {
        do {
            let history = try recorder.write()
            guard !isSilent, let run = try history.run(result.number), run.tests > 0 else { return }
            let head = try history.suite(of: run.number)
            for shard in head.missingShards {
                Console.print(style.red("shard \(shard.text) wrote no report"))
            }
            guard let base = try BaseFinder(repository: repository, history: history).base(of: run)
            else { return }
            let comparison = SuiteComparison(head, with: try history.suite(of: base.run.number))
            for line in ComparisonText.lines(base, comparison, style) { Console.print(line) }
        } catch {
            Console.tell("warning: run \(result.number) is not in the history yet: \(error)")
        }
    }
}
