import Diagnostics
import Containers
import Execution
import Glibc
import HostSystem
import Images
import Logs
import Pipelines
import Reports
import Synchronization
import SystemPackage

/// Gathers the steps of a run and writes them with its test reports as one JUnit file.
final class JUnitCollector: RunObserver {
    private struct State {
        var facts: RunFacts?
        var names: [StepPlace: String] = [:]
        var steps: [(place: StepPlace, result: StepResult)] = []
        var services: [(place: StepPlace, result: ServiceResult)] = []
    }

    private let store: Store
    private let state = Mutex(State())

    let wantsLines = false

    init(_ store: Store) {
        self.store = store
    }

    func observe(_ event: RunEvent) {
        state.withLock { state in
            switch event {
            case .runBegan(let facts): state.facts = facts
            case .stepBegan(let place, let name): state.names[place] = name
            case .stepEnded(let place, let result): state.steps.append((place, result))
            case .serviceEnded(let place, let result) where result.problem != nil:
                state.services.append((place, result))
            default: break
            }
        }
    }

    /// Writes the file, in one step.
    func write(to path: FilePath, _ result: RunResult) throws {
        let cases = state.withLock { state in
            state.services.map { serviceCase($0.place, $0.result, result.number) }
                + state.steps.map {
                    stepCase(
                        $0.place,
                        $0.result,
                        state.names[$0.place] ?? $0.place.label,
                        result.number
                    )
                }
        }
        var report = TestReport()
        report.name = "cuvette"
        report.suites = [TestSuite(steps: cases, properties: properties(result))]
        let reports = RunDirectory(result.number, in: store).path.appending("reports.xml")
        if let file = try? OpenFile(opening: reports) {
            let bytes = try file.readAll(limit: 1 << 30, name: reports.string)
            report.suites += JUnitParser().parse(bytes, file: reports.string).suites
        }
        let folder = path.removingLastComponent()
        let directory = try Directory(opening: folder.isEmpty ? "." : folder)
        try directory.writeFile(
            FilePath(path.lastComponent?.string ?? "junit.xml"),
            JUnitWriter().write(report),
            mode: 0o644
        )
    }

    private func properties(_ result: RunResult) -> [TestProperty] {
        guard let facts = state.withLock({ $0.facts }) else { return [] }
        return [
            TestProperty("cuvette.run", "\(result.number)"),
            TestProperty("cuvette.version", CuvetteCommand.version),
            TestProperty("git.sha", facts.plan.inputs.git.sha),
            TestProperty("git.tree", facts.plan.inputs.git.tree),
            TestProperty("pipeline", facts.plan.file.name),
        ]
    }

    private func stepCase(_ place: StepPlace, _ result: StepResult, _ name: String, _ run: Int)
        -> StepCase
    {
        let outcome: TestOutcome =
            switch result.outcome {
            case .success: .passed
            case .skipped: .skipped
            case .cancelled: .error
            case .failure: result.exit == nil || result.exit?.cause == .timeLimit ? .error : .failed
            }
        return StepCase(
            job: place.job.text,
            name: name,
            outcome: outcome,
            duration: result.outcome == .skipped ? nil : result.duration,
            reason: StepText.reason(result)
                ?? (outcome == .skipped ? "its condition does not hold" : ""),
            logTail: outcome == .failed || outcome == .error ? tail(place, run) : "",
            properties: properties(place, result)
        )
    }

    /// A service that was no use, for which its job failed.
    private func serviceCase(_ place: StepPlace, _ result: ServiceResult, _ run: Int) -> StepCase {
        StepCase(
            job: place.job.text,
            name: place.label,
            outcome: .error,
            duration: nil,
            reason: StepText.end(result),
            logTail: tail(place, run),
            properties: []
        )
    }

    private func tail(_ place: StepPlace, _ run: Int) -> String {
        let folder = RunDirectory(run, in: store).path.appending("jobs").appending(place.slug)
        guard let directory = try? Directory(opening: folder),
            let lines = try? LogReader.tail(
                of: place.logName,
                in: directory,
                count: RunSummary.tailLength
            )
        else { return "" }
        return lines.joined(separator: "\n")
    }

    private func properties(_ place: StepPlace, _ result: StepResult) -> [TestProperty] {
        var properties = [TestProperty("step", place.label)]
        guard let exit = result.exit else { return properties }
        if case .exited(let code) = exit.status {
            properties.append(TestProperty("exit-code", "\(code)"))
        }
        properties.append(TestProperty("peak-memory-bytes", "\(exit.peakMemoryBytes)"))
        return properties
    }
}
