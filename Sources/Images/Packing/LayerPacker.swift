import Glibc
import HostSystem
import OCI
package import SystemPackage

/// Makes blobs of snapshots: what overlayfs keeps as files and marks becomes a layer of the image specification.
///
/// Each snapshot of the store is packed once; which blob it became is noted beside it. A layer that was unpacked from a
/// blob is that blob.
package struct LayerPacker: Sendable {
    private let content: ContentStore
    private let compression: LayerCompression
    private let interruption: Interruption

    /// A packer.
    ///
    /// - Parameters:
    ///   - content: Where the blobs go.
    ///   - compression: How new ones are compressed.
    ///   - interruption: Stops the work; nothing of an unfinished blob stays.
    package init(
        _ content: ContentStore,
        compression: LayerCompression = .gzip,
        interruption: Interruption = Interruption()
    ) {
        self.content = content
        self.compression = compression
        self.interruption = interruption
    }

    /// Packs a snapshot, unless a blob of it is there.
    ///
    /// - Parameter snapshot: Finished; nothing writes to it any more.
    /// - Returns: The blob, which is in the store.
    /// - Throws: `ImageError`.
    package func pack(_ snapshot: Snapshot) throws(ImageError) -> PackedLayer {
        let kept = content.store.path.appending("snapshots")
        guard snapshot.path.starts(with: kept) else { return try pack(snapshot.path) }
        let folder: Directory
        do { folder = try Directory(opening: snapshot.path.removingLastComponent()) } catch {
            throw .system(error)
        }
        if let noted = PackedLayer(notedIn: folder), content.contains(noted.descriptor.digest) {
            return noted
        }
        let packed = try pack(snapshot.path)
        try packed.note(in: folder)
        return packed
    }

    /// Packs a directory as it is now.
    ///
    /// - Parameter path: In overlayfs's words: a device 0:0 hides a file, an attribute makes a directory opaque.
    /// - Returns: The blob, which is in the store.
    /// - Throws: `ImageError`.
    package func pack(_ path: FilePath) throws(ImageError) -> PackedLayer {
        do {
            return try pack(try Directory(opening: path))
        } catch {
            throw ImageError.wrapping(error)
        }
    }

    private func pack(_ directory: borrowing Directory) throws -> PackedLayer {
        try pack { writer in
            var archiver = TreeArchiver(writer, convertsWhiteouts: true)
            try archiver.addRoot(directory)
            try archiver.addContent(of: directory)
            try archiver.finish()
        }
    }

    /// Packs an archive that is being written.
    ///
    /// - Parameter write: Writes all entries and the end.
    /// - Returns: The blob.
    /// - Throws: What `write` throws, `ImageError`.
    package func pack(_ write: (TarWriter) throws -> Void) throws -> PackedLayer {
        let blob = try content.writer()
        do {
            let compressor = try compression.compressor { try blob.write($0) }
            let digest = DigestCount()
            try write(
                TarWriter { bytes in
                    if interruption.isRequested { throw ImageError.interrupted }
                    digest.update(bytes)
                    try compressor.write(bytes)
                }
            )
            try compressor.finish()
            let made = try blob.finish()
            return PackedLayer(
                descriptor: Descriptor(
                    mediaType: compression.mediaType,
                    digest: made.digest,
                    size: made.size
                ),
                diffID: digest.digest
            )
        } catch {
            blob.cancel()
            throw error
        }
    }
}

/// A digest that a closure feeds; used by one thread.
final class DigestCount {
    private var digester = Digester()

    /// Of all bytes so far.
    var digest: Digest { digester.digest() }

    /// Takes the next bytes.
    func update(_ bytes: UnsafeRawBufferPointer) {
        digester.update(bytes)
    }
}
