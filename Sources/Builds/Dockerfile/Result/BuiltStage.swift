package import Images
package import OCI

/// What a build gave: layers, and how containers of them are run.
package struct BuiltStage: Sendable {
    /// Bottom first; those of the base image among them.
    package let layers: [Snapshot]
    /// The layers that instructions of all stages gave, by their keys.
    package let keyed: [String: Snapshot]
    /// How containers are run, and how each layer was made; its list of layers is empty, since nothing is packed yet.
    package let configuration: ImageConfiguration
    /// What tells it from others: equal for equal layers and configuration.
    package let key: String

    /// An environment that was made otherwise than by a Dockerfile.
    ///
    /// - Parameters:
    ///   - layers: Bottom first.
    ///   - config: How containers are run.
    ///   - platform: What they run on.
    package init(layers: [Snapshot], config: ExecutionParameters, platform: Platform) {
        self.layers = layers
        keyed = [:]
        let history = layers.map { HistoryEntry(createdBy: "cuvette \($0.name)") }
        configuration = ImageConfiguration(
            platform: platform,
            config: config,
            diffIDs: [],
            history: history
        )
        key = Self.key(configuration, layers, parent: "environment", time: nil)
    }

    /// Everything that an image depends on.
    private static func key(
        _ configuration: ImageConfiguration,
        _ layers: [Snapshot],
        parent: String,
        time: Int64?
    ) -> String {
        var key = BuildKey(parent: parent, "image")
        // A configuration is made of words and numbers, which can always be written.
        let text = (try? Document.encode(configuration)) ?? []
        key.add("config", String(decoding: text, as: UTF8.self))
        key.add("layers", layers.map(\.name.description).joined(separator: " "))
        key.add("time", time.map { "\($0)" })
        return key.digits
    }

    /// The end of a stage.
    init(_ state: StageState, _ request: BuildRequest) {
        layers = state.layers
        keyed = state.keyed
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
        key = Self.key(configuration, state.layers, parent: state.key, time: request.time)
    }
}
