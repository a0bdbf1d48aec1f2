package import OCI

/// An image on its way out of the store, with the names that it is to have there.
package struct SavedImage: Sendable, Hashable {
    /// Its manifest or index.
    package var descriptor: Descriptor
    /// What an image layout calls it; nil for nothing.
    package var name: String?
    /// Its name in Docker's words; nil for none.
    package var reference: ImageReference?

    /// An image with the names that it has in the store.
    package init(_ image: StoredImage) {
        descriptor = image.descriptor
        name = image.name
        reference = image.reference
    }

    /// An image with a name of the user's choice.
    ///
    /// - Parameters:
    ///   - descriptor: Its manifest or index.
    ///   - name: What a layout calls it, such as `1.0`.
    package init(_ descriptor: Descriptor, name: String?) {
        self.descriptor = descriptor
        self.name = name
        reference = nil
    }

    /// As an entry of a layout's index.
    var listed: Descriptor {
        var listed = descriptor
        var annotations = listed.annotations ?? [:]
        annotations[ImageNames.nameKey] = name
        // Where Docker and containerd look for the whole name.
        annotations["io.containerd.image.name"] =
            reference?.tag == nil ? nil : reference?.description
        listed.annotations = annotations.isEmpty ? nil : annotations
        return listed
    }
}
