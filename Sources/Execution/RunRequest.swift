package import Builds
package import Containers
import Git
package import Images
import OCI
package import Pipelines
package import Registries
package import SystemPackage

/// Everything that a run needs to know, fixed before it begins.
package struct RunRequest: Sendable {
    /// What will happen.
    package var plan: Plan
    /// The commit and its files.
    package var source: Source
    /// How many of the files differ from the commit's.
    package var differingFiles = 0
    /// Where the repository is.
    package var repository: RepositoryPlace
    /// The store and this process's folder in it.
    package var session: Session
    /// What containers share.
    package var host: ContainerHost
    /// How many jobs run at once.
    package var parallelJobs: Int
    /// The values of the plan's secrets.
    package var secrets: [String: String]
    /// Stops the run.
    package var cancellation: Cancellation
    /// Folders outside of the repository that the pipeline may read images from.
    package var allowedPaths: [FilePath] = []
    /// Tells how long test files took before; asked where files are shared out among shards.
    package var timings: @Sendable () throws -> FileTimings = { .none }
    /// The tests whose failures do not count for now.
    package var quarantine = Quarantine()
    /// How registries are spoken to; asked only where an image comes from one.
    package var registries: @Sendable () throws -> RegistryMeans = {
        RegistryMeans(settings: RegistrySettings(), environment: [:], uid: 0)
    }
    /// When registries are asked for images that the store has.
    package var pullPolicy = PullPolicy.missing
    /// Which steps are looked up among those that passed before.
    package var cacheUse = CacheUse.asDeclared

    /// Whether jobs that pass keep their snapshots, too.
    package var keepsSnapshots = false

    /// How it goes on from an earlier run; nil for a run of its own.
    package var resumption: Resumption?

    /// How many failed runs keep their snapshots unless told otherwise.
    package static let standardKeptFailures = 5

    /// A request by its parts.
    package init(
        plan: Plan,
        source: Source,
        repository: RepositoryPlace,
        session: Session,
        host: ContainerHost,
        parallelJobs: Int,
        secrets: [String: String],
        cancellation: Cancellation
    ) {
        self.plan = plan
        self.source = source
        self.repository = repository
        self.session = session
        self.host = host
        self.parallelJobs = parallelJobs
        self.secrets = secrets
        self.cancellation = cancellation
    }
}
