import HostSystem
import OCI

/// Takes in the images of an OCI image layout.
struct LayoutIntake {
    /// The layout.
    let source: any ImageContent
    /// Where the blobs go.
    let content: ContentStore
    /// What has to be there of an index.
    let platform: Platform

    /// Takes in all images of the layout's index.
    ///
    /// - Throws: `ImageError`.
    func take() throws(ImageError) -> [ImageIntake.Taken] {
        let index = try source.layoutIndex()
        var taken: [ImageIntake.Taken] = []
        for listed in index.manifests where !listed.isAttestation {
            let references = Self.references(of: listed)
            var descriptor = listed
            descriptor.annotations = nil
            if let place = taken.firstIndex(where: { $0.descriptor.digest == descriptor.digest }) {
                taken[place].references += references
                continue
            }
            try copyDocument(descriptor, depth: 0)
            // What is to be run has to be whole.
            if try ImageClosure(of: [descriptor], in: content).isComplete == false {
                _ = try LayoutReader(content: StoreContent(content), platform: platform)
                    .image(descriptor)
            }
            taken.append(ImageIntake.Taken(descriptor: descriptor, references: references))
        }
        return taken
    }

    /// The whole names; a bare tag, as skopeo writes it, is none.
    private static func references(of descriptor: Descriptor) -> [ImageReference] {
        let whole = descriptor.annotations?["io.containerd.image.name"]
        let name = descriptor.referenceName.flatMap {
            $0.contains(where: { ":/@".contains($0) }) ? $0 : nil
        }
        return (whole ?? name).flatMap { try? ImageReference($0) }.map { [$0] } ?? []
    }

    private func copyDocument(_ descriptor: Descriptor, depth: Int) throws(ImageError) {
        let (document, bytes) = try source.imageDocument(descriptor, depth: depth)
        switch document {
        case .index(let index):
            for child in index.manifests {
                // An index may list more than was saved.
                guard try source.find(ImageLayout.path(of: child.digest)) != nil else { continue }
                try copyDocument(child, depth: depth + 1)
            }
        case .manifest(let manifest):
            var seen: Set<Digest> = []
            let blobs = ([manifest.config] + manifest.layers).filter { blob in
                seen.insert(blob.digest).inserted
            }
            _ = try SideBySide.map(blobs) { (blob) throws(ImageError) in try copyBlob(blob) }
        }
        // Last, so that a document is never there before what it refers to.
        try content.write(bytes, as: descriptor.mediaType)
    }

    private func copyBlob(_ descriptor: Descriptor) throws(ImageError) {
        guard try !content.contains(descriptor) else { return }
        let blob = try source.blob(ImageLayout.path(of: descriptor.digest))
        try content.copy(blob, expecting: descriptor)
    }
}

extension ContentStore {
    /// Copies a blob into the store.
    ///
    /// - Parameters:
    ///   - blob: From elsewhere.
    ///   - descriptor: What it must be; nil where nobody says.
    /// - Returns: What it is.
    /// - Throws: `ImageError`.
    @discardableResult
    func copy(
        _ blob: Blob,
        expecting descriptor: Descriptor?
    ) throws(ImageError) -> BlobIdentity {
        let writer = try writer(expecting: descriptor)
        do {
            let stream = BlobStream(blob)
            while true {
                let piece = try stream.next()
                if piece.isEmpty { break }
                try writer.write(piece)
            }
            return try writer.finish()
        } catch {
            writer.cancel()
            throw .wrapping(error)
        }
    }
}
