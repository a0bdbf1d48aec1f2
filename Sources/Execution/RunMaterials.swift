import Builds
import Containers
import Expressions
import Glibc
import HostSystem
import Images
import Logs

/// What all jobs of a run share, ready before the first begins.
struct RunMaterials: Sendable {
    /// The run as it was asked for.
    let request: RunRequest
    /// The run's folder.
    let directory: RunDirectory
    /// The layers of the source, bottom first.
    let source: SnapshotChain
    /// The layers of the store.
    let snapshots: SnapshotStore
    /// Makes base images, each once.
    let images: BaseImages
    /// The compiled system call filter.
    let filter: SeccompFilter
    /// Knows the secrets.
    let redactor: Redactor
    /// Knows the secrets as they stand in XML, too.
    let reportRedactor: Redactor
    /// The test reports of steps.
    let reports: ReportShelf
    /// The test files of shards.
    let shardFiles: ShardFiles
    /// Makes the networks of jobs.
    let networks: RunNetworks
    /// Takes away layers that nobody needs.
    let remover: LayerRemover
    /// Who is told.
    let events: EventStream

    /// Notes that a job is made of layers of the store, so that they are not collected while the run is kept.
    func use(_ layers: [Snapshot]) throws(SystemError) {
        let names = layers.map { "\($0.name)\n" }.joined()
        let file = try directory.open().open(RunDirectory.layersFile, O_WRONLY | O_CREAT | O_APPEND)
        try file.writeAll(Array(names.utf8), name: "the run's list of layers")
    }
}
