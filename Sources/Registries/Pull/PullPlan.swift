import OCI

/// What has to be in the store for an image to be there: found out before the first layer is asked for.
struct PullPlan: Sendable {
    /// What the name will mean: the manifest of one platform, or the index of all.
    let root: Descriptor
    /// The documents, each after those that it refers to.
    let documents: [RegistryRepository.Received]
    /// The manifests among them.
    let manifests: [(descriptor: Descriptor, manifest: ImageManifest)]

    /// The layers, bottom first, each once.
    var layers: [Descriptor] {
        Self.once(manifests.flatMap(\.manifest.layers))
    }

    /// The configurations, each once.
    var configurations: [Descriptor] {
        Self.once(manifests.map(\.manifest.config))
    }

    private static func once(_ descriptors: [Descriptor]) -> [Descriptor] {
        var seen: Set<Digest> = []
        return descriptors.filter { seen.insert($0.digest).inserted }
    }
}
