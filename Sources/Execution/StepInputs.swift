import Builds
import Containers
import Expressions
import Git
import Logs
import Pipelines

/// Finds out the input key of a step that is about to run.
struct StepInputs {
    let materials: RunMaterials
    let job: PlannedJob
    let room: JobRoom

    /// Variables that name the run, not what it is given.
    private static let namesOfRun: Set<String> = ["CUVETTE_RUN", "CUVETTE_SHA", "CUVETTE_REF_NAME"]

    /// The key.
    ///
    /// - Parameter command: What the step will run, its variables included.
    /// - Returns: The key; secrets are masked in it.
    func key(of command: StepCommand) -> InputKey {
        let script = masked(command.script ?? "")
        let variables = command.environment.filter { !Self.namesOfRun.contains($0.name) }
            .sorted { $0.name < $1.name }
        let values = variables.map { masked($0.value) }
        var parts = surroundings()
        parts.append(.init("command", hashing: Self.joined(command.arguments + [script])))
        if let files = command.shardFiles {
            parts.append(.init("shard-files", hashing: Self.joined(files)))
        }
        parts.append(.init("directory", command.workingDirectory))
        parts.append(.init("user", Self.text(of: command.identity)))
        for (variable, value) in zip(variables, values) {
            parts.append(.init("env.\(variable.name)", hashing: value))
        }
        let hidesSecret =
            script != (command.script ?? "") || zip(variables, values).contains { $0.value != $1 }
        return InputKey(parts, hidesSecret: hidesSecret)
    }

    /// What the steps of the job share, and what has been done before this one.
    private func surroundings() -> [InputKey.Part] {
        var parts: [InputKey.Part] = [
            .init("tree", materials.request.source.tree.description),
            .init("image", room.base.identity),
        ]
        if let setup = room.setup { parts.append(.init("setup", setup)) }
        if !job.matrix.isEmpty { parts.append(.init("matrix", Value.object(job.matrix).json())) }
        if !job.limits.isEmpty { parts.append(.init("limits", hashing: job.limits.text)) }
        if job.network != .none { parts.append(.init("network", job.network.text)) }
        for service in job.services { parts.append(part(of: service)) }
        if let before = room.lastInput { parts.append(.init("before", before.short)) }
        return parts
    }

    private func part(of service: PlannedService) -> InputKey.Part {
        let setup = service.image.setup.map { $0.json.json() }
        let env = service.env.flatMap { [$0.key, $0.value.value.source] }
        let words = service.command.map(\.value.source)
        let texts = [service.image.source.description] + setup + words + env
        return .init("service.\(service.name)", hashing: masked(Self.joined(texts)))
    }

    private func masked(_ text: String) -> String { materials.redactor.redacted(text) }

    /// Texts as one, so that no two lists of texts give the same.
    private static func joined(_ texts: [String]) -> String {
        texts.map { "\($0.utf8.count)\n\($0)\n" }.joined()
    }

    private static func text(of identity: Identity) -> String {
        let groups = identity.groups.map { ",\($0)" }.joined()
        return "\(identity.uid):\(identity.gid)\(groups)"
    }
}
