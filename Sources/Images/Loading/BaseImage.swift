package import SystemPackage

/// Where an image comes from, as the user names it.
package enum BaseImage: Sendable, Hashable {
    /// A root file system that is used where it lies: `dir:PATH`.
    case directory(FilePath)
    /// An OCI image layout: `oci:PATH[:TAG]`.
    case layout(FilePath, tag: String?)
    /// The same in a tar archive: `oci-archive:PATH[:TAG]`.
    case layoutArchive(FilePath, tag: String?)
    /// What `docker save` writes: `docker-archive:PATH[:REFERENCE]`.
    case dockerArchive(FilePath, reference: String?)
    /// An image of the store; never read from a text, since a name alone has to be resolved.
    case stored(StoredImage)

    /// Reads a name as skopeo and podman write it.
    ///
    /// The path ends at the first colon behind the transport, so it cannot hold one itself; a tag can.
    ///
    /// - Parameter text: Such as `oci:build/image:latest`.
    /// - Throws: `ImageError.malformedSource`.
    package init(_ text: String) throws(ImageError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let transport = Transport(rawValue: String(parts[0])) else {
            throw .malformedSource(text, reason: "it does not begin with \(Transport.list)")
        }
        if transport == .directory {
            self = .directory(try Self.path(parts[1], of: text))
            return
        }
        let rest = parts[1].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let path = try Self.path(rest[0], of: text)
        let name = rest.count == 2 ? String(rest[1]) : nil
        if name?.isEmpty == true {
            throw .malformedSource(text, reason: "there is nothing after the last colon")
        }
        self =
            switch transport {
            case .directory: .directory(path)
            case .layout: .layout(path, tag: name)
            case .layoutArchive: .layoutArchive(path, tag: name)
            case .dockerArchive: .dockerArchive(path, reference: name)
            }
    }

    /// Whether a text names a place by its transport, rather than an image by its name.
    package static func isPlace(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":") else { return false }
        return Transport(rawValue: String(text[..<colon])) != nil
    }

    private static func path(
        _ text: Substring,
        of whole: String
    ) throws(ImageError) -> FilePath {
        guard !text.isEmpty, !text.utf8.contains(0) else {
            throw .malformedSource(whole, reason: "there is no path in it")
        }
        return FilePath(String(text))
    }

    private enum Transport: String, CaseIterable {
        case directory = "dir"
        case layout = "oci"
        case layoutArchive = "oci-archive"
        case dockerArchive = "docker-archive"

        static let list = allCases.map { "\($0.rawValue):" }.joined(separator: ", ")
    }

    private var parts: (transport: Transport, path: FilePath, name: String?)? {
        switch self {
        case .stored: nil
        case .directory(let path): (.directory, path, nil)
        case .layout(let path, let tag): (.layout, path, tag)
        case .layoutArchive(let path, let tag): (.layoutArchive, path, tag)
        case .dockerArchive(let path, let reference): (.dockerArchive, path, reference)
        }
    }
}

extension BaseImage: CustomStringConvertible {
    /// As the user writes it.
    package var description: String {
        if case .stored(let image) = self { return image.title }
        guard let (transport, path, name) = parts else { return "" }
        return "\(transport.rawValue):\(path)" + (name.map { ":\($0)" } ?? "")
    }
}
