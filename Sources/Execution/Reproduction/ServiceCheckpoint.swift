import Builds
import Images
import Pipelines

/// A service of a kept job: it is started anew beside a step that is run again, since what it held is not kept.
package struct ServiceCheckpoint: Codable, Sendable, Hashable {
    /// What shows that it is ready; one of the three.
    package struct Readiness: Codable, Sendable, Hashable {
        /// A port at which it accepts connections.
        package var port: UInt16?
        /// A command that returns 0 in its container.
        package var command: [String]?
        /// A text in a line of its output.
        package var log: CheckpointText?
        /// How long it may take, in seconds.
        package var timeoutSeconds: Double
        /// How long after a command that failed the next is run, in seconds.
        package var intervalSeconds: Double
    }

    /// What the job's containers call it.
    package var name: String
    /// Its file system.
    package var image: ImageCheckpoint
    /// What it runs.
    package var command: CommandCheckpoint
    /// What is waited for; nothing where nil.
    package var ready: Readiness?
    /// `no`, `on-failure` or `always`.
    package var restart: String
    /// What it may use.
    package var limits: LimitsCheckpoint

    /// A service that was run.
    init(_ wait: ServiceWait, hiding secrets: SecretTable) {
        let run = wait.run
        let room = run.room
        let setup = room.chain.snapshots.dropFirst(room.base.chain.snapshots.count)
        name = run.traits.name.text
        image = ImageCheckpoint(
            JobImage(base: room.base, layers: Array(setup)),
            from: run.traits.image
        )
        command = CommandCheckpoint(run.command, timeLimit: nil, hiding: secrets)
        restart = run.traits.restart.rawValue
        limits = LimitsCheckpoint(room.limits)
        ready = wait.probe.map { Self.readiness(run, $0, hiding: secrets) }
    }

    private static func readiness(
        _ run: ServiceRun,
        _ probe: ServiceProbe,
        hiding secrets: SecretTable
    ) -> Readiness {
        var ready = Readiness(
            timeoutSeconds: run.traits.patience / .seconds(1),
            intervalSeconds: run.traits.interval / .seconds(1)
        )
        switch probe.sign {
        case .tcp(let port): ready.port = port
        case .command(let words): ready.command = words
        case .log: ready.log = CheckpointText(run.state.sign ?? "", hiding: secrets)
        }
        return ready
    }
}
