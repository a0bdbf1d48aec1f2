import Images
import OCI

/// An image as `docker image inspect` shows it; the names are Docker's.
struct ImageReport: Encodable {
    var Id: String
    var RepoTags: [String]
    var RepoDigests: [String]
    var Parent = ""
    var Comment: String
    var Created: String
    var Author: String
    var Architecture: String
    var Variant: String?
    var Os: String
    var Size: Int64
    var Config: ExecutionParameters
    var RootFS: Layers
    /// The manifest's digest and type, as in an index.
    var Descriptor: OCI.Descriptor
    /// The manifest's own words.
    var Annotations: [String: String]?
    /// The layers as they are stored.
    var Blobs: [OCI.Descriptor]
    /// Every platform of an index.
    var Platforms: [String]?
    /// When the names last changed.
    var Metadata: Times

    /// The layers by their uncompressed content.
    struct Layers: Encodable {
        var `Type` = "layers"
        var Layers: [String]
    }

    /// Times of the store, not of the image.
    struct Times: Encodable {
        var LastTagTime: String?
    }

    init(_ details: ImageDetails, in images: ImageStore) throws {
        let same = try images.all().filter {
            $0.descriptor.digest == details.image.descriptor.digest
        }
        let references = same.compactMap(\.reference)
        Id = details.id.description
        RepoTags = references.filter { $0.tag != nil && $0.digest == nil }.map(\.familiar).sorted()
        let digest = details.image.descriptor.digest
        RepoDigests = Set(references.map { "\($0.familiarName)@\(digest)" }).sorted()
        let configuration = details.configuration
        Comment = configuration.history?.last?.comment ?? ""
        Created = configuration.created ?? ""
        Author = configuration.author ?? ""
        Architecture = configuration.architecture
        Variant = configuration.variant
        Os = configuration.os
        Size = details.sizeBytes
        Config = configuration.config ?? ExecutionParameters()
        RootFS = Layers(Layers: configuration.rootfs.diffIDs.map(\.description))
        Descriptor = details.descriptor
        Annotations = details.manifest.annotations
        Blobs = details.manifest.layers
        Platforms = try Self.platforms(of: details.image, images)
        let times = try same.flatMap { try images.versions(of: $0).first.map { [$0.time] } ?? [] }
        Metadata = Times(LastTagTime: times.max())
    }

    private static func platforms(
        of image: StoredImage,
        _ images: ImageStore
    ) throws -> [String]? {
        guard image.descriptor.mediaType.isIndex else { return nil }
        let closure = try ImageClosure(of: [image.descriptor], in: images.content)
        return (closure.present + closure.missing)
            .filter { $0.mediaType.isManifest && !$0.isAttestation }
            .compactMap { $0.platform?.description }
    }
}
