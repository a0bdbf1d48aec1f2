import Execution
import HostSystem
import Images
import Logs
import Networks
import Pipelines
import SystemPackage

/// Gathers what a run comes to, for the screen that is left when it is over.
struct RunSummary {
    /// A step that did not pass.
    struct Failure {
        var place: StepPlace
        var name: String
        var result: StepResult
    }

    /// A service that was no use, or ended for good before its job had.
    struct ServiceEnd {
        var place: StepPlace
        var result: ServiceResult
    }

    private(set) var facts: RunFacts?
    private var serviceEnds: [ServiceEnd] = []
    private var refusals: [(place: StepPlace, text: String)] = []
    private(set) var failures: [Failure] = []
    private var names: [StepPlace: String] = [:]
    private var tests = TestCounts(tests: 0, failed: 0, skipped: 0)
    private var passedSteps = 0
    private var cachedSteps = 0
    private var usage: [PlannedJob.ID: JobUsage] = [:]

    /// How many last lines of a failed step are shown.
    static let tailLength = 40

    /// Takes note of an event.
    mutating func note(_ event: RunEvent) {
        switch event {
        case .runBegan(let facts): self.facts = facts
        case .stepBegan(let place, let name): names[place] = name
        case .stepEnded(let place, let result):
            if result.outcome == .success { passedSteps += 1 }
            if result.cache?.outcome == .hit { cachedSteps += 1 }
            if let exit = result.exit { usage[place.job, default: JobUsage()].add(exit) }
            if let counts = result.tests {
                tests.tests += counts.tests
                tests.failed += counts.failed
                tests.skipped += counts.skipped
                tests.quarantined += counts.quarantined
            }
            note(result.egress, of: place)
            if result.outcome == .failure {
                failures.append(
                    Failure(place: place, name: names[place] ?? place.label, result: result)
                )
            }
        case .serviceEnded(let place, let result):
            note(result.egress, of: place)
            if result.isUnexpected { serviceEnds.append(ServiceEnd(place: place, result: result)) }
        default: break
        }
    }

    private mutating func note(_ egress: EgressLog?, of place: StepPlace) {
        if let text = EgressText.refusals(egress) { refusals.append((place, text)) }
    }

    /// The limits of a job.
    func limits(of id: PlannedJob.ID) -> PlannedLimits? {
        facts?.plan.jobs.first { $0.id == id }?.limits
    }

    /// The name of a step that has begun.
    func name(of place: StepPlace) -> String {
        names[place] ?? place.label
    }

    /// What is shown at the end: the failed steps with their last lines, a line a job, the run's line.
    func text(_ result: RunResult, store: Store, _ style: OutputStyle, tails: Bool) -> String {
        var text = ""
        if tails {
            for end in serviceEnds where hasFailed(end.place.job, result) {
                text += tail(of: end.place, line(of: end), result.number, store, style)
            }
            for failure in failures {
                text += tail(of: failure.place, line(of: failure), result.number, store, style)
            }
        }
        let width = result.jobs.map(\.id.text.count).max() ?? 0
        for (id, job) in result.jobs {
            text +=
                "\(id.text.padded(width))  \(style.word(job.conclusion, width: 9))  \(Amounts.text(job.duration))"
            if let usage = usage[id] { text += "  \(style.dim(usage.text))" }
            if job.outcome == .failure, job.conclusion == .success {
                text += "  failed, which it may"
            }
            if let problem = job.problem { text += "  \(problem)" }
            for failure in failures where failure.place.job == id && job.outcome == .failure {
                text += "\n\("".padded(width))  \(line(of: failure))"
            }
            for end in serviceEnds where end.place.job == id && job.problem == nil {
                text += "\n\("".padded(width))  \(line(of: end))"
            }
            for refusal in refusals where refusal.place.job == id {
                text += "\n\("".padded(width))  \(title(of: refusal.place)): \(refusal.text)"
            }
            text += "\n"
        }
        return text + lastLine(result, style)
    }

    private func lastLine(_ result: RunResult, _ style: OutputStyle) -> String {
        var line =
            "run \(result.number) \(style.word(result.outcome)) in \(Amounts.text(result.duration))"
        if cachedSteps > 0 { line += ", \(cachedSteps) step\(cachedSteps == 1 ? "" : "s") cached" }
        if let words = tests.tests > 0 ? StepText.tests(tests) : nil { line += ", \(words)" }
        if let failure = failures.first, result.outcome == .failure {
            line +=
                "; \"cuvette logs \(result.number)/\(failure.place.slug)/\(failure.place.label)\" shows what the step wrote"
        }
        return line + "\n"
    }

    private func hasFailed(_ id: PlannedJob.ID, _ result: RunResult) -> Bool {
        result.jobs.contains { $0.id == id && $0.result.outcome == .failure }
    }

    private func title(of place: StepPlace) -> String {
        place.service.map { "service \($0)" } ?? "step \(place.label) \"\(name(of: place))\""
    }

    private func line(of end: ServiceEnd) -> String {
        "\(title(of: end.place)): \(StepText.end(end.result))"
    }

    private func line(of failure: Failure) -> String {
        var line = "step \(failure.place.label) \"\(failure.name)\""
        if let reason = StepText.reason(failure.result, limits: limits(of: failure.place.job)) {
            line += ": \(reason)"
        }
        if let tests = StepText.tests(failure.result.tests) { line += ", \(tests)" }
        return line
    }

    private func tail(
        of place: StepPlace,
        _ title: String,
        _ number: Int,
        _ store: Store,
        _ style: OutputStyle
    ) -> String {
        var text = style.bold("\n\(place.job) / \(title)") + "\n"
        let folder = RunDirectory(number, in: store).path.appending("jobs").appending(place.slug)
        // A step that could not be started has no log.
        guard let directory = try? Directory(opening: folder),
            let lines = try? LogReader.tail(
                of: place.logName,
                in: directory,
                count: Self.tailLength
            )
        else { return text + "\n" }
        for line in lines { text += "  \(TerminalText.visible(line, color: style.color))\n" }
        return text + "\n"
    }
}
