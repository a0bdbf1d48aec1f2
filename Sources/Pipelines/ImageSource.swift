import OCI

/// Where the file system of a job comes from: a name of the store or a registry, or a place on this machine in the words
/// of skopeo and podman (containers-transports(5)).
///
/// Paths are as written: absolute, or relative to the root of the repository.
package enum ImageSource: Sendable, Hashable {
    /// The programs of this machine, read only.
    case host
    /// Nothing at all.
    case scratch
    /// A folder that holds a root file system.
    case directory(path: String)
    /// An OCI image layout; the tag may be left out where there is only one image.
    case ociLayout(path: String, tag: String?)
    /// A tar file that holds an OCI image layout.
    case ociArchive(path: String, tag: String?)
    /// A tar file as `docker save` writes it; the reference may be left out where there is only one image.
    case dockerArchive(path: String, reference: String?)
    /// An image of the store, or of a registry: `alpine:3.20`. Well-formed; short names are not yet resolved.
    case named(String)
    /// Built from a Dockerfile of the commit; never written as a text.
    case built(ImageBuild)
}

extension ImageSource: SettingValue {
    private static let choices =
        "use a name such as alpine:3.20, or host, scratch, dir:PATH, oci:PATH[:TAG], oci-archive:PATH[:TAG] or docker-archive:PATH[:REF]"

    /// Reads the name of an image, or a transport and its path.
    ///
    /// - Parameter text: Such as `alpine:3.20` or `oci:images/base:3.20`.
    /// - Returns: The source; nothing is looked up.
    /// - Throws: `SettingError` for what is no name, and for a transport without a path.
    package static func reading(_ text: String) throws(SettingError) -> ImageSource {
        if text == "host" { return .host }
        if text == "scratch" { return .scratch }
        guard let colon = text.firstIndex(of: ":"),
            let transport = Transport(rawValue: String(text[..<colon]))
        else { return try name(text) }
        let place = text[text.index(after: colon)...]
        let (path, tag) = transport == .dir ? (place, nil) : parted(place)
        guard !path.isEmpty, tag?.isEmpty != true, !text.utf8.contains(0) else {
            throw SettingError(
                "image \"\(text)\" has an empty \(path.isEmpty ? "path" : "tag")",
                fix: choices
            )
        }
        return source(transport, String(path), tag.map(String.init))
    }

    /// Transports of skopeo that have nothing to lead to here.
    private static let foreignTransports = [
        "docker-daemon", "containers-storage", "ostree", "sif", "tarball",
    ]

    private static func name(_ text: String) throws(SettingError) -> ImageSource {
        let plain = text.hasPrefix("docker://") ? String(text.dropFirst("docker://".count)) : text
        let transport = plain.prefix { $0 != ":" }
        guard !foreignTransports.contains(String(transport)) else {
            throw SettingError("images of \(transport) are not supported", fix: choices)
        }
        do {
            _ = try ImageReference(plain)
            return .named(plain)
        } catch .malformedReference(_, let reason) {
            throw SettingError("\"\(text)\" does not name an image: \(reason)", fix: choices)
        } catch {
            throw SettingError("\(error)", fix: choices)
        }
    }

    private enum Transport: String {
        case dir
        case oci
        case ociArchive = "oci-archive"
        case dockerArchive = "docker-archive"
    }

    /// Parts at the first colon: a path with a colon cannot be named, as in containers-transports(5).
    private static func parted(_ place: Substring) -> (path: Substring, tag: Substring?) {
        guard let colon = place.firstIndex(of: ":") else { return (place, nil) }
        return (place[..<colon], place[place.index(after: colon)...])
    }

    private static func source(_ transport: Transport, _ path: String, _ tag: String?)
        -> ImageSource
    {
        switch transport {
        case .dir: .directory(path: path)
        case .oci: .ociLayout(path: path, tag: tag)
        case .ociArchive: .ociArchive(path: path, tag: tag)
        case .dockerArchive: .dockerArchive(path: path, reference: tag)
        }
    }
}

extension ImageSource: CustomStringConvertible {
    /// As a user would write it.
    package var description: String {
        switch self {
        case .named(let name): name
        case .built(let build): build.description
        case .host: "host"
        case .scratch: "scratch"
        case .directory(let path): "dir:\(path)"
        case .ociLayout(let path, let tag): "oci:\(path)\(tag.map { ":\($0)" } ?? "")"
        case .ociArchive(let path, let tag): "oci-archive:\(path)\(tag.map { ":\($0)" } ?? "")"
        case .dockerArchive(let path, let reference):
            "docker-archive:\(path)\(reference.map { ":\($0)" } ?? "")"
        }
    }
}
