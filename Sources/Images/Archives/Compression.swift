import CArchive
import HostSystem

/// How the bytes of a layer or an archive are compressed, told by their first bytes.
///
/// Media types and file names are not asked: what they say is often wrong, and the bytes cannot be.
enum Compression: Sendable, Hashable, CaseIterable {
    case none
    case gzip
    case zstd
    case xz
    case bzip2

    /// How many first bytes it takes to tell.
    static let magicLength = 6

    /// The compression of a stream that begins with these bytes.
    ///
    /// - Parameter start: The first `magicLength` bytes, or fewer of a shorter stream.
    init(of start: some Collection<UInt8>) {
        self = Self.allCases.first { $0.begins(start) } ?? .none
    }

    /// The compression of a blob.
    init(of blob: Blob) throws(LayerFault) {
        var start = [UInt8](repeating: 0, count: Self.magicLength)
        do {
            let count = try start.withUnsafeMutableBufferPointer { (buffer) throws(SystemError) in
                try blob.read(into: UnsafeMutableRawBufferPointer(buffer), at: 0)
            }
            self.init(of: start[..<count])
        } catch {
            throw .system(error)
        }
    }

    private func begins(_ start: some Collection<UInt8>) -> Bool {
        switch self {
        case .none: false
        case .gzip: start.starts(with: [0x1F, 0x8B])
        case .zstd:
            // A frame, or a skippable frame: some tools put their table of contents first.
            start.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
                || (start.dropFirst().starts(with: [0x2A, 0x4D, 0x18])
                    && start.first.map { 0x50...0x5F ~= $0 } == true)
        case .xz: start.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00])
        case .bzip2: start.starts(with: [0x42, 0x5A, 0x68])
        }
    }

    /// Begins to read what is compressed so.
    ///
    /// - Parameter source: The compressed bytes, not yet read.
    /// - Returns: The uncompressed bytes.
    /// - Throws: `LayerFault`.
    func reader(of source: BlobStream) throws(LayerFault) -> any ByteStream {
        switch self {
        case .none: source
        case .gzip: try GzipReader(source)
        case .zstd, .xz, .bzip2: try Decompressor(source, self)
        }
    }

    /// The number that libarchive gives its filter; archive.h.
    var filter: Int32 {
        switch self {
        case .none: ARCHIVE_FILTER_NONE
        case .gzip: ARCHIVE_FILTER_GZIP
        case .zstd: ARCHIVE_FILTER_ZSTD
        case .xz: ARCHIVE_FILTER_XZ
        case .bzip2: ARCHIVE_FILTER_BZIP2
        }
    }
}
