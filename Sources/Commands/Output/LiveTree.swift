import Logs
import Execution
import Pipelines

/// The jobs of a run as a tree of depth two: each with its steps, a running step with its last lines.
struct LiveTree {
    private struct Line {
        var place: StepPlace
        var name: String
        var began = ContinuousClock.now
        var outcome: Outcome?
        var duration = Duration.zero
        var tail: [String] = []
    }

    private struct Branch {
        var id: PlannedJob.ID
        var began: ContinuousClock.Instant?
        var steps: [Line] = []
        var result: JobResult?
    }

    private var branches: [Branch] = []
    private let began = ContinuousClock.now

    /// How many last lines a running step shows.
    private static let tailLength = 4

    /// Takes note of an event.
    mutating func note(_ event: RunEvent) {
        switch event {
        case .runBegan(let facts): branches = facts.plan.jobs.map { Branch(id: $0.id) }
        case .jobBegan(let id, _):
            change(id) { branch in
                branch.began = .now
                branch.steps = []
            }
        case .stepBegan(let place, let name):
            change(place.job) { $0.steps.append(Line(place: place, name: name)) }
        case .line(let place, let line):
            change(place) { step in
                step.tail.append(line.text)
                if step.tail.count > Self.tailLength { step.tail.removeFirst() }
            }
        case .stepEnded(let place, let result):
            change(place) { step in
                step.outcome = result.outcome
                step.duration = result.duration
                step.tail = []
                if let origin = StepText.cached(result.cache) { step.name += " (\(origin))" }
            }
        case .serviceBegan(let place, let restarts):
            change(place.job) { branch in
                branch.steps.removeAll { $0.place == place }
                let name = restarts > 0 ? "begun again \(Amounts.text(restarts, "time"))" : ""
                branch.steps.append(Line(place: place, name: name))
            }
        case .serviceReady(let place, _):
            change(place) { service in
                service.name = "ready"
                service.tail = []
            }
        case .serviceEnded(let place, let result):
            change(place) { service in
                service.outcome = result.isUnexpected ? .failure : .success
                service.duration = service.began.duration(to: .now)
                service.tail = []
            }
        case .jobEnded(let id, let result): change(id) { $0.result = result }
        case .note, .setupCached, .tested, .runEnded: break
        }
    }

    private mutating func change(_ place: StepPlace, _ body: (inout Line) -> Void) {
        change(place.job) { branch in
            guard let index = branch.steps.lastIndex(where: { $0.place == place }) else { return }
            body(&branch.steps[index])
        }
    }

    private mutating func change(_ id: PlannedJob.ID, _ body: (inout Branch) -> Void) {
        guard let index = branches.firstIndex(where: { $0.id == id }) else { return }
        body(&branches[index])
    }

    /// The tree as lines; where there is too little room, waiting jobs and finished steps are left out first.
    func lines(_ style: OutputStyle, room: Int) -> [String] {
        var lines: [String] = []
        for branch in branches where branch.result != nil || branch.began != nil {
            lines += self.lines(branch, style, brief: false)
        }
        if lines.count + 1 > room {
            lines = branches.filter { $0.began != nil && $0.result == nil }
                .flatMap { self.lines($0, style, brief: true) }
        }
        return Array(lines.suffix(room - 1)) + [footer(style)]
    }

    private func lines(_ branch: Branch, _ style: OutputStyle, brief: Bool) -> [String] {
        if let result = branch.result {
            return [
                "\(style.word(result.outcome, width: 9)) \(branch.id)  \(Amounts.text(result.duration))"
            ]
        }
        let age = branch.began.map { Amounts.text($0.duration(to: .now)) } ?? ""
        var lines = ["\(style.bold("running".padded(9))) \(branch.id)  \(age)"]
        for step in branch.steps where !brief || step.outcome == nil {
            if let outcome = step.outcome {
                lines.append(
                    "  \(style.word(outcome, width: 9)) \(step.place.label) \(step.name)  \(style.dim(Amounts.text(step.duration)))"
                )
                continue
            }
            lines.append(
                "  \("running".padded(9)) \(step.place.label) \(step.name)  \(Amounts.text(step.began.duration(to: .now)))"
            )
            lines += step.tail.map {
                "            " + style.dim(TerminalText.visible($0, color: false))
            }
        }
        return lines
    }

    private func footer(_ style: OutputStyle) -> String {
        let ended = branches.count { $0.result != nil }
        let failed = branches.count { $0.result?.outcome == .failure }
        let running = branches.count { $0.began != nil && $0.result == nil }
        var text = "\(ended)/\(branches.count) jobs, \(running) running"
        if failed > 0 { text += ", " + style.red("\(failed) failed") }
        return text + ", \(Amounts.text(began.duration(to: .now)))"
    }
}
