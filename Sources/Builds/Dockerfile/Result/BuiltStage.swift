package import Images
package import OCI

/// What a build gave: layers, and how containers of them are run.
package struct BuiltStage: Sendable {
    /// Bottom first; those of the base image among them.
    package let layers: [Snapshot]
    /// How containers are run, and how each layer was made; its list of layers is empty, since nothing is packed yet.
    package let configuration: ImageConfiguration
    /// What tells it from others: equal for equal layers and configuration.
    package let key: String

    /// The end of a stage.
    init(_ state: StageState, _ request: BuildRequest) {
        layers = state.layers
        var config = state.config
        config.labels.merge(request.labels) { $1 }
        var configuration = ImageConfiguration(
            platform: state.platform,
            config: config,
            diffIDs: [],
            history: state.history
        )
        configuration.author = state.author
        self.configuration = configuration
        var key = BuildKey(parent: state.key, "image")
        // A configuration is made of words and numbers, which can always be written.
        key.add(
            "config",
            (try? Document.encode(configuration)).map { String(decoding: $0, as: UTF8.self) }
        )
        key.add("layers", state.layers.map(\.name.description).joined(separator: " "))
        key.add("time", request.time.map { "\($0)" })
        self.key = key.digits
    }
}
