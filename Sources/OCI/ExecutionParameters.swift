/// How a container of an image is run, unless the caller says otherwise: the `config` of a configuration.
///
/// Source: OCI image-spec 1.1, config.md, "config".
package struct ExecutionParameters: Sendable, Hashable {
    /// Who runs it: `1000:daemon`, by name or number, the group left out or not; empty or nil is root.
    package var user: String?
    /// Ports that the program listens on: `8080/tcp`; sorted.
    package var exposedPorts: [String]
    /// `NAME=value`, in order.
    package var environment: [String]
    /// The program and its first arguments.
    package var entrypoint: [String]?
    /// The arguments after the entry point, or the program where there is none.
    package var command: [String]?
    /// Directories whose content is kept outside the container; sorted, as written.
    package var volumes: [String]
    /// Where the program starts; nil or empty is `/`.
    package var workingDirectory: String?
    /// Free words about the image.
    package var labels: [String: String]
    /// How the program is asked to end: a name or a number.
    package var stopSignal: String?
    /// The shell of `RUN`, `CMD` and `ENTRYPOINT` lines; Docker only.
    package var shell: [String]?
    /// How the program's health is found out; Docker only.
    package var health: ImageHealth?
    /// Instructions for images that are built upon this one; Docker only.
    package var onBuild: [String] = []

    /// Parameters with everything unsaid but what is given.
    package init(
        user: String? = nil,
        environment: [String] = [],
        entrypoint: [String]? = nil,
        command: [String]? = nil,
        volumes: [String] = [],
        workingDirectory: String? = nil,
        labels: [String: String] = [:]
    ) {
        self.user = user
        self.exposedPorts = []
        self.environment = environment
        self.entrypoint = entrypoint
        self.command = command
        self.volumes = volumes
        self.workingDirectory = workingDirectory
        self.labels = labels
    }
}

extension ExecutionParameters: Codable {
    private enum CodingKeys: String, CodingKey {
        case user = "User"
        case exposedPorts = "ExposedPorts"
        case environment = "Env"
        case entrypoint = "Entrypoint"
        case command = "Cmd"
        case volumes = "Volumes"
        case workingDirectory = "WorkingDir"
        case labels = "Labels"
        case stopSignal = "StopSignal"
        case shell = "Shell"
        case health = "Healthcheck"
        case onBuild = "OnBuild"
    }

    /// Go's `map[string]struct{}`: a set of names.
    private struct Empty: Codable {}

    /// Reads them; every key may be missing or `null`.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func value<Value: Decodable>(_ key: CodingKeys) throws -> Value? {
            try container.decodeIfPresent(Value.self, forKey: key)
        }
        func names(_ key: CodingKeys) throws -> [String] {
            let set: [String: Empty?]? = try value(key)
            return set.map { $0.keys.sorted() } ?? []
        }
        self.user = try value(.user)
        self.exposedPorts = try names(.exposedPorts)
        self.environment = try value(.environment) ?? []
        self.entrypoint = try value(.entrypoint)
        self.command = try value(.command)
        self.volumes = try names(.volumes)
        self.workingDirectory = try value(.workingDirectory)
        self.labels = try value(.labels) ?? [:]
        self.stopSignal = try value(.stopSignal)
        self.shell = try value(.shell)
        self.health = try value(.health)
        self.onBuild = try value(.onBuild) ?? []
    }

    /// Writes them; what is unsaid or empty is left out.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        func set(_ names: [String]) -> [String: Empty]? {
            names.isEmpty
                ? nil : Dictionary(names.map { ($0, Empty()) }, uniquingKeysWith: { $1 })
        }
        try container.encodeIfPresent(user, forKey: .user)
        try container.encodeIfPresent(set(exposedPorts), forKey: .exposedPorts)
        try container.encodeIfPresent(environment.isEmpty ? nil : environment, forKey: .environment)
        try container.encodeIfPresent(entrypoint, forKey: .entrypoint)
        try container.encodeIfPresent(command, forKey: .command)
        try container.encodeIfPresent(set(volumes), forKey: .volumes)
        try container.encodeIfPresent(workingDirectory, forKey: .workingDirectory)
        try container.encodeIfPresent(labels.isEmpty ? nil : labels, forKey: .labels)
        try container.encodeIfPresent(stopSignal, forKey: .stopSignal)
        try container.encodeIfPresent(shell, forKey: .shell)
        try container.encodeIfPresent(health, forKey: .health)
        try container.encodeIfPresent(onBuild.isEmpty ? nil : onBuild, forKey: .onBuild)
    }
}
