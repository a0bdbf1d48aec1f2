package import Images
package import OCI

/// What is to be pulled.
package struct PullRequest: Sendable {
    /// Which platforms of an image are wanted.
    package enum Platforms: Sendable, Hashable {
        /// The host's.
        case host
        /// Another.
        case one(Platform)
        /// All that there are, with the index.
        case all
    }

    /// The image, normalised.
    package var reference: ImageReference
    /// For what.
    package var platforms: Platforms
    /// Whether layers are unpacked as they come, where the image runs here.
    package var isUnpacked: Bool

    /// A wish.
    package init(
        _ reference: ImageReference,
        platforms: Platforms = .host,
        isUnpacked: Bool = true
    ) {
        self.reference = reference
        self.platforms = platforms
        self.isUnpacked = isUnpacked
    }
}

/// What has been pulled.
package struct PulledImage: Sendable {
    /// The manifest, or the index where all platforms were wanted.
    package var descriptor: Descriptor
    /// Where it came from.
    package var place: RegistryPlace
    /// Whether anything had to be downloaded.
    package var isNew: Bool
    /// The unpacked image; nil where it was not unpacked.
    package var loaded: LoadedImage?
}
