import Builds
import Containers
import Expressions
import Logs
import OrderedCollections
import Pipelines
import SystemPackage

/// Turns a planned step into what its container runs.
struct StepCommandMaker {
    let job: PlannedJob
    let step: PlannedStep
    let materials: RunMaterials
    let deadline: ContinuousClock.Instant
    /// What the step sees of the network.
    let network: ContainerNetwork
    /// The test files of the job's shard; nil where none are shared out.
    var shardFiles: [String]?

    /// Where programs are looked for unless the image or a step says otherwise.
    static let standardPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// The command.
    ///
    /// - Parameters:
    ///   - room: The image, in which shells and users are looked up.
    ///   - scope: What expressions see.
    ///   - own: The step's own variables, evaluated.
    /// - Returns: The command.
    /// - Throws: `ExecutionError`, `SystemError`.
    func command(
        room: JobRoom,
        scope: StepScope,
        own: OrderedDictionary<String, String>
    ) throws -> StepCommand {
        let visible = scope.scope(with: own)
        let user = try user(room, visible)
        var command = StepCommand(
            script: nil,
            arguments: [],
            environment: environment(room, scope, own, home: user.home),
            workingDirectory: try workingDirectory(visible),
            identity: user.identity,
            timeLimit: timeLimit,
            network: network
        )
        command.shardFiles = shardFiles
        switch step.action {
        case .run(let script, let shell):
            let path = command.environment.last { $0.name == "PATH" }?.value ?? Self.standardPath
            let hasBash = try shell == .automatic && Self.finds("bash", along: path, in: room)
            command.script = try evaluate(script, visible)
            command.arguments = shell.arguments(
                runningScriptAt: Handover.scriptPath,
                hasBash: hasBash
            )
        case .command(let words):
            command.arguments = try words.map { try evaluate($0, visible) }
        }
        guard !command.arguments.contains(where: { $0.utf8.contains(0) }) else {
            throw ExecutionError.badValue("an argument of the command holds a NUL byte")
        }
        // Every process of the host can read what a command is called with.
        let open = (command.script == nil ? command.arguments : []) + [command.workingDirectory]
        if open.contains(where: { materials.redactor.finds(in: $0) }) {
            throw ExecutionError.badValue(
                "an argument of the command or its directory holds a secret; hand it over in \"env:\""
            )
        }
        return command
    }

    /// Whether a program is in one of the folders of a `PATH`.
    static func finds(_ program: String, along path: String, in room: JobRoom) throws -> Bool {
        let view = try room.view()
        for folder in path.split(separator: ":") {
            let place = "\(folder)/\(program)"
            let covered = room.base.covers.contains { place.hasPrefix($0 + "/") }
            // What covers the layers is the host's own folder of the same name.
            if covered ? HostFile.exists(place) : view.contains(FilePath(place)) { return true }
        }
        return false
    }

    private var timeLimit: Duration? {
        let left = ContinuousClock.now.duration(to: deadline)
        return max(.milliseconds(1), min(step.timeout ?? left, left))
    }

    private func workingDirectory(_ scope: Scope) throws -> String {
        guard let template = step.workingDirectory else { return Workspace.path }
        let text = try evaluate(template, scope)
        return text.hasPrefix("/") ? text : "\(Workspace.path)/\(text)"
    }

    private func user(_ room: JobRoom, _ scope: Scope) throws -> UserDatabase.User {
        try room.user(try step.user.map { try evaluate($0, scope) } ?? room.base.user ?? "")
    }

    /// The image's variables, ours, the job's, those of earlier steps, the step's; a later one wins.
    private func environment(
        _ room: JobRoom,
        _ scope: StepScope,
        _ own: OrderedDictionary<String, String>,
        home: String
    ) -> [EnvironmentVariable] {
        var all: OrderedDictionary<String, String> = [
            "PATH": Self.standardPath, "HOME": home, "LANG": "C.UTF-8",
        ]
        for (name, value) in room.base.environment { all[name] = value }
        let inputs = materials.request.plan.inputs
        all.merge(
            [
                "CI": "true", "CUVETTE": "true", "CUVETTE_WORKSPACE": Workspace.path,
                "CUVETTE_JOB": job.jobKey.text, "CUVETTE_RUN": "\(materials.directory.number)",
                "CUVETTE_SHA": inputs.git.sha,
                "CUVETTE_REF_NAME": inputs.git.branch ?? inputs.git.tag ?? "",
            ]) { _, new in new }
        if let shard = job.shard {
            all["CUVETTE_SHARD_INDEX"] = "\(shard.index)"
            all["CUVETTE_SHARD_TOTAL"] = "\(shard.total)"
            if !job.split.isEmpty { all["CUVETTE_SHARD_FILES"] = Handover.shardFilesPath }
        }
        for (variable, file) in Handover.files { all[variable] = "\(Skeleton.handover)/\(file)" }
        if home != "/root" { all.merge(Self.trustedWorkspace) { _, new in new } }
        all.merge(scope.env) { _, new in new }
        all.merge(own) { _, new in new }
        if !scope.pathFolders.isEmpty {
            all["PATH"] = (scope.pathFolders + [all["PATH"] ?? Self.standardPath]).joined(
                separator: ":"
            )
        }
        return all.filter { !$0.key.isEmpty && !$0.value.utf8.contains(0) }
            .map { EnvironmentVariable($0.key, $0.value) }
    }

    /// The workspace belongs to root, and git refuses a repository of another user's unless it is told to.
    private static let trustedWorkspace: OrderedDictionary = [
        "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory",
        "GIT_CONFIG_VALUE_0": Workspace.path,
    ]

    private func evaluate(_ template: Placed<Template>, _ scope: Scope) throws -> String {
        do {
            return try template.value.text(in: scope)
        } catch {
            throw ExecutionError.expression(template, error, in: materials.request.plan)
        }
    }
}
