import HostSystem
package import OCI
import SystemPackage

/// The images of a store by name: what a name means now, and what it meant before.
///
/// The images are complete once they have a name: who names one has written its blobs before.
package struct ImageStore: Sendable {
    /// The blobs that the images consist of.
    package let content: ContentStore
    private let names: ImageNames

    /// The images of a store.
    package init(_ content: ContentStore) {
        self.content = content
        self.names = ImageNames(content.store)
    }

    // MARK: Looking

    /// All images, by name, those without one last.
    ///
    /// - Throws: `ImageError`.
    package func all() throws(ImageError) -> [StoredImage] {
        try names.all()
    }

    /// The image that a reference means; nil where there is none.
    ///
    /// A reference with a digest means any image of that repository whose digest it is.
    ///
    /// - Throws: `ImageError`.
    package func image(_ reference: ImageReference) throws(ImageError) -> StoredImage? {
        let images = try all()
        guard let digest = reference.digest else {
            return images.first { $0.name == Self.name(of: reference) }
        }
        return images.first { $0.name == Self.name(of: reference) }
            ?? images.first {
                $0.descriptor.digest == digest && $0.reference?.name == reference.name
            }
    }

    /// How a reference is written in the layout: tag or digest, not both.
    package static func name(of reference: ImageReference) -> String {
        reference.digest.map { "\(reference.name)@\($0)" } ?? reference.description
    }

    // MARK: Changing

    /// Lets a name mean an image from now on; what it meant before is kept as a version.
    ///
    /// - Parameters:
    ///   - descriptor: Of a manifest or an index that is in the store with all that it refers to.
    ///   - reference: The name.
    ///   - cause: Why.
    /// - Throws: `ImageError`.
    package func tag(
        _ descriptor: Descriptor,
        as reference: ImageReference,
        because cause: ImageVersion.Cause
    ) throws(ImageError) {
        let name = Self.name(of: reference)
        let version = ImageVersion(descriptor: descriptor, time: UTCTime.now, cause: cause)
        try names.change { (images, folder) throws(ImageError) in
            // An image that got a name needs no entry without one.
            images.removeAll {
                $0.name == name || ($0.name == nil && $0.descriptor.digest == descriptor.digest)
            }
            images.append(StoredImage(name: name, descriptor: descriptor))
            guard reference.digest == nil else { return }
            var versions = try VersionFile(of: name, in: folder)
            versions.add(version)
            try versions.write(in: folder)
        }
    }

    /// Keeps an image that has no name, until it is removed.
    ///
    /// - Throws: `ImageError`.
    package func keep(_ descriptor: Descriptor) throws(ImageError) {
        try names.change { (images, _) throws(ImageError) in
            guard !images.contains(where: { $0.descriptor.digest == descriptor.digest }) else {
                return
            }
            images.append(StoredImage(name: nil, descriptor: descriptor))
        }
    }

    /// Takes a name away, and the versions that it had.
    ///
    /// - Parameters:
    ///   - image: As it is listed.
    ///   - keepsContent: Whether an image that loses its last name stays as one without a name.
    /// - Throws: `ImageError`.
    package func untag(
        _ image: StoredImage,
        keepsContent: Bool = false
    ) throws(ImageError) {
        try names.change { (images, folder) throws(ImageError) in
            images.removeAll { $0 == image }
            if let name = image.name { try VersionFile.remove(name, in: folder) }
            let digest = image.descriptor.digest
            guard keepsContent, !images.contains(where: { $0.descriptor.digest == digest }) else {
                return
            }
            images.append(StoredImage(name: nil, descriptor: image.descriptor))
        }
    }

    // MARK: Versions

    /// What a name has meant, newest first; the first is what it means now.
    ///
    /// - Throws: `ImageError`.
    package func versions(of image: StoredImage) throws(ImageError) -> [ImageVersion] {
        guard let name = image.name else { return [] }
        return try VersionFile(of: name, in: try tags()).versions
    }

    /// Lets a name mean again what it meant some versions before.
    ///
    /// - Parameters:
    ///   - reference: The name.
    ///   - count: How many versions back.
    /// - Returns: The image that it means now.
    /// - Throws: `ImageError.noSuchVersion`.
    package func rollback(
        _ reference: ImageReference,
        by count: Int
    ) throws(ImageError) -> StoredImage {
        let name = Self.name(of: reference)
        return try names.change { (images, folder) throws(ImageError) in
            var file = try VersionFile(of: name, in: folder)
            guard count > 0, count < file.versions.count else {
                throw .noSuchVersion(
                    name: reference.familiar,
                    wanted: count,
                    available: file.versions.count
                )
            }
            let descriptor = file.versions[count].descriptor
            file.add(
                ImageVersion(descriptor: descriptor, time: UTCTime.now, cause: .rollback)
            )
            try file.write(in: folder)
            let image = StoredImage(name: name, descriptor: descriptor)
            images.removeAll { $0.name == name }
            images.append(image)
            return image
        }
    }

    /// Forgets what all names meant before.
    ///
    /// - Throws: `ImageError`.
    package func forgetVersions() throws(ImageError) {
        try names.change { (_, folder) throws(ImageError) in
            for file in try VersionFile.all(in: folder) {
                var file = file
                file.versions = Array(file.versions.prefix(1))
                try file.write(in: folder)
            }
        }
    }

    /// All descriptors that must stay: of names, of images without one, and of versions.
    func roots() throws(ImageError) -> [Descriptor] {
        let versions = try VersionFile.all(in: try tags()).flatMap(\.versions).map(\.descriptor)
        return try all().map(\.descriptor) + versions
    }

    private func tags() throws(ImageError) -> Directory {
        do { return try content.store.folder("tags") } catch { throw .system(error) }
    }
}
