import Containers

/// What a kept step or service runs, every template evaluated.
package struct CommandCheckpoint: Codable, Sendable, Hashable {
    /// The script, which the step finds at `/run/cuvette/script`; nil for a plain command.
    package var script: CheckpointText?
    /// The arguments, the program first: with a script, its shell with all options.
    package var arguments: [String]
    /// The variables, those that earlier steps handed on among them.
    package var environment: [CheckpointVariable]
    /// Absolute.
    package var workingDirectory: String
    /// The user.
    package var uid: UInt32
    /// The group.
    package var gid: UInt32
    /// Further groups.
    package var groups: [UInt32]
    /// How long it may take, in seconds; nil for as long as it likes.
    package var timeLimitSeconds: Double?

    /// A command whose secrets are only named.
    init(_ command: StepCommand, timeLimit: Duration?, hiding secrets: SecretTable) {
        script = command.script.map { CheckpointText($0, hiding: secrets) }
        // Refused before the step began where one of these held a secret.
        arguments = command.arguments
        workingDirectory = command.workingDirectory
        environment = command.environment.map {
            CheckpointVariable($0.name, CheckpointText($0.value, hiding: secrets))
        }
        uid = command.identity.uid
        gid = command.identity.gid
        groups = command.identity.groups
        timeLimitSeconds = timeLimit.map { $0 / .seconds(1) }
    }

    /// The names of the secrets that it is given.
    package var secretNames: Set<String> {
        Set(environment.flatMap(\.value.secretNames) + (script?.secretNames ?? []))
    }

    /// The command as it is run again.
    ///
    /// - Parameters:
    ///   - secrets: By name.
    ///   - network: What it sees of the network this time.
    /// - Returns: The command.
    func command(with secrets: [String: String], on network: ContainerNetwork) -> StepCommand {
        StepCommand(
            script: script?.text(with: secrets),
            arguments: arguments,
            environment: environment.map {
                EnvironmentVariable($0.name, $0.value.text(with: secrets))
            },
            workingDirectory: workingDirectory,
            identity: Identity(uid: uid, gid: gid, groups: groups),
            timeLimit: timeLimitSeconds.map { .milliseconds(Int64($0 * 1000)) },
            network: network
        )
    }
}
