import Containers
import Diagnostics
import Dockerfiles
import Glibc
import HostSystem
import Images
import Logs
import OCI
import SystemPackage

/// `RUN`.
extension StageRunner {
    /// Runs a command, or finds what it gave last time.
    mutating func carryOut(_ run: RunInstruction, _ instruction: Instruction) throws {
        let run = try expanded(run, instruction)
        let command = try command(of: run)
        let network = run.network == .default ? materials.request.network : run.network
        try checkRights(run, network, instruction)
        let key = try key(of: run, command, network)
        let text = "RUN " + command.arguments.map(Self.quoted).joined(separator: " ")
        let runner = self
        try addLayer(key, for: instruction, text) { layer, step in
            try runner.execute(run, command, network, on: layer, step, instruction)
            return true
        }
    }

    /// A command, and the script that it reads.
    struct Command {
        var arguments: [String]
        /// Mounted at `scriptFolder`.
        var script: String?
    }

    /// Where a script that names its own interpreter is mounted.
    static let scriptFolder = "/dev/pipes"

    private static func quoted(_ word: String) -> String {
        word.contains("\n") || word.contains("'") ? "\"\(word)\"" : word
    }

    /// The words that are run.
    private func command(of run: RunInstruction) throws -> Command {
        switch run.command {
        case .exec(let words): return Command(arguments: words)
        case .shell(let line):
            guard run.isScript, let text = run.heredocs.first else {
                let texts = run.heredocs.map { "\n\($0.content)\($0.name)" }.joined()
                return Command(arguments: state.shell + [line + texts])
            }
            guard text.text.hasPrefix("#!") else {
                return Command(arguments: state.shell + [text.text])
            }
            let name = text.name.filter { $0.isLetter || $0.isNumber || "._-".contains($0) }
            let path = "\(Self.scriptFolder)/\(name.isEmpty ? "script" : name)"
            return Command(arguments: [path], script: text.text)
        }
    }

    /// The instruction with the variables of its mounts replaced.
    private func expanded(_ run: RunInstruction, _ instruction: Instruction) throws
        -> RunInstruction
    {
        var run = run
        for index in run.mounts.indices {
            let range = run.mounts[index].range
            for path in [\RunMount.target, \.source, \.identifier] {
                guard let text = run.mounts[index][keyPath: path] else { continue }
                run.mounts[index][keyPath: path] = try expand(text, at: range)
            }
        }
        return run
    }

    private func checkRights(
        _ run: RunInstruction,
        _ network: RunInstruction.Network,
        _ instruction: Instruction
    ) throws {
        let request = materials.request
        if run.network == .host, !request.allowed.contains(.hostNetwork) {
            throw materials.mistake(
                "not-allowed",
                "the command asks for the host's network",
                at: run.demands,
                fix: "allow it with --allow network.host"
            )
        }
        if run.security == .insecure, !request.allowed.contains(.insecure) {
            throw materials.mistake(
                "not-allowed",
                "the command asks for all rights",
                at: run.demands,
                fix: "allow it with --allow security.insecure"
            )
        }
    }

    private func key(
        of run: RunInstruction,
        _ command: Command,
        _ network: RunInstruction.Network
    ) throws -> String {
        var key = BuildKey(parent: state.key, "RUN")
        key.add("config", try state.configText())
        for word in command.arguments { key.add("word", word) }
        key.add("script", command.script)
        for argument in state.scope.arguments {
            key.add("argument", argument.name)
            key.add("value", argument.value)
        }
        for mount in run.mounts { try add(mount, to: &key) }
        key.add("network", network.rawValue)
        key.add("security", run.security.rawValue)
        key.add("platform", state.platform.description)
        return key.digits
    }

    /// What a mount changes in a result: where it is, and what is in it; never a secret.
    private func add(_ mount: RunMount, to key: inout BuildKey) throws {
        key.add("mount", mount.kind.rawValue)
        key.add("target", mount.target)
        key.add("id", mount.identifier)
        key.add("env", mount.variable)
        key.add("required", "\(mount.isRequired)")
        key.add("read-only", mount.isReadOnly.map { "\($0)" })
        for (name, number) in [("mode", mount.mode), ("uid", mount.uid), ("gid", mount.gid)] {
            key.add(name, number.map(String.init))
        }
        key.add("size", mount.sizeBytes.map(String.init))
        guard mount.kind == .bind else { return }
        key.add("source", mount.source)
        let files = try SourcePlace(mount.from, self, at: mount.range)
        let selection = SourceSelection(
            files: files.files,
            ignored: files.isContext ? materials.request.ignored : IgnoreRules(),
            excluded: IgnoreRules()
        )
        var digest = SourceDigest(selection)
        for source in try selection.all(of: mount.source ?? "/") { try digest.add(source) }
        key.add("content", digest.digest.description)
    }

    // MARK: Running

    private func execute(
        _ run: RunInstruction,
        _ command: Command,
        _ network: RunInstruction.Network,
        on layer: WritableLayer,
        _ step: BuildStep,
        _ instruction: Instruction
    ) throws {
        let request = materials.request
        let seat = try seat(network)
        let mounts = try RunMounts(run, command.script, seat, network, self)
        let chain = SnapshotChain([materials.skeleton] + mounts.stubs + state.layers)
        let root = try layer.mount(over: chain, userXattr: materials.userXattr)
        let directory = try root.directory(named: "/")
        let user = try UserDatabase(below: directory).user(userText)
        try makeWorkingDirectory(directory, user)
        let container = BuildContainer(
            session: request.session,
            host: try request.host.host(),
            filter: try materials.filter(),
            label: "build-\(step.stageIndex)-\(step.number)"
        )
        let room = BuildContainer.Room(
            root: root,
            identity: user.identity,
            environment: environment(user, mounts),
            directory: state.directory,
            network: seat,
            isInsecure: run.security == .insecure,
            mounts: mounts.lent
        )
        var output = CommandOutput(materials, step)
        let stop = try StopRequest()
        let exit = try materials.interruption.during(stop) {
            try container.run(command.arguments, in: room, stop: stop) { output.take($0, $1) }
        }
        output.finish()
        try withExtendedLifetime(mounts) { try check(exit, output, command, instruction) }
    }

    private var userText: String {
        let text = state.config.user ?? ""
        return text.isEmpty ? "0" : text
    }

    private func seat(_ network: RunInstruction.Network) throws -> BuildContainer.Network {
        switch network {
        case .none: return .none
        case .host: return .host
        case .default:
            let materials = materials
            guard let seat = try materials.network.seat({ materials.tell(.note($0)) }) else {
                return .none
            }
            return .seat(seat)
        }
    }

    /// As Docker does: an image may name a folder that it does not hold.
    private func makeWorkingDirectory(_ root: borrowing Directory, _ user: UserDatabase.User) throws
    {
        let path = FilePath(state.directory)
        if (try? root.openInRoot(path, O_RDONLY | O_DIRECTORY)) != nil { return }
        _ = try root.makeDirectoryInRoot(path)
    }

    /// What every command has, what `ARG`s say, what the image says, and secrets, the later ones first.
    private func environment(_ user: UserDatabase.User, _ mounts: RunMounts) -> [String] {
        var variables = [
            EnvironmentVariable("PATH", StageState.standardPath),
            EnvironmentVariable("HOSTNAME", BuildContainer.hostname),
            EnvironmentVariable("HOME", user.home),
        ]
        for (name, value) in state.scope.proxies {
            variables.append(EnvironmentVariable(name, value))
        }
        for argument in state.scope.arguments {
            variables.append(EnvironmentVariable(argument.name, argument.value))
        }
        for text in state.config.environment {
            let pair = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { continue }
            variables.append(EnvironmentVariable(String(pair[0]), String(pair[1])))
        }
        return EnvironmentVariable.strings(variables + mounts.variables)
    }

    private func check(
        _ exit: ContainerExit,
        _ output: CommandOutput,
        _ command: Command,
        _ instruction: Instruction
    ) throws {
        if exit.cause == .cancelled { throw BuildFailure.cancelled }
        guard !exit.status.isSuccess else { return }
        var message = exit.status.sentence
        if exit.memoryKills > 0 { message += "; the kernel killed a process for want of memory" }
        throw BuildFailure.command(
            Diagnostic(
                code: "command",
                message,
                in: materials.dockerfile.file,
                at: instruction.range,
                fix: exit.status.fix(for: command.arguments)
            ),
            output: output.last
        )
    }
}

extension ExitStatus {
    /// How a command ended.
    fileprivate var sentence: String {
        switch self {
        case .exited(let code): "the command failed with exit code \(code)"
        case .signaled(let number):
            "the command was ended by signal \(number) (\(String(cString: strsignal(number))))"
        case .notRun(let action, let errno): "cannot \(action): \(String(cString: strerror(errno)))"
        }
    }

    /// What may help where a command could not be run at all.
    fileprivate func fix(for arguments: [String]) -> String? {
        guard case .notRun(_, ENOENT) = self, let program = arguments.first else { return nil }
        return "the image has no \(program), or lacks what \(program) needs to be run"
    }
}
