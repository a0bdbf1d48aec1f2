import Containers

/// Reads what is said on a command line about mounts.
package enum MountText {
    /// Reads `-v`: `SOURCE:DESTINATION[:OPTIONS]`, or a destination alone for a volume without a name.
    ///
    /// A source that begins with `/`, `./`, `../` or `~` is a path of the host, any other the name of a volume.
    ///
    /// - Parameters:
    ///   - text: As written.
    ///   - directory: From where relative paths are counted.
    /// - Returns: The mount; a volume has its name, and no source yet.
    /// - Throws: `ObjectError`.
    package static func volume(_ text: String, in directory: String) throws(ObjectError)
        -> MountPoint
    {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        switch parts.count {
        case 1:
            var point = MountPoint(kind: .volume, destination: try absolute(parts[0], text))
            point.isAnonymous = true
            return point
        case 2, 3:
            let destination = try absolute(parts[1], text)
            var point = try source(parts[0], destination, directory, text)
            for word in parts.dropFirst(2).joined().split(separator: ",") {
                try apply(String(word), to: &point, text)
            }
            return point
        default:
            throw ObjectError("-v \(text): expected SOURCE:DESTINATION[:OPTIONS]")
        }
    }

    private static func source(
        _ source: String,
        _ destination: String,
        _ directory: String,
        _ text: String
    ) throws(ObjectError) -> MountPoint {
        if source.hasPrefix("/") {
            return MountPoint(kind: .bind, source: source, destination: destination)
        }
        if source == "." || source == ".." || source.hasPrefix("./") || source.hasPrefix("../") {
            return MountPoint(
                kind: .bind,
                source: "\(directory)/\(source)",
                destination: destination
            )
        }
        guard ObjectName.isValid(source) else {
            throw ObjectError(
                "-v \(text): \"\(source)\" is neither a path nor the name of a volume",
                hint: "a path begins with / or ./; a name is \(ObjectName.rule)"
            )
        }
        return MountPoint(kind: .volume, name: source, destination: destination)
    }

    private static func apply(_ word: String, to point: inout MountPoint, _ text: String)
        throws(ObjectError)
    {
        switch word {
        case "ro", "readonly": point.isReadOnly = true
        case "rw": point.isReadOnly = false
        case "nocopy" where point.kind == .volume: point.copiesContent = false
        case "copy" where point.kind == .volume: point.copiesContent = true
        case "exec", "noexec", "suid", "nosuid", "dev", "nodev": point.options.append(word)
        case "private", "rprivate", "slave", "rslave", "shared", "rshared":
            point.options.append(word)
        case "bind" where point.kind == .bind, "rbind" where point.kind == .bind:
            point.options.append(word)
        // Where there is no SELinux, files have no labels, and nothing is left to do.
        case "z", "Z":
            guard !SecurityModule.seLinux.isEnabled else {
                throw ObjectError("-v \(text): relabelling for SELinux (z, Z) is not supported")
            }
        case "U":
            throw ObjectError(
                "-v \(text): giving the files to the container's user (U) is not supported",
                hint: "chown them first"
            )
        default: throw ObjectError("-v \(text): unknown option \"\(word)\"")
        }
    }

    /// tmpfs(5), and what a mount of any file system may be told.
    private static let memoryOptions: Set<Substring> = [
        "size", "mode", "uid", "gid", "nr_inodes", "nr_blocks", "huge", "mpol", "inode32",
        "inode64",
        "noswap", "noexec", "suid", "nosuid", "dev", "nodev", "atime", "noatime", "diratime",
        "nodiratime", "relatime", "norelatime", "strictatime", "nostrictatime", "sync", "async",
        "private", "rprivate", "slave", "rslave", "shared", "rshared", "unbindable", "runbindable",
    ]

    /// Reads `--tmpfs`: `DESTINATION[:OPTIONS]`.
    ///
    /// - Throws: `ObjectError`.
    package static func memory(_ text: String) throws(ObjectError) -> MountPoint {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard let first = parts.first else { throw ObjectError("--tmpfs: the path is missing") }
        var point = MountPoint(kind: .tmpfs, destination: try absolute(first, text))
        point.options = ["noexec"]
        for word in parts.dropFirst().joined().split(separator: ",").map(String.init) {
            switch word {
            case "ro": point.isReadOnly = true
            case "rw": point.isReadOnly = false
            case "exec": point.options.removeAll { $0 == "noexec" }
            case _ where memoryOptions.contains(word.prefix { $0 != "=" }):
                point.options.append(word)
            default: throw ObjectError("--tmpfs \(text): unknown option \"\(word)\"")
            }
        }
        return point
    }

    /// Reads `--mount`: `type=…,source=…,destination=…[,readonly]`.
    ///
    /// - Parameters:
    ///   - text: As written.
    ///   - directory: From where relative paths are counted.
    /// - Returns: The mount; a volume has its name, and no source yet.
    /// - Throws: `ObjectError`.
    package static func mount(_ text: String, in directory: String) throws(ObjectError)
        -> MountPoint
    {
        var fields: [String: String] = [:]
        for field in text.split(separator: ",") {
            let parts = field.split(separator: "=", maxSplits: 1).map(String.init)
            fields[Self.key(parts[0])] = parts.count == 2 ? parts[1] : "true"
        }
        guard let kind = MountPoint.Kind(rawValue: fields["type"] ?? "volume") else {
            throw ObjectError("--mount \(text): type is bind, volume or tmpfs")
        }
        guard let destination = fields["destination"] else {
            throw ObjectError("--mount \(text): destination is missing")
        }
        var point = MountPoint(kind: kind, destination: try absolute(destination, text))
        let source = fields["source"] ?? ""
        switch kind {
        case .bind:
            guard !source.isEmpty else { throw ObjectError("--mount \(text): source is missing") }
            point.source = source.hasPrefix("/") ? source : "\(directory)/\(source)"
        case .volume where source.isEmpty: point.isAnonymous = true
        case .volume:
            guard ObjectName.isValid(source) else {
                throw ObjectError("--mount \(text): \"\(source)\" is no name of a volume")
            }
            point.name = source
        case .tmpfs: break
        }
        try apply(fields, to: &point, text)
        return point
    }

    private static func key(_ word: String) -> String {
        switch word {
        case "src": "source"
        case "dst", "target": "destination"
        case "ro": "readonly"
        default: word
        }
    }

    private static func apply(
        _ fields: [String: String],
        to point: inout MountPoint,
        _ text: String
    ) throws(ObjectError) {
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
            switch key {
            case "type", "source", "destination": break
            case "readonly": point.isReadOnly = value == "true" || value == "1"
            case "volume-nocopy" where point.kind == .volume:
                point.copiesContent = !(value == "true" || value == "1")
            case "tmpfs-size" where point.kind == .tmpfs: point.options.append("size=\(value)")
            case "tmpfs-mode" where point.kind == .tmpfs: point.options.append("mode=\(value)")
            case "bind-propagation" where point.kind == .bind: point.options.append(value)
            case "bind-nonrecursive" where point.kind == .bind && value == "true":
                point.options.append("bind")
            default: throw ObjectError("--mount \(text): unknown field \"\(key)\"")
            }
        }
    }

    private static func absolute(_ path: String, _ text: String) throws(ObjectError) -> String {
        guard path.hasPrefix("/"), path != "/", !path.split(separator: "/").contains("..") else {
            throw ObjectError(
                "\(text): the place inside is an absolute path other than /, without .."
            )
        }
        return path
    }
}
