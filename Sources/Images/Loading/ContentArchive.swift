import Glibc
import HostSystem
import OCI
import SystemPackage

/// The files of an image in a tar archive, read where they lie: one pass over the headers finds them all.
struct ContentArchive: ImageContent {
    let name: String
    private let file: SharedFile
    private var entries: [FilePath: Entry] = [:]

    private enum Entry {
        case file(offset: Int64, size: Int64)
        /// `docker save` writes a layer that is there twice once, and a link.
        case link(to: FilePath)
    }

    /// No image has more files.
    private static let maximumEntries = 100_000
    /// A chain of links of honest archives has one.
    private static let maximumLinks = 8

    /// Reads the headers of an archive.
    ///
    /// - Parameters:
    ///   - path: The archive, perhaps compressed.
    ///   - session: Where a compressed archive is uncompressed to: its parts cannot be read where they lie.
    ///   - maximumBytes: How large an uncompressed archive may get.
    ///   - interruption: Looked at now and then.
    /// - Throws: `ImageError`.
    init(
        _ path: FilePath,
        in session: Session,
        maximumBytes: Int64,
        _ interruption: Interruption
    ) throws(ImageError) {
        self.name = path.string
        do throws(LayerFault) {
            let opened = try LayerFault.wrap { () throws(SystemError) in
                // A FIFO would otherwise wait for a writer.
                let file = try OpenFile(opening: path, O_RDONLY | O_NONBLOCK)
                return try SharedFile(file, name: path.string)
            }
            self.file = try Self.uncompressed(opened, in: session, maximumBytes, interruption)
            try readHeaders(interruption)
        } catch .system(let error) {
            throw .system(error)
        } catch .interrupted {
            throw .interrupted
        } catch {
            throw .content(name: path.string, reason: "cannot be read as an archive: \(error)")
        }
    }

    private mutating func readHeaders(_ interruption: Interruption) throws(LayerFault) {
        let blob = try LayerFault.wrap { () throws(SystemError) in try Blob(file) }
        var reader = TarReader(BlobStream(blob))
        while let entry = try reader.next() {
            try interruption.check()
            guard entries.count < Self.maximumEntries else {
                throw .tooManyEntries(limit: Self.maximumEntries)
            }
            let path = try EntryPath(cleaning: entry.name).path
            switch entry.kind {
            case .file where entry.sparseMap == nil:
                entries[path] = .file(offset: reader.position, size: entry.size)
            case .hardLink(let target):
                entries[path] = .link(to: try EntryPath(cleaning: target).path)
            case .symbolicLink(let target):
                let relative =
                    path.removingLastComponent().string.utf8 + [UInt8(ascii: "/")] + target
                entries[path] = .link(to: try EntryPath(cleaning: Array(relative)).path)
            default: continue
            }
        }
    }

    func find(_ file: String) throws(ImageError) -> Blob? {
        guard var path = try? EntryPath(cleaning: Array(file.utf8)).path else { return nil }
        for _ in 0...Self.maximumLinks {
            switch entries[path] {
            case .file(let offset, let size): return Blob(self.file, offset: offset, size: size)
            case .link(let target): path = target
            case nil: return nil
            }
        }
        throw .content(name: "\(file) of \(name)", reason: "is a link in a circle")
    }

    /// The archive itself, or its uncompressed bytes in a file without a name.
    private static func uncompressed(
        _ file: SharedFile,
        in session: Session,
        _ maximumBytes: Int64,
        _ interruption: Interruption
    ) throws(LayerFault) -> SharedFile {
        let blob = try LayerFault.wrap { () throws(SystemError) in try Blob(file) }
        let compression = try Compression(of: blob)
        if compression == .none { return file }
        let source = try compression.reader(of: BlobStream(blob))
        let target = try LayerFault.wrap { () throws(SystemError) in
            try session.unnamedFile()
        }
        var count: Int64 = 0
        while true {
            let piece = try source.next()
            if piece.isEmpty { break }
            try interruption.check()
            count += Int64(piece.count)
            guard count <= maximumBytes else { throw .tooManyBytes(limit: maximumBytes) }
            try LayerFault.wrap { () throws(SystemError) in
                try target.writeAll(piece, name: "the archive")
            }
        }
        do { return try SharedFile(target, name: file.name) } catch { throw .system(error) }
    }
}

extension Session {
    /// A file of the session's folder that has no name any more, and so is gone with its last reader.
    fileprivate func unnamedFile() throws(SystemError) -> OpenFile {
        let name = freshName("archive")
        let file = try directory.open(name, O_RDWR | O_CREAT | O_EXCL)
        try directory.removeFile(name)
        return file
    }
}
