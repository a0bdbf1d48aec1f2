import Objects

/// One condition of `--filter`.
struct ContainerFilter {
    private let key: String
    private let value: String

    private static let statuses = ["created", "running", "paused", "restarting", "exited"]

    /// Reads conditions.
    ///
    /// - Parameters:
    ///   - texts: `KEY=VALUE`.
    ///   - keys: Those that make sense.
    /// - Returns: Conditions that must all hold.
    /// - Throws: `ObjectError`.
    static func read(_ texts: [String], keys: [String] = ["id", "name", "status", "label"]) throws
        -> [ContainerFilter]
    {
        try texts.map { text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, keys.contains(parts[0]) else {
                throw ObjectError(
                    "--filter \(text): expected \(keys.map { "\($0)=…" }.joined(separator: ", "))",
                    code: 1
                )
            }
            guard parts[0] != "status" || statuses.contains(parts[1]) else {
                throw ObjectError(
                    "--filter \(text): expected \(statuses.joined(separator: ", "))",
                    code: 1
                )
            }
            return ContainerFilter(key: parts[0], value: parts[1])
        }
    }

    /// Whether it holds for a container.
    func matches(_ container: StoredContainer) -> Bool {
        switch key {
        case "id": return container.configuration.id.hasPrefix(value)
        case "name": return container.configuration.name.contains(value)
        case "status": return container.status == value
        default:
            let parts = value.split(separator: "=", maxSplits: 1).map(String.init)
            guard let label = container.configuration.labels[parts[0]] else { return false }
            return parts.count == 1 || label == parts[1]
        }
    }
}
