import OCI

/// The part of images that can be handed on: an index of which not all was pulled becomes the one manifest that fits.
struct ImageSelection {
    /// The images, whole.
    let images: [SavedImage]
    /// All their blobs, each once.
    let blobs: [Descriptor]

    /// Chooses.
    ///
    /// - Parameters:
    ///   - images: Of the store.
    ///   - content: Where their blobs are.
    ///   - platform: Which manifest of an index that is not whole.
    ///   - isSingle: Whether only that manifest is wanted, whole or not.
    /// - Throws: `ImageError` where something is missing of what has to be there.
    init(
        _ images: [SavedImage],
        in content: ContentStore,
        platform: Platform,
        isSingle: Bool
    ) throws(ImageError) {
        var chosen: [SavedImage] = []
        for image in images {
            var image = image
            let closure = try ImageClosure(of: [image.descriptor], in: content)
            if isSingle || !closure.isComplete {
                let reader = LayoutReader(content: StoreContent(content), platform: platform)
                image.descriptor = try reader.manifest(of: image.descriptor).0
                image.descriptor.annotations = nil
            }
            chosen.append(image)
        }
        let closure = try ImageClosure(of: chosen.map(\.descriptor), in: content)
        if let missing = closure.missing.first { throw .missing(missing.digest) }
        self.images = chosen
        self.blobs = closure.present
    }
}
