import Diagnostics
import Expressions
import OrderedCollections
import Pipelines

/// Reads the steps of a job.
struct NativeStepReader {
    let values: ValueReader

    /// The step of a node, without what is wrong in it.
    func step(_ node: YAMLNode) -> Step {
        guard let fields = Fields<StepField>(node, values.findings) else {
            return Step(.command([]))
        }
        let action = action(
            run: fields[.run],
            command: fields[.command],
            shell: fields[.shell],
            of: fields.hasUnknownKeys ? nil : "a step",
            at: fields.range,
            .stepCommand
        )
        var step = Step(action ?? .command([]))
        step.name = fields[.name].flatMap { values.template($0, "\"name\"", .stepSetting) }
        step.id = fields[.id].flatMap(id)
        step.workingDirectory = fields[.workingDirectory].flatMap {
            values.template($0, "\"working-directory\"", .stepCommand)
        }
        step.env = fields[.env].map { values.variables($0, .stepCommand) } ?? [:]
        step.condition = fields[.if].flatMap { values.condition($0, .stepCondition) }
        step.timeout = fields[.timeout].flatMap { values.setting($0, "\"timeout\"", .cellSetting) }
        step.continueOnError =
            fields[.continueOnError].flatMap {
                values.flagOrTemplate($0, "\"continue-on-error\"", .stepSetting)
            } ?? .fixed(false)
        step.reports = fields[.reports].map(reports) ?? ReportRequest()
        step.user = fields[.user].flatMap { values.template($0, "\"user\"", .stepSetting) }
        step.cache = fields[.cache].flatMap(caching)
        return step
    }

    /// `true`, `false`, or the files that it depends on.
    private func caching(_ node: YAMLNode) -> StepCaching? {
        guard case .mapping = node.content else {
            return values.flag(node, "\"cache\"").map { StepCaching($0) }
        }
        guard let fields = Fields<StepCacheField>(node, values.findings),
            let inputs = fields[.inputs]
        else { return nil }
        return StepCaching(
            true,
            inputs: values.oneOrMany(inputs, "\"inputs\"") {
                values.template($0, $1, .cellSetting)
            }
        )
    }

    /// What a step or an item of `setup` does: exactly one of `run` and `command`.
    ///
    /// - Parameters:
    ///   - run: The script.
    ///   - command: The words.
    ///   - shell: Who reads the script.
    ///   - title: What messages call the step; nil where a missing action is not told.
    ///   - range: Where the step stands.
    ///   - place: What its expressions can see.
    /// - Returns: The action; nil after a mistake.
    func action(
        run: YAMLNode?,
        command: YAMLNode?,
        shell: YAMLNode?,
        of title: String?,
        at range: SourceRange,
        _ place: NativePlace
    ) -> StepAction? {
        let chosen = shell.map { values.shell($0) }
        switch (run, command) {
        case (let run?, nil):
            let script = values.template(run, "\"run\"", place)
            return script.map { .run($0, chosen.flatMap { $0 } ?? .automatic) }
        case (nil, let command?):
            if let shell { tellNeedlessShell(shell) }
            let words = values.words(command, "\"command\"", place)
            return words.isEmpty ? nil : .command(words)
        case (nil, nil):
            if let title { tellMissingAction(title, at: range) }
            return nil
        case (_, let command?):
            values.findings.tell(
                "two-actions",
                "\(title ?? "it") has both \"run\" and \"command\"",
                at: command.range,
                fix: "make two steps of it, or take one away"
            )
            return nil
        }
    }

    private func tellMissingAction(_ title: String, at range: SourceRange) {
        values.findings.tell(
            "missing-key",
            "\(title) has neither \"run\" nor \"command\"",
            at: range,
            fix: "add \"run:\" with a script"
        )
    }

    private func tellNeedlessShell(_ node: YAMLNode) {
        values.findings.tell(
            "needless-key",
            "\"shell\" means nothing for \"command\", which runs without a shell",
            at: node.range,
            fix: "take it away, or write \"run:\""
        )
    }

    private func id(_ node: YAMLNode) -> Located<String>? {
        guard let id = values.text(node, "\"id\"") else { return nil }
        return values.isIdentifier(id, "an id") ? id : nil
    }

    private func reports(_ node: YAMLNode) -> ReportRequest {
        guard let fields = Fields<ReportsField>(node, values.findings) else {
            return ReportRequest()
        }
        let patterns = [(ReportsField.files, "\"files\""), (.junit, "\"junit\"")].flatMap {
            field,
            name in
            fields[field].map { node in
                values.oneOrMany(node, name) { values.template($0, $1, .stepSetting) }
            } ?? []
        }
        return ReportRequest(junit: patterns)
    }
}
