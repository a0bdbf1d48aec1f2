import Glibc
import HostSystem
import OCI
package import SystemPackage

/// Makes a layer of the archive of a root file system: `docker export`, `tar -c`, a distribution's root tarball.
package struct RootIntake: Sendable {
    private let content: ContentStore

    /// An intake into a store.
    package init(_ content: ContentStore) {
        self.content = content
    }

    /// Takes an archive in as one layer.
    ///
    /// What is compressed with gzip or Zstandard stays as it is; all else is compressed with gzip.
    ///
    /// - Parameter path: A tar archive, perhaps compressed.
    /// - Returns: The layer.
    /// - Throws: `ImageError`, also where an entry would lead out or the archive is cut off.
    package func take(_ path: FilePath) throws(ImageError) -> PackedLayer {
        do {
            let file = try OpenFile(opening: path, O_RDONLY | O_NONBLOCK)
            let blob = try Blob(try SharedFile(file, name: path.string))
            return try take(blob)
        } catch let fault as LayerFault {
            throw .content(name: path.string, reason: "cannot be imported: \(fault)")
        } catch {
            throw .wrapping(error)
        }
    }

    private func take(_ blob: Blob) throws -> PackedLayer {
        let compression = try Compression(of: blob)
        guard compression == .gzip || compression == .zstd else {
            return try LayerPacker(content).pack { writer in
                try Self.check(blob, compression) { try writer.addRaw($0) }
            }
        }
        let digest = DigestCount()
        try Self.check(blob, compression) { digest.update($0) }
        let made = try content.copy(blob, expecting: nil)
        return PackedLayer(
            descriptor: Descriptor(
                mediaType: compression == .gzip ? .layerGzip : .layerZstd,
                digest: made.digest,
                size: made.size
            ),
            diffID: digest.digest
        )
    }

    /// Reads an archive to its end, entry by entry.
    private static func check(
        _ blob: Blob,
        _ compression: Compression,
        _ sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let stream = TappedStream(try compression.reader(of: BlobStream(blob)), sink)
        var reader = TarReader(stream)
        var place = LayerPlace.whole
        var count = 0
        do throws(LayerFault) {
            while let entry = try reader.next() {
                place = .entry(LayerPlace.printable(entry.name))
                _ = try EntryPath(cleaning: entry.name)
                count += 1
            }
            while try !stream.next().isEmpty {}
        } catch {
            if let failure = stream.failure { throw failure }
            throw ImageError.content(
                name: "\(place) of the archive",
                reason: "is refused: \(error)"
            )
        }
        guard count > 0 else {
            throw ImageError.content(name: "the archive", reason: "is empty")
        }
    }
}

/// A stream of which somebody else gets every byte too.
final class TappedStream: ByteStream {
    private let source: any ByteStream
    private let sink: (UnsafeRawBufferPointer) throws -> Void

    /// What the other one threw.
    private(set) var failure: (any Error)?

    /// Begins.
    init(
        _ source: any ByteStream,
        _ sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) {
        self.source = source
        self.sink = sink
    }

    func next() throws(LayerFault) -> UnsafeRawBufferPointer {
        let piece = try source.next()
        guard !piece.isEmpty else { return piece }
        do { try sink(piece) } catch {
            failure = error
            throw .interrupted
        }
        return piece
    }

    func jump(_ count: Int64) -> Int64 { 0 }
}
