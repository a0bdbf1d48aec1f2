import Execution

/// Somebody who shows a run to a person or a program.
protocol RunPrinter: RunObserver {
    /// Shows how it ended.
    func finish(_ result: RunResult)
    /// Leaves the screen in order when the run could not go on.
    func abandon()
}
