import Builds
import Images

/// The file system of a job or service before anybody has written to it: a base and what `setup` made of it.
struct JobImage: Sendable {
    /// The bottom.
    let base: BaseRoot
    /// The layers that `setup` has made, bottom first.
    let layers: [Snapshot]

    /// The name of the last layer that `setup` made, which depends on all before it; nil without one.
    var setup: String? { layers.last?.name.description }

    /// All layers of the store that it is made of.
    var snapshots: [Snapshot] { base.chain.snapshots + layers }
}
