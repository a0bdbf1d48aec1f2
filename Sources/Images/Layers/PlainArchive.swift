package import HostSystem
import SystemPackage

/// A tar archive that is no layer: whatever its names are, they are files.
///
/// It may be compressed as layers may be. As with a layer, no entry reaches anything outside of the folder.
package struct PlainArchive: Sendable {
    private let marks: OverlayMarks
    private let limits = LayerLimits()

    /// Archives are unpacked with the rights of the host's root, or of a user namespace's.
    package init(marks: OverlayMarks) {
        self.marks = marks
    }

    /// Whether a file is an archive, told by its first entry.
    ///
    /// - Parameter file: A regular file.
    /// - Returns: false also for a file that is compressed and holds something else.
    /// - Throws: `SystemError`.
    package func isArchive(_ file: borrowing OpenFile) throws(SystemError) -> Bool {
        let blob = try Blob(SharedFile(try file.duplicate(), name: "an archive"))
        // What cannot be read as one is none.
        guard let stream = try? Self.stream(blob) else { return false }
        var reader = TarReader(stream)
        return (try? reader.next()) != nil
    }

    /// Unpacks an archive.
    ///
    /// - Parameters:
    ///   - file: A regular file.
    ///   - name: What messages call it.
    ///   - directory: Empty.
    /// - Throws: `ImageError.content` where it is damaged, or an entry cannot be written.
    package func unpack(
        _ file: borrowing OpenFile,
        named name: String,
        into directory: borrowing Directory
    ) throws {
        var entry: [UInt8] = []
        do throws(LayerFault) {
            let blob = try Self.blob(file)
            var reader = TarReader(try Self.stream(blob))
            var writer = try LayerWriter(into: directory, marks: marks)
            writer.readsWhiteouts = false
            var bytesLeft = limits.bytes
            var entries = 0
            while let next = try reader.next() {
                entry = next.name
                entries += 1
                bytesLeft -= next.size
                guard entries <= limits.entries else {
                    throw .tooManyEntries(limit: limits.entries)
                }
                guard bytesLeft >= 0 else { throw .tooManyBytes(limit: limits.bytes) }
                try writer.write(next, from: &reader)
            }
            let plain = FileAttributes(owner: 0, group: 0, mode: 0o755)
            var implied: [FilePath: FileAttributes] = [:]
            for path in writer.impliedDirectories { implied[path] = plain }
            try writer.finish(implied: implied)
        } catch {
            let place = entry.isEmpty ? "" : " (at \(LayerPlace.printable(entry)))"
            throw ImageError.content(name: name, reason: "cannot be unpacked\(place): \(error)")
        }
    }

    private static func blob(_ file: borrowing OpenFile) throws(LayerFault) -> Blob {
        do { return try Blob(SharedFile(try file.duplicate(), name: "an archive")) } catch {
            throw .system(error)
        }
    }

    private static func stream(_ blob: Blob) throws(LayerFault) -> ArchiveStream {
        let compression = try Compression(of: blob)
        let bytes = BlobStream(blob)
        return ArchiveStream(try compression.reader(of: bytes))
    }
}

/// The bytes of an archive, compressed or not.
private final class ArchiveStream: ByteStream {
    private let source: any ByteStream

    init(_ source: any ByteStream) {
        self.source = source
    }

    func next() throws(LayerFault) -> UnsafeRawBufferPointer { try source.next() }

    func jump(_ count: Int64) -> Int64 { source.jump(count) }
}
