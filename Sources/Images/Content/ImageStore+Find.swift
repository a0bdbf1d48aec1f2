package import OCI

extension ImageStore {
    /// Finds an image as people name it: a reference, a digest, or the beginning of an id.
    ///
    /// A name counts more than an id that begins the same, as with Docker.
    ///
    /// - Parameter text: `alpine`, `alpine@sha256:…`, `sha256:…`, `4c48af9b3d2e`.
    /// - Returns: The image; of one with several names, the first.
    /// - Throws: `ImageError.noSuchImage`, `ambiguousImage`.
    package func find(_ text: String) throws(ImageError) -> StoredImage {
        if let reference = try? ImageReference(text), let image = try image(reference) {
            return image
        }
        let hex = text.hasPrefix("sha256:") ? String(text.dropFirst("sha256:".count)) : text
        guard !hex.isEmpty, hex.utf8.count <= 64, hex.utf8.allSatisfy(\.isLowerHex) else {
            throw .noSuchImage(wanted: text, available: try names())
        }
        let found = try all().filter { ids(of: $0).contains { $0.hex.hasPrefix(hex) } }
        guard let first = found.first else {
            throw .noSuchImage(wanted: text, available: try names())
        }
        let digests = Set(found.map(\.descriptor.digest))
        guard digests.count == 1 else {
            throw .ambiguousImage(text, candidates: digests.map(\.description).sorted())
        }
        return first
    }

    /// Finds an image by its name; nil where there is none of that name.
    ///
    /// - Parameter text: A reference, not normalised.
    /// - Returns: The image.
    /// - Throws: `ImageError`, also where the text is no reference.
    package func image(named text: String) throws(ImageError) -> StoredImage? {
        do { return try image(try ImageReference(text)) } catch let error as OCIError {
            throw .document(error)
        } catch let error as ImageError {
            throw error
        } catch {
            throw .wrapping(error)
        }
    }

    private func names() throws(ImageError) -> [String] {
        Array(Set(try all().compactMap { $0.reference?.familiar })).sorted()
    }

    /// The digests by which an image may be asked for.
    private func ids(of image: StoredImage) -> [Digest] {
        // An image that is damaged can still be named by its own digest, and be removed.
        let details = try? details(of: image)
        return [image.descriptor.digest] + (details.map { [$0.id, $0.descriptor.digest] } ?? [])
    }

    /// What an image is on a platform.
    ///
    /// - Parameters:
    ///   - image: Of this store.
    ///   - platform: Which of an index is wanted; nil for the host's, or else one that is there.
    /// - Returns: The details; the layers themselves have not been looked at.
    /// - Throws: `ImageError`.
    package func details(
        of image: StoredImage,
        platform: Platform? = nil
    ) throws(ImageError) -> ImageDetails {
        let reader = LayoutReader(content: StoreContent(content), platform: platform ?? .host)
        do {
            return try details(of: image, manifest: try reader.manifest(of: image.descriptor))
        } catch {
            guard platform == nil, let other = try otherManifest(of: image) else { throw error }
            return try details(of: image, manifest: try reader.manifest(of: other))
        }
    }

    /// A manifest of an index of which the host's was not pulled; nil where there is none.
    private func otherManifest(of image: StoredImage) throws(ImageError) -> Descriptor? {
        guard image.descriptor.mediaType.isIndex else { return nil }
        return try ImageClosure(of: [image.descriptor], in: content).present.first {
            $0.mediaType.isManifest && !$0.isAttestation
        }
    }

    private func details(
        of image: StoredImage,
        manifest: (Descriptor, ImageManifest)
    ) throws(ImageError) -> ImageDetails {
        let (descriptor, manifest) = manifest
        let bytes = try content.document(manifest.config)
        do {
            return ImageDetails(
                image: image,
                descriptor: descriptor,
                manifest: manifest,
                configuration: try Document.decode(
                    ImageConfiguration.self,
                    from: bytes,
                    named: "\(manifest.config.digest)"
                )
            )
        } catch {
            throw .document(error)
        }
    }
}

extension UInt8 {
    fileprivate var isLowerHex: Bool {
        (0x30...0x39).contains(self) || (0x61...0x66).contains(self)
    }
}
