import Expressions
import OrderedCollections

/// The lines of one planned step.
struct PlannedStepText {
    private let step: PlannedStep
    private let known: KnownText

    init(_ step: PlannedStep, _ known: KnownText) {
        self.step = step
        self.known = known
    }

    func write(to lines: inout PlanLines) {
        let id = step.id.map { " [\($0)]" } ?? ""
        let name = step.name.map(known.text) ?? step.action.title(showing: known.text)
        lines.add("step \(step.index)\(id)", name, indent: 4)
        if let condition = step.condition { lines.add("if", condition.value.source, indent: 8) }
        if let folder = step.workingDirectory { lines.add("in", known.text(folder), indent: 8) }
        if let user = step.user { lines.add("user", known.text(user), indent: 8) }
        lines.add("env", step.env.map { "\($0)=\(known.text($1))" }, indent: 8)
        if let timeout = step.timeout { lines.add("timeout", timeout.pipelineText, indent: 8) }
        if step.continueOnError != .fixed(false) {
            lines.add("may fail", known.text(step.continueOnError), indent: 8)
        }
        lines.add("junit", step.reports.junit.map(known.text), indent: 8)
        ActionText.write(action, to: &lines, indent: 8)
    }

    /// The command with what is known of it filled in.
    private var action: PlannedSetupStep.Action {
        switch step.action {
        case .run(let script, let shell): .run(known.text(script), shell)
        case .command(let words): .command(words.map(known.text))
        }
    }
}
