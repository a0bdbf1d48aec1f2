import Expressions
import Logs
import OrderedCollections
import Pipelines

/// What the expressions of a job's steps can see, and what one step hands to the next.
struct StepScope {
    /// The variables of the job, then those that steps have set; later ones win.
    private(set) var env: OrderedDictionary<String, String> = [:]
    /// Folders that steps have put before `PATH`, the latest first.
    private(set) var pathFolders: [String] = []
    /// Whether a step has failed.
    private(set) var status = Outcome.success
    private var steps = Object()
    /// What is known of the job's services.
    var services = Object()
    private let job: PlannedJob
    private let base: Scope
    private let secrets: Object
    private let cancellation: Cancellation

    /// The scope of a job that begins.
    init(
        of job: PlannedJob,
        inputs: RunInputs,
        runNumber: Int,
        needs: Object,
        secrets: [String: String],
        cancellation: Cancellation,
        hashFiles: @escaping Scope.Function
    ) {
        self.job = job
        self.cancellation = cancellation
        self.secrets = Object(
            secrets.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }
        )
        var base = inputs.scope(matrix: job.matrix, shard: job.shard)
        var run = inputs.runContext
        run["number"] = .number(Double(runNumber))
        base[context: "run"] = .object(run)
        base[context: "needs"] = .object(needs)
        base[function: "hashFiles"] = hashFiles
        self.base = base
    }

    /// Evaluates the job's own variables.
    mutating func setJobEnvironment() throws(ExpressionError) {
        let scope = scope(with: [:])
        for (name, template) in job.env { env[name] = try template.value.text(in: scope) }
    }

    /// What expressions see now, with the variables of the step itself.
    func scope(with own: OrderedDictionary<String, String>) -> Scope {
        var scope = base
        let all = env.merging(own) { _, new in new }
        let pairs = all.map { ($0.key, Value.string($0.value)) }
        scope[context: "env"] = .object(Object(pairs, matchingKeys: .exactly))
        scope[context: "secrets"] = .object(secrets)
        scope[context: "steps"] = .object(steps)
        scope[context: "services"] = .object(services)
        scope[context: "job"] = .object(Object([("status", .string(currentStatus.rawValue))]))
        return scope
    }

    /// Whether a step runs, and why.
    func decision(
        on condition: Condition?,
        hiding redactor: Redactor
    ) throws(ExpressionError) -> Decision {
        let scope = statusScope
        let holds = try condition?.evaluate(in: scope) ?? (currentStatus == .success)
        var decision = Decision(condition, holds: holds, in: scope, hiding: redactor)
        if condition == nil, !holds {
            decision.note =
                currentStatus == .cancelled ? "the run was cancelled" : "a step before it failed"
        }
        return decision
    }

    /// What a step's condition sees.
    private var statusScope: Scope {
        var scope = scope(with: [:])
        let status = currentStatus
        scope[function: "success"] = { _ in .boolean(status == .success) }
        scope[function: "failure"] = { _ in .boolean(status == .failure) }
        scope[function: "cancelled"] = { _ in .boolean(status == .cancelled) }
        scope[function: "always"] = { _ in true }
        return scope
    }

    private var currentStatus: Outcome {
        cancellation.level > .none ? .cancelled : status
    }

    /// Goes on from what a kept step found.
    ///
    /// - Parameters:
    ///   - state: What it found.
    ///   - values: The secrets by name.
    mutating func restore(_ state: StateCheckpoint, with values: [String: String]) {
        for variable in state.variables { env[variable.name] = variable.value.text(with: values) }
        pathFolders = state.path
        status = Outcome(rawValue: state.status) ?? .success
        for step in state.steps {
            let outputs = step.outputs.map { ($0.name, Value.string($0.value.text(with: values))) }
            steps[step.id] = .object(
                Object([
                    ("outputs", .object(Object(outputs))), ("outcome", .string(step.outcome)),
                    ("conclusion", .string(step.conclusion)),
                ])
            )
        }
    }

    /// What the next step finds, secrets only named.
    func checkpoint(hiding secrets: SecretTable) -> StateCheckpoint {
        StateCheckpoint(
            variables: CheckpointVariable.all(
                env.map { (name: $0.key, value: $0.value) },
                hiding: secrets
            ),
            path: pathFolders,
            status: status.rawValue,
            steps: steps.entries.compactMap { entry in
                guard case .object(let step) = entry.value else { return nil }
                var outputs: [(name: String, value: String)] = []
                if case .object(let values)? = step["outputs"] {
                    outputs = values.entries.map { (name: $0.key, value: $0.value.text) }
                }
                return StateCheckpoint.Step(
                    id: entry.key,
                    outputs: CheckpointVariable.all(outputs, hiding: secrets),
                    outcome: step["outcome"]?.text ?? "",
                    conclusion: step["conclusion"]?.text ?? ""
                )
            }
        )
    }

    /// Takes note of a step's end.
    mutating func note(
        _ result: StepResult,
        of step: PlannedStep,
        outputs: [(name: String, value: String)]
    ) {
        if result.conclusion == .failure { status = .failure }
        guard let id = step.id else { return }
        steps[id] = .object(
            Object([
                ("outputs", .object(Object(outputs.map { ($0.name, .string($0.value)) }))),
                ("outcome", .string(result.outcome.rawValue)),
                ("conclusion", .string(result.conclusion.rawValue)),
            ])
        )
    }

    /// Takes variables and folders that a step hands on.
    mutating func take(variables: [(name: String, value: String)], folders: [String]) {
        for (name, value) in variables { env[name] = value }
        for folder in folders { pathFolders.insert(folder, at: 0) }
    }

    /// The outputs of the job.
    func outputs() throws(ExpressionError) -> [(name: String, value: String)] {
        let scope = scope(with: [:])
        var outputs: [(name: String, value: String)] = []
        for (name, template) in job.outputs {
            outputs.append((name, try template.value.text(in: scope)))
        }
        return outputs
    }
}
