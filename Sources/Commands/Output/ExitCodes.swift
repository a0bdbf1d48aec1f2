import Execution

/// What the program returns; docs/PIPELINE.md and `--help` list the same.
enum ExitCodes {
    static let success: Int32 = 0
    static let failure: Int32 = 1
    static let wrongInput: Int32 = 2
    static let hostFailure: Int32 = 3
    static let nothingRan: Int32 = 4
    static let interrupted: Int32 = 130
    static let terminated: Int32 = 143

    /// The code of a run.
    ///
    /// - Parameters:
    ///   - result: How it ended.
    ///   - signal: The signal that cancelled it.
    /// - Returns: What the program returns.
    static func code(of result: RunResult, cancelledBy signal: Int32?) -> Int32 {
        if result.wasCancelled { return 128 + (signal ?? 2) }
        let failed = result.jobs.map(\.result).filter { $0.conclusion == .failure }
        if failed.isEmpty { return result.outcome == .success ? success : nothingRan }
        if failed.contains(where: \.isInfrastructure) { return hostFailure }
        return failed.allSatisfy(\.lacksReport) ? nothingRan : failure
    }
}
