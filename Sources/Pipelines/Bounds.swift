/// How much of each thing a pipeline may ask for; each has a message of its own where it is passed.
package enum Bounds {
    /// Cells of one matrix, as on GitHub.
    package static let matrixCells = 256
    /// Parts in which the tests of a job are run.
    package static let shards = 256
    /// Keys of one matrix.
    package static let matrixKeys = 100
    /// Bytes of one matrix, its texts and a little for each value; every cell may repeat them.
    package static let matrixBytes = 256 << 10
    /// Items of `include`, and of `exclude`.
    package static let matrixItems = 1_000
    /// Jobs of a plan, every matrix cell counted.
    package static let plannedJobs = 1_000
    /// Steps of all planned jobs together.
    package static let plannedSteps = 50_000
    /// Jobs of a file.
    package static let jobs = 1_000
    /// Steps of a job.
    package static let steps = 1_000
    /// Services of a job.
    package static let services = 50
    /// Published ports of a service.
    package static let ports = 100
    /// Items of an `allow` list.
    package static let allowEntries = 1_000
    /// How long a service may take to get ready where the file does not say.
    package static let readinessTimeout = Duration.seconds(60)
    /// How long after a command that failed a service is asked again where the file does not say.
    package static let readinessInterval = Duration.milliseconds(250)
    /// Items of an image's `setup`; with the workspace and the steps they stay below the 500 layers of overlayfs.
    package static let setupSteps = 100
    /// Letters of a job's key.
    package static let jobKeyLength = 100
    /// Letters of the name of a matrix cell, as on GitHub.
    package static let displayNameLength = 100
    /// Letters of the file name of a planned job.
    package static let slugLength = 100
    /// Times a job may be tried again.
    package static let retries = 10
    /// The longest time-out: 35 days, as long as a job may run on GitHub.
    package static let timeout = Duration.seconds(35 * 24 * 60 * 60)
    /// Mistakes that are looked for in one file.
    package static let mistakes = 1_000
    /// Mistakes that are told of one file.
    package static let toldMistakes = 100
    /// How long a job may take where the file does not say: six hours, as on GitHub.
    package static let defaultTimeout = Duration.seconds(6 * 60 * 60)
    /// Commits of history that a file may ask for; more is written as 0, for all.
    package static let depth = 1_000_000
    /// Commits of history in the workspace where the file does not say.
    package static let defaultDepth = 50
}
