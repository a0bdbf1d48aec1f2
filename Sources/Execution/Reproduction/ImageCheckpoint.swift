import Builds
import Images
import Pipelines
import SystemPackage

/// The file system of a kept job or service: what it takes to have it again, bit for bit.
package struct ImageCheckpoint: Codable, Sendable, Hashable {
    /// Where the pipeline says it comes from: `host`, `oci:images/base`.
    package var source: String
    /// Equal for equal content; of an image of a layout or archive it holds the digest.
    package var identity: String
    /// The names of the base's layers in the store, bottom first.
    package var base: [String]
    /// Where a layer lies that is a folder of this machine's, used where it is (`dir:`), by name.
    package var folders: [String: String]
    /// The names of the layers that `setup` has made, bottom first.
    package var setup: [String]
    /// Variables that the image sets.
    package var environment: [CheckpointVariable]
    /// The user that the image's processes have; nil for root.
    package var user: String?
    /// What the image's containers run where nobody says it.
    package var command: [String]
    /// The folder in which they begin; nil where the image does not say.
    package var workingDirectory: String?

    /// What is known of an image.
    init(_ image: JobImage, from source: String) {
        self.source = source
        identity = image.base.identity
        base = image.base.chain.snapshots.map(\.name.description)
        folders = Dictionary(
            image.base.chain.snapshots.filter { $0.name.description.hasPrefix("dir-") }
                .map { ($0.name.description, $0.path.string) },
            uniquingKeysWith: { first, _ in first }
        )
        setup = image.layers.map(\.name.description)
        environment = image.base.environment.map {
            CheckpointVariable($0.name, CheckpointText($0.value))
        }
        user = image.base.user
        command = image.base.command
        workingDirectory = image.base.workingDirectory
    }

    /// Whether it is this machine's own programs, which change with its packages.
    package var isHost: Bool { source == ImageSource.host.description }
}
