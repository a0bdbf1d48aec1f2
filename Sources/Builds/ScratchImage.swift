package import Images

/// The image `scratch`: nothing but the folders that the runtime mounts over.
package enum ScratchImage {
    /// The root for containers.
    package static func root(in snapshots: SnapshotStore) throws -> BaseRoot {
        BaseRoot(chain: SnapshotChain([try Skeleton.layer(in: snapshots)]), identity: "scratch")
    }
}
