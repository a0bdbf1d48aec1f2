import Containers
import Pipelines

/// What a step runs once all its templates are known.
struct StepCommand: Sendable {
    /// The script of a `run` step, for the handover file system; nil for a `command`.
    var script: String?
    /// The test files of the job's shard; nil where none are shared out.
    var shardFiles: [String]?
    /// The arguments, the program first.
    var arguments: [String]
    /// The variables, the later ones winning.
    var environment: [EnvironmentVariable]
    /// Absolute.
    var workingDirectory: String
    /// Who runs it.
    var identity: Identity
    /// How long it may take; nil for as long as it likes.
    var timeLimit: Duration?
    /// Which network it sees.
    var network: ContainerNetwork
}
