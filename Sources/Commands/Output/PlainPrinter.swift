import Pipelines
import Containers
import Execution
import Images
import Logs
import Networks
import Synchronization

/// Prints a run as lines that only ever grow, for files, pipes and other CI systems: one for each change of state, and
/// every line of output with the step it is from.
final class PlainPrinter: RunPrinter {
    private let style: OutputStyle
    private let quiet: Bool
    private let store: Store
    private let summary = Mutex(RunSummary())

    let wantsLines: Bool

    init(_ style: OutputStyle, quiet: Bool, store: Store) {
        self.style = style
        self.quiet = quiet
        self.store = store
        wantsLines = !quiet
    }

    func observe(_ event: RunEvent) {
        let text = summary.withLock { summary in
            summary.note(event)
            return self.text(event, summary)
        }
        if let text { Console.print(text) }
    }

    private func text(_ event: RunEvent, _ summary: RunSummary) -> String? {
        switch event {
        case .runBegan(let facts): RunHeader.text(facts, style)
        case .note(let text): style.yellow("note: ") + text
        case .jobBegan(let id, let attempt):
            quiet
                ? nil : "\(style.bold(id.text)): began\(attempt > 1 ? ", attempt \(attempt)" : "")"
        case .setupCached(let id, let name): quiet ? nil : "\(id): setup \"\(name)\" is cached"
        case .stepBegan(let place, let name): quiet ? nil : "\(place.job)/\(place.label): \(name)"
        case .line(let place, let line):
            style.dim("\(place.job)/\(place.label) |") + " "
                + TerminalText.visible(line.text, color: style.color)
        case .stepEnded(let place, let result): ended(place, result, summary)
        case .serviceBegan(let place, let restarts):
            quiet ? nil : "\(place.job)/\(place.label): \(restarts > 0 ? "began again" : "began")"
        case .serviceReady(let place, let duration):
            quiet ? nil : "\(place.job)/\(place.label): ready after \(Amounts.text(duration))"
        case .serviceEnded(let place, let result): ended(place, result)
        case .jobEnded(let id, let result):
            quiet
                ? nil
                : "\(style.bold(id.text)): \(style.word(result.outcome)) in \(Amounts.text(result.duration))"
        case .tested, .runEnded: nil
        }
    }

    private func ended(_ place: StepPlace, _ result: StepResult, _ summary: RunSummary) -> String? {
        if quiet, result.outcome != .failure { return nil }
        var text = "\(place.job)/\(place.label): \(style.word(result.outcome))"
        if result.outcome != .skipped { text += " in \(Amounts.text(result.duration))" }
        if let origin = StepText.cached(result.cache) { text += ", \(origin)" }
        if let reason = StepText.reason(result, limits: summary.limits(of: place.job)) {
            text += ", \(reason)"
        }
        if let tests = StepText.tests(result.tests) { text += ", \(tests)" }
        if result.exit?.leftProcesses == true, result.exit?.cause == .itself {
            text += "; it left processes running, which were ended"
        }
        return text + remarks(result.unenforced, result.egress)
    }

    private func ended(_ place: StepPlace, _ result: ServiceResult) -> String? {
        if quiet, !result.isUnexpected { return nil }
        var text = "\(place.job)/\(place.label): "
        text += result.wasStopped && result.problem == nil ? "stopped" : StepText.end(result)
        if let rest = result.restartsIn { text += ", starting again in \(Amounts.text(rest))" }
        return text + remarks(result.unenforced, result.egress)
    }

    /// What stands behind the end of a step or service where there is something to say.
    private func remarks(_ unenforced: [UnenforcedLimit], _ egress: EgressLog?) -> String {
        var text = ""
        if !unenforced.isEmpty {
            let limits = unenforced.map(\.text).joined(separator: ", ")
            text += "; not enforced on this host: \(limits)"
        }
        if let refusals = EgressText.refusals(egress) { text += "; \(refusals)" }
        return text
    }

    func finish(_ result: RunResult) {
        Console.write(summary.withLock { $0.text(result, store: store, style, tails: quiet) })
    }

    func abandon() {}
}

/// The first line of a run on any screen.
enum RunHeader {
    static func text(_ facts: RunFacts, _ style: OutputStyle) -> String {
        var text =
            "\(style.bold("run \(facts.number)")): \(facts.plan.name), commit \(facts.commitSummary)"
        if facts.isWorktree {
            text +=
                facts.differingFiles == 0
                ? ", files as they lie (none differs)"
                : ", files as they lie (\(facts.differingFiles) differ from the commit)"
        }
        return text
    }
}
