import CArchive

/// Compresses by libarchive: zstd and xz.
///
/// libarchive's `raw` format writes one entry of any length and nothing around it.
final class ArchiveCompressor: ByteCompressor {
    private let archive: OpaquePointer
    private let compression: Compression
    private let client: Client

    /// What the callback of libarchive gets.
    private final class Client {
        let sink: (UnsafeRawBufferPointer) throws -> Void
        var failure: (any Error)?

        init(_ sink: @escaping (UnsafeRawBufferPointer) throws -> Void) {
            self.sink = sink
        }
    }

    /// Begins.
    ///
    /// - Parameters:
    ///   - compression: zstd or xz.
    ///   - sink: Gets the compressed bytes, in order.
    /// - Throws: `LayerFault.compression`.
    init(
        _ compression: Compression,
        _ sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws(LayerFault) {
        guard let archive = archive_write_new() else {
            throw .compression(compression, "out of memory")
        }
        self.archive = archive
        self.compression = compression
        self.client = Client(sink)
        guard archive_write_add_filter(archive, compression.filter) == ARCHIVE_OK,
            archive_write_set_format_raw(archive) == ARCHIVE_OK,
            // One thread and no padding of the last block, so that the same bytes give the same bytes.
            archive_write_set_bytes_in_last_block(archive, 1) == ARCHIVE_OK,
            archive_write_set_options(archive, Self.options(compression)) == ARCHIVE_OK
        else { throw fault() }
        try open()
    }

    deinit {
        archive_write_free(archive)
    }

    private static func options(_ compression: Compression) -> String? {
        compression == .zstd ? "zstd:compression-level=3" : "xz:compression-level=6"
    }

    private func open() throws(LayerFault) {
        let pointer = Unmanaged.passUnretained(client).toOpaque()
        guard archive_write_open(archive, pointer, nil, Self.write, nil) == ARCHIVE_OK else {
            throw fault()
        }
        let entry = archive_entry_new()
        defer { archive_entry_free(entry) }
        archive_entry_set_filetype(entry, Self.regularFile)
        guard archive_write_header(archive, entry) == ARCHIVE_OK else { throw fault() }
    }

    /// `AE_IFREG`, a macro that Swift does not import.
    private static let regularFile: UInt32 = 0o100000

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard !bytes.isEmpty else { return }
        let count = archive_write_data(archive, bytes.baseAddress, bytes.count)
        guard count == bytes.count else { throw client.failure ?? fault() }
    }

    func finish() throws {
        guard archive_write_close(archive) == ARCHIVE_OK else { throw client.failure ?? fault() }
    }

    private static let write:
        @convention(c) (
            OpaquePointer?, UnsafeMutableRawPointer?, UnsafeRawPointer?, Int
        ) -> Int = { _, client, bytes, count in
            guard let client else { return -1 }
            let own = Unmanaged<Client>.fromOpaque(client).takeUnretainedValue()
            do {
                try own.sink(UnsafeRawBufferPointer(start: bytes, count: count))
                return count
            } catch {
                own.failure = error
                return -1
            }
        }

    private func fault() -> LayerFault {
        let message = archive_error_string(archive).map { String(cString: $0) }
        return .compression(compression, message ?? "libarchive refused")
    }
}
