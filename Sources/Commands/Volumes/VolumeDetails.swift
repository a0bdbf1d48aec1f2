import Objects

/// A volume as `docker volume inspect` shows it; the names are Docker's.
struct VolumeDetails: Encodable {
    var CreatedAt: String
    var Driver = "local"
    var Labels: [String: String]
    var Mountpoint: String
    var Name: String
    var Scope = "local"

    init(_ volume: Volume) {
        CreatedAt = volume.notes.created
        Labels = volume.notes.labels
        Mountpoint = volume.path
        Name = volume.name
    }
}

/// One condition of `volume ls --filter`.
struct VolumeFilter {
    private let key: String
    private let value: String

    /// Reads conditions.
    static func read(_ texts: [String]) throws -> [VolumeFilter] {
        try texts.map { text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, ["name", "label"].contains(parts[0]) else {
                throw ObjectError("--filter \(text): expected name=…, label=…", code: 1)
            }
            return VolumeFilter(key: parts[0], value: parts[1])
        }
    }

    /// Whether it holds for a volume.
    func matches(_ volume: Volume) -> Bool {
        guard key == "label" else { return volume.name.contains(value) }
        let parts = value.split(separator: "=", maxSplits: 1).map(String.init)
        guard let label = volume.notes.labels[parts[0]] else { return false }
        return parts.count == 1 || label == parts[1]
    }
}
