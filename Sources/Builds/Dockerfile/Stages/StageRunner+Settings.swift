import Containers
import Diagnostics
import Dockerfiles
import HostSystem
import Images
import OCI
import SystemPackage

/// Instructions that change how containers are run, and `WORKDIR`.
extension StageRunner {
    /// Carries out an instruction that makes no layer.
    mutating func set(_ instruction: Instruction) throws {
        switch instruction.operation {
        case .argument(let definitions): try declare(definitions)
        case .environment(let assignments):
            // All values are replaced with what was there before the instruction.
            let values = try assignments.map { assignment in
                (
                    try expand(assignment.name, at: assignment.range),
                    try expand(assignment.value, at: assignment.range)
                )
            }
            for (name, value) in values { state.setEnvironment(name, value) }
        case .label(let assignments):
            for assignment in assignments {
                let name = try expand(assignment.name, at: assignment.range)
                state.config.labels[name] = try expand(assignment.value, at: assignment.range)
            }
        case .command(let form):
            state.config.command = words(of: form)
            state.hasCommand = true
        case .entrypoint(let form):
            state.config.entrypoint = words(of: form)
            // The base image's command belonged to its own entry point.
            if !state.hasCommand { state.config.command = nil }
        case .shell(let words): state.config.shell = words
        case .user(let name): state.config.user = try expand(name)
        default: try setMore(instruction)
        }
        addHistory(try historyText(instruction), isEmpty: true)
    }

    private mutating func setMore(_ instruction: Instruction) throws {
        switch instruction.operation {
        case .expose(let ports): try expose(ports)
        case .volume(let paths):
            let added = try paths.map(expand)
            for path in zip(added, paths) where path.0.isEmpty {
                throw materials.mistake(
                    "empty-volume",
                    "the path of a volume cannot be empty",
                    at: path.1.range
                )
            }
            state.config.volumes = Set(state.config.volumes + added).sorted()
        case .stopSignal(let signal): try setSignal(signal)
        case .healthCheck(let check): state.config.health = health(check)
        case .maintainer(let name): state.author = name
        case .onBuild(let text, _): state.config.onBuild.append(text)
        default: return
        }
    }

    private func historyText(_ instruction: Instruction) throws -> String {
        instruction.text
    }

    private mutating func declare(_ definitions: [ArgumentDefinition]) throws {
        for definition in definitions {
            let value = try state.scope.value(of: definition.name) {
                try definition.value.map { try expand($0, at: definition.range) }
            }
            state.scope.declare(definition.name, value)
        }
    }

    /// A command as words, with the shell where it is a line.
    private func words(of form: CommandForm) -> [String] {
        switch form {
        case .exec(let words): words
        case .shell(let line): state.shell + [line]
        }
    }

    private mutating func setSignal(_ signal: Located<String>) throws {
        let text = try expand(signal)
        guard StopSignal.isSignal(text) else {
            throw materials.mistake(
                "signal",
                "\"\(text)\" is no signal",
                at: signal.range,
                fix: StopSignal.fix
            )
        }
        state.config.stopSignal = text
    }

    private func health(_ check: HealthCheckInstruction) -> ImageHealth {
        var health: ImageHealth
        switch check.command {
        case nil: health = ImageHealth(test: ["NONE"])
        case .exec(let words): health = ImageHealth(test: ["CMD"] + words)
        case .shell(let line): health = ImageHealth(test: ["CMD-SHELL", line])
        }
        health.interval = check.interval == 0 ? nil : check.interval
        health.timeout = check.timeout == 0 ? nil : check.timeout
        health.startPeriod = check.startPeriod == 0 ? nil : check.startPeriod
        health.startInterval = check.startInterval == 0 ? nil : check.startInterval
        health.retries = check.retries == 0 ? nil : check.retries
        return health
    }

    private mutating func expose(_ ports: [Located<String>]) throws {
        for port in ports {
            for word in try expansion(of: port.value, at: port.range).words {
                guard let exposed = ExposedPorts.ports(word) else {
                    throw materials.mistake(
                        "port",
                        "invalid port \"\(word)\"",
                        at: port.range,
                        fix: ExposedPorts.fix
                    )
                }
                state.config.exposedPorts = Set(state.config.exposedPorts + exposed).sorted()
            }
        }
    }

    // MARK: WORKDIR

    /// Enters a folder, and makes it where it is missing; an empty name is the folder that it is in.
    mutating func enter(_ path: Located<String>, _ instruction: Instruction) throws {
        let text = try expand(path)
        let directory = FilePath(text.hasPrefix("/") ? text : "\(state.directory)/\(text)")
            .lexicallyNormalized()
        state.config.workingDirectory = directory.string
        let user = state.config.user ?? ""
        var key = BuildKey(parent: state.key, "WORKDIR")
        key.add("path", directory.string)
        key.add("user", user)
        let chain = chain
        let materials = materials
        try addLayer(key.digits, for: instruction, instruction.text) { layer, _ in
            let mount = try layer.mount(over: chain, userXattr: materials.userXattr)
            let root = try mount.directory(named: "/")
            if (try? root.openInRoot(directory, OpenFlags.directory)) != nil { return false }
            // New folders are the user's, as with BuildKit and buildah.
            let owner = try UserDatabase(below: root).user(user.isEmpty ? "0" : user).identity
            var merge = TreeMerge(
                into: root,
                TransferAttributes(owner: owner.uid, group: owner.gid),
                canChangeOwners: !materials.request.host.rights.singleIdentity
            )
            _ = try merge.makeDirectory(directory)
            return true
        }
    }
}
