/// What a bundle holds: `bundle.json` in the layer of its image `run`.
///
/// A bundle is an OCI image layout in a tar archive. The image `run` has one layer with the record of the run; for each
/// kept job there is an image whose layers are, bottom first, those of the job's image, of `setup`, of the commit, and of
/// each step that ran.
package struct BundleRecord: Codable, Sendable, Hashable {
    /// A kept job.
    package struct Job: Codable, Sendable, Hashable {
        /// The job's name in paths.
        package var slug: String
        /// What the layout calls its image.
        package var image: String
        /// How many layers are the image's; none where it runs on the programs of the machine.
        package var base: Int
        /// How many are those of `setup`.
        package var setup: Int
        /// How many hold the commit.
        package var source: Int
        /// The names of the folders of its steps' layers, in order.
        package var steps: [String]
        /// The name of the checkpoint's file below `run/`.
        package var checkpoint: String
    }

    /// The version of this form; readers refuse others.
    package static let currentVersion = 1
    /// What the layout calls the image that holds the record.
    static let tag = "run"
    /// The record's name in its layer.
    static let file = "bundle.json"
    /// The folder beside it that holds the run's files.
    static let folder = "run"

    /// Which form it has.
    package var version = BundleRecord.currentVersion
    /// The run's number where it was made.
    package var run: Int
    /// The commit, as people read it.
    package var commit: String
    /// The kept jobs.
    package var jobs: [Job]
}
