import Glibc
import HostSystem
import OCI
import SystemPackage

/// The names of images: the `index.json` of the layout, changed under a lock and by rename.
struct ImageNames: Sendable {
    private let store: Store

    /// The key that holds a name; OCI image-spec 1.1, annotations.md.
    static let nameKey = "org.opencontainers.image.ref.name"

    /// The names in a store.
    init(_ store: Store) {
        self.store = store
    }

    /// All images, by name, those without one last.
    func all() throws(ImageError) -> [StoredImage] {
        let bytes: [UInt8]?
        do throws(SystemError) {
            let layout = try store.folder("images")
            let file = FilePath(ImageLayout.indexFileName)
            bytes = layout.contains(file) ? try layout.readFile(file) : nil
        } catch {
            throw .system(error)
        }
        guard let bytes else { return [] }
        return try Self.read(bytes)
    }

    private static func read(_ bytes: [UInt8]) throws(ImageError) -> [StoredImage] {
        do {
            let index = try Document.decode(
                ImageIndex.self,
                from: bytes,
                named: ImageLayout.indexFileName,
                limit: maximumBytes
            )
            return index.manifests.map(StoredImage.init(listed:))
        } catch {
            throw .document(error)
        }
    }

    /// Our own index may list more images than a registry's document may hold: some 100,000.
    private static let maximumBytes = 1 << 26

    /// Changes the names, one process at a time.
    ///
    /// - Parameter make: Gets the list, and the open folder of versions.
    /// - Returns: What it returns.
    /// - Throws: `ImageError`; the names are as before then.
    func change<Value>(
        _ make: (inout [StoredImage], borrowing Directory) throws(ImageError) -> Value
    ) throws(ImageError) -> Value {
        do {
            let tags = try store.folder("tags")
            let lock = try tags.open("lock", O_RDWR | O_CREAT)
            try call("lock the names of images", "flock", flock(lock.descriptor, LOCK_EX))
            let before = try all()
            var images = before
            let value = try make(&images, tags)
            if images != before { try write(images) }
            return value
        } catch let error as ImageError {
            throw error
        } catch let error as SystemError {
            throw .system(error)
        } catch {
            preconditionFailure("a change of names failed with \(error)")
        }
    }

    private func write(_ images: [StoredImage]) throws {
        let sorted = images.sorted { left, right in
            (left.name == nil ? 1 : 0, left.name ?? "", left.descriptor.digest.hex)
                < (right.name == nil ? 1 : 0, right.name ?? "", right.descriptor.digest.hex)
        }
        let index = ImageIndex(manifests: sorted.map(\.listed))
        let layout = try store.folder("images")
        try layout.writeFile(
            FilePath(ImageLayout.indexFileName),
            try Document.encode(index),
            durable: true
        )
        try call("write the names of images", "fsync", fsync(layout.descriptor))
    }
}

extension StoredImage {
    fileprivate init(listed descriptor: Descriptor) {
        var own = descriptor
        let name = own.annotations?.removeValue(forKey: ImageNames.nameKey)
        if own.annotations?.isEmpty == true { own.annotations = nil }
        self.init(name: name, descriptor: own)
    }

    fileprivate var listed: Descriptor {
        var listed = descriptor
        if let name {
            listed.annotations = (listed.annotations ?? [:]).merging([ImageNames.nameKey: name]) {
                $1
            }
        }
        return listed
    }
}
