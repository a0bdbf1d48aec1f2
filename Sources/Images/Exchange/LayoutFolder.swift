import Glibc
import HostSystem
package import OCI
package import SystemPackage

/// A folder of the user's that is, or becomes, an OCI image layout: images are added to it.
///
/// Source: OCI image-spec 1.1, image-layout.md.
package struct LayoutFolder: Sendable {
    private let path: FilePath

    /// A folder; made where it is missing.
    package init(_ path: FilePath) {
        self.path = path
    }

    /// Adds images; one of the same name loses it.
    ///
    /// - Parameters:
    ///   - images: Of the store.
    ///   - content: Where their blobs are.
    ///   - platform: Which manifest of an index of which not all was pulled.
    /// - Throws: `ImageError`.
    package func add(
        _ images: [SavedImage],
        from content: ContentStore,
        platform: Platform = .host
    ) throws(ImageError) {
        let selection = try ImageSelection(
            images,
            in: content,
            platform: platform,
            isSingle: false
        )
        do {
            let folder = try Directory(creating: path, mode: 0o755)
            // Of two programs that add at once, one waits.
            try call("lock \(path)", "flock", flock(folder.descriptor, LOCK_EX))
            for blob in selection.blobs { try Self.copy(blob, from: content, to: folder) }
            try list(selection.images, in: folder)
        } catch {
            throw .wrapping(error)
        }
    }

    private static func copy(
        _ blob: Descriptor,
        from content: ContentStore,
        to folder: borrowing Directory
    ) throws {
        let algorithm = blob.digest.algorithm.rawValue
        let blobs = try folder.makeDirectory(FilePath("blobs/\(algorithm)"), mode: 0o755)
        let name = FilePath(blob.digest.hex)
        if blobs.contains(name) { return }
        let temporary = FilePath(".\(blob.digest.hex).\(getpid())")
        do {
            let file = try blobs.open(temporary, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644)
            try content.copy(blob, to: file.descriptor, named: "\(name)")
            try blobs.rename(temporary, to: blobs, as: name)
        } catch {
            // The refusal is what matters.
            try? blobs.removeFile(temporary)
            throw error
        }
    }

    private func list(_ images: [SavedImage], in folder: borrowing Directory) throws {
        var index = ImageIndex(manifests: [])
        let file = FilePath(ImageLayout.indexFileName)
        if folder.contains(file) {
            let bytes = try folder.readFile(file, limit: Document.maximumBytes)
            index = try Document.decode(ImageIndex.self, from: bytes, named: "\(path)/\(file)")
        }
        for image in images {
            index.manifests.removeAll {
                $0.referenceName == image.name
                    && (image.name != nil || $0.digest == image.descriptor.digest)
            }
            index.manifests.append(image.listed)
        }
        let mark = try Document.encode(ImageLayout())
        try folder.writeFile(FilePath(ImageLayout.fileName), mark, mode: 0o644)
        try folder.writeFile(file, try Document.encode(index), mode: 0o644)
    }
}
