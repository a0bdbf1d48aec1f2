import CArchive

/// The uncompressed bytes of a compressed stream.
///
/// libarchive is given exactly one filter and the `raw` format: it neither guesses what else the bytes might be nor
/// undoes a second compression inside the first, and its tar reader, which recodes names, has no part in this.
final class Decompressor: ByteStream {
    private let archive: OpaquePointer
    private let source: BlobStream
    private let compression: Compression

    /// Begins with the first compressed byte.
    ///
    /// - Parameters:
    ///   - source: What is compressed, not yet read.
    ///   - compression: How.
    /// - Throws: `LayerFault`.
    init(_ source: BlobStream, _ compression: Compression) throws(LayerFault) {
        guard let archive = archive_read_new() else {
            throw .compression(compression, "out of memory")
        }
        self.archive = archive
        self.source = source
        self.compression = compression
        // ARCHIVE_WARN stands for an external program in place of the library, which is never run.
        guard archive_read_append_filter(archive, compression.filter) == ARCHIVE_OK,
            archive_read_support_format_raw(archive) == ARCHIVE_OK,
            archive_read_support_format_empty(archive) == ARCHIVE_OK
        else { throw fault("this libarchive does not have it") }
        try open()
    }

    deinit {
        archive_read_free(archive)
    }

    private func open() throws(LayerFault) {
        let client = Unmanaged.passUnretained(source).toOpaque()
        let opened = archive_read_open(archive, client, nil, Self.read, nil)
        var entry: OpaquePointer?
        guard opened == ARCHIVE_OK else { throw fault() }
        let first = archive_read_next_header(archive, &entry)
        guard first == ARCHIVE_OK || first == ARCHIVE_EOF else { throw fault() }
    }

    func next() throws(LayerFault) -> UnsafeRawBufferPointer {
        while true {
            var bytes: UnsafeRawPointer?
            var count = 0
            var offset: Int64 = 0
            let result = archive_read_data_block(archive, &bytes, &count, &offset)
            if result == ARCHIVE_EOF { return UnsafeRawBufferPointer(start: nil, count: 0) }
            guard result == ARCHIVE_OK else { throw fault() }
            if count > 0 { return UnsafeRawBufferPointer(start: bytes, count: count) }
        }
    }

    func jump(_ count: Int64) -> Int64 { 0 }

    private static let read:
        @convention(c) (
            OpaquePointer?, UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafeRawPointer?>?
        ) -> Int = { _, client, buffer in
            guard let client, let buffer else { return -1 }
            let source = Unmanaged<BlobStream>.fromOpaque(client).takeUnretainedValue()
            guard let piece = try? source.next() else {
                // The stream keeps the reason, and `fault` asks for it.
                return -1
            }
            buffer.pointee = piece.baseAddress
            return piece.count
        }

    private func fault(_ reason: String? = nil) -> LayerFault {
        if let failure = source.failure { return failure }
        let message = archive_error_string(archive).map { String(cString: $0) }
        return .compression(compression, reason ?? message ?? "the data is damaged")
    }
}
