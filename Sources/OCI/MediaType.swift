/// The type of a document or blob, such as `application/vnd.oci.image.manifest.v1+json`.
///
/// Types that we do not know are kept as they are.
///
/// Source: OCI image-spec 1.1, media-types.md; Docker image manifest V 2, schema 2.
package struct MediaType: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
    /// The type as written.
    package let rawValue: String

    /// A type that a document names.
    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The type as written.
    package var description: String { rawValue }

    /// A list of manifests, by platform.
    package static let index = MediaType(rawValue: "application/vnd.oci.image.index.v1+json")
    /// One image: its configuration and its layers.
    package static let manifest = MediaType(rawValue: "application/vnd.oci.image.manifest.v1+json")
    /// What to run and how.
    package static let configuration = MediaType(
        rawValue: "application/vnd.oci.image.config.v1+json"
    )
    /// A layer, not compressed.
    package static let layer = MediaType(rawValue: "application/vnd.oci.image.layer.v1.tar")
    /// A layer, compressed with gzip.
    package static let layerGzip = MediaType(
        rawValue: "application/vnd.oci.image.layer.v1.tar+gzip"
    )
    /// A layer, compressed with Zstandard.
    package static let layerZstd = MediaType(
        rawValue: "application/vnd.oci.image.layer.v1.tar+zstd"
    )
    /// Docker's name for an index.
    package static let dockerManifestList = MediaType(
        rawValue: "application/vnd.docker.distribution.manifest.list.v2+json"
    )
    /// Docker's name for a manifest.
    package static let dockerManifest = MediaType(
        rawValue: "application/vnd.docker.distribution.manifest.v2+json"
    )

    /// Docker's name for a configuration.
    package static let dockerConfiguration = MediaType(
        rawValue: "application/vnd.docker.container.image.v1+json"
    )

    /// Whether it is a list of manifests.
    package var isIndex: Bool {
        self == .index || self == .dockerManifestList
    }

    /// Whether it is a manifest.
    package var isManifest: Bool {
        self == .manifest || self == .dockerManifest
    }

    /// Whether it is the configuration of an image that can be run.
    package var isConfiguration: Bool {
        self == .configuration || self == .dockerConfiguration
    }

    /// Whether it is a file system layer of any compression, Docker's and the non-distributable ones included;
    /// encrypted ones are not, since they cannot be read.
    package var isLayer: Bool {
        guard !rawValue.hasSuffix("+encrypted") else { return false }
        return rawValue.hasPrefix("application/vnd.oci.image.layer.")
            || rawValue.hasPrefix("application/vnd.docker.image.rootfs.")
    }
}
